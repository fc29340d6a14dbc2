import { traceImage } from '#engine/entrytrace/trace-image.ts';
import { realPlaces } from '#engine/usage/real-places.ts';
import type { RootFs } from '#engine/rootfs/rootfs.ts';
import type { ImageRecord, Store } from '#engine/store/index.ts';
import type { Component } from '#shared/model/component.ts';
import type { EntryTrace, TraceHints } from '#shared/model/entry-trace.ts';
import type { ImageConfig } from '#shared/model/image.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import { type ImageFiles, StoredFiles } from './image-files.ts';
import { openStoredImage, unreadLayers } from './stored-image.ts';

/** A folder has no config: nothing says how it starts. */
const NO_CONFIG: ImageConfig = {
  platform: null,
  created: null,
  diffIds: [],
  history: [],
  entrypoint: null,
  cmd: null,
  env: [],
  workingDir: '',
  user: '',
};

/** Traces the start of a scanned image. */
export async function traceStored(store: Store, image: ImageRecord, hints: TraceHints = {}): Promise<EntryTrace> {
  const stored = await openStoredImage(store, image.imageId);
  await using files = new StoredFiles(store, image, stored);
  const components = await store.reader.listComponents(image.imageId);
  return await traceWith(
    { config: image.config, tree: stored.tree, components, files, unread: unreadLayers(stored) },
    hints,
  );
}

/** What a trace is made from. */
export type TraceSubject = Readonly<{
  config: ImageConfig | null;
  tree: RootFs;
  components: readonly Component[];
  files: ImageFiles;
  /** Layers that could not be read: what the tree does not have is then not known. */
  unread: readonly LayerIndex[];
}>;

/** As {@link traceStored}, with what is open already. */
export function traceWith(
  { config, tree, components, files, unread }: TraceSubject,
  hints: TraceHints = {},
): Promise<EntryTrace> {
  const input = { config: config ?? NO_CONFIG, tree, owner: ownersOf(components, realPlaces(tree)), unread };
  return files.complete((readText) => traceImage({ ...input, readText }, hints));
}

/** Component that owns a file. Lists name files by printed path; the trace asks by bytes. */
function ownersOf(
  components: readonly Component[],
  real: (path: string) => string,
): (path: RootPath) => string | undefined {
  const owners = new Map<string, string>();
  for (const { key, type, layers, files, occurrences } of components) {
    if (layers.removed !== null) continue;
    const paths = type === 'bin' ? occurrences.map(({ path }) => path) : files;
    for (const path of paths.map(real)) if (!owners.has(path)) owners.set(path, key);
  }
  return (path) => owners.get(printPath(path));
}
