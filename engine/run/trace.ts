import { traceImage } from '#engine/entrytrace/trace-image.ts';
import type { ImageRecord, Store } from '#engine/store/index.ts';
import type { EntryTrace, TraceHints } from '#shared/model/entry-trace.ts';
import type { ImageConfig } from '#shared/model/image.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { type ContentPlace, Contents, keptLayers } from './contents.ts';
import { Evicted, SourceReader } from './evidence/layer-sources.ts';
import { openStoredImage, type StoredImage } from './stored-image.ts';

/** Times that a trace is made again with files that the one before asked for. A chain of scripts asks for one a time. */
const ROUNDS = 200;

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

/**
 * Traces the start of a scanned image. The trace itself reads nothing: it says which files it misses, they are fetched, and it is
 * made again until it misses none.
 */
export async function traceStored(store: Store, image: ImageRecord, hints: TraceHints = {}): Promise<EntryTrace> {
  const stored = await openStoredImage(store, image.imageId);
  const owner = await ownersOf(store, image);
  await using files = new TraceFiles(store, image, stored);
  const known = new Map<number, Uint8Array | undefined>();
  const input = { config: image.config ?? NO_CONFIG, tree: stored.tree, owner };
  for (let round = 0; ; round++) {
    const missing = new Map<number, TreeNode>();
    const readText = (node: TreeNode): Uint8Array | undefined => {
      if (!known.has(node.inode)) missing.set(node.inode, node);
      return known.get(node.inode);
    };
    const trace = traceImage({ ...input, readText }, hints);
    if (missing.size === 0 || round === ROUNDS) return trace;
    const nodes = [...missing.values()];
    const bytes = await files.read(nodes);
    for (const [i, node] of nodes.entries()) known.set(node.inode, bytes[i]);
  }
}

/** Bytes of files: from the kept sources, else from the image where it still is. */
class TraceFiles implements AsyncDisposable {
  readonly #store: Store;
  readonly #image: ImageRecord;
  readonly #stored: StoredImage;
  readonly #kept: Contents;
  readonly #sources: SourceReader;

  constructor(store: Store, image: ImageRecord, stored: StoredImage) {
    this.#store = store;
    this.#image = image;
    this.#stored = stored;
    this.#kept = new Contents(keptLayers(stored), store.blobs);
    this.#sources = new SourceReader(store);
  }

  async read(nodes: readonly TreeNode[]): Promise<(Uint8Array | undefined)[]> {
    const places = nodes.map((node) => this.#stored.tree.origin(node));
    const found = await this.#readFrom(this.#kept, places);
    if (found.every((bytes, i) => bytes !== undefined || places[i] === undefined)) return found;
    const left = places.map((place, i) => (found[i] === undefined ? place : undefined));
    const again = await this.#readAgain(left);
    return found.map((bytes, i) => bytes ?? again[i]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#kept[Symbol.asyncDispose]();
    await this.#sources[Symbol.asyncDispose]();
  }

  /** What is not kept is read from the source once more. One that is gone leaves it unknown, and the trace says so. */
  async #readAgain(places: readonly (ContentPlace | undefined)[]): Promise<(Uint8Array | undefined)[]> {
    try {
      using sources = await this.#sources.take(this.#image);
      const { regions } = sources.value;
      const layers = keptLayers(this.#stored).map((layer, i) => {
        const region = regions[i];
        return { ...layer, blob: region ? { kind: 'region' as const, region } : null };
      });
      await using contents = new Contents(layers, this.#store.blobs);
      return await this.#readFrom(contents, places);
    } catch (error) {
      if (error instanceof Evicted) return [];
      throw error;
    }
  }

  async #readFrom(
    contents: Contents,
    places: readonly (ContentPlace | undefined)[],
  ): Promise<(Uint8Array | undefined)[]> {
    const wanted = places.filter((place) => place !== undefined);
    const bytes = await contents.read(wanted);
    let next = 0;
    return places.map((place) => (place === undefined ? undefined : bytes[next++]));
  }
}

/** Component that owns a file. Lists name files by printed path; the trace asks by bytes. */
async function ownersOf(store: Store, image: ImageRecord): Promise<(path: RootPath) => string | undefined> {
  const owners = new Map<string, string>();
  for (const { key, type, layers, files, occurrences } of await store.reader.listComponents(image.imageId)) {
    if (layers.removed !== null) continue;
    const paths = type === 'bin' ? occurrences.map(({ path }) => path) : files;
    for (const path of paths) if (!owners.has(path)) owners.set(path, key);
  }
  return (path) => owners.get(printPath(path));
}
