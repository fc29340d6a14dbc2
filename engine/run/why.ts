import type { ImageRecord, Store } from '#engine/store/index.ts';
import type { Component } from '#shared/model/component.ts';
import type { DiffId } from '#shared/model/digest.ts';
import { normalisePath, parsePrintedPath, printPath } from '#shared/model/root-path.ts';
import type { UsageAnswer } from '#shared/model/usage.ts';
import type { FileRow } from '#shared/schema/file-row.ts';
import { entryPath, entrySha256, entryType } from '#engine/layers/layer-index.ts';
import { applicationFirst } from './application-first.ts';
import { componentAnswer, fileAnswer, readUsage, type StoredUsage } from './usage-artifacts.ts';
import { fileRow } from './file-row.ts';
import { openStoredImage } from './stored-image.ts';

/** One layer's entry for a path. */
export type PathEntry = Readonly<{
  layer: number;
  diffId: DiffId;
  createdBy: string | null;
  what: string;
  sha256: string | null;
}>;

/** Everything known about one component or one path. */
export type Why =
  | Readonly<{ kind: 'component'; component: Component; usage: UsageAnswer | null }>
  | Readonly<{
      kind: 'path';
      path: string;
      /** Where links lead to; null when nothing is there. */
      file: FileRow | null;
      /** Does the image's start lead to it? null: it is gone, or the image was not traced. */
      usage: UsageAnswer | null;
      /** First layer from which the path stays absent. */
      removed: number | null;
      history: readonly PathEntry[];
      /** Components and what they do with the file: they list it, are it, or cite it. */
      components: readonly Readonly<{ key: string; relation: 'owns' | 'is' | 'cites' }>[];
    }>;

/**
 * Explains one thing of a scanned image: a component by key, purl or name, or a path.
 *
 * @returns one answer per component that is meant; empty when nothing is known by that name
 */
export async function why(store: Store, image: ImageRecord, subject: string): Promise<Why[]> {
  const used = await readUsage(store, image);
  const all = await store.reader.listComponents(image.imageId);
  const ordered = applicationFirst(all);
  const answer = (component: Component): Why => {
    const usage = used ? componentAnswer(used, component.key) : null;
    return { kind: 'component', component, usage: usage && ordered(usage) };
  };
  const exact = await store.reader.findComponent(image.imageId, subject);
  if (exact) return [answer(exact)];
  if (!subject.includes('/') || subject.startsWith('pkg:')) {
    const meant = all.filter(
      ({ key, name }) => name === subject || (subject.startsWith('pkg:') && key.startsWith(subject)),
    );
    if (meant.length > 0) return meant.map(answer);
  }
  const path = await whyPath(store, image, subject, used, all);
  return path ? [path] : [];
}

async function whyPath(
  store: Store,
  image: ImageRecord,
  subject: string,
  used: StoredUsage | undefined,
  all: readonly Component[],
): Promise<Why | undefined> {
  const path = normalisePath(parsePrintedPath(subject));
  if (path === undefined || path === '') return undefined;
  const { tree, indexes, layers } = await openStoredImage(store, image.imageId);
  const node = tree.lookup(path);
  // Entries lie under real names: `lib/x` may be `usr/lib/x`.
  const real = node?.path ?? path;
  const history: PathEntry[] = [];
  for (const [layer, index] of indexes.entries()) {
    const info = layers[layer];
    if (!index || !info) continue;
    for (let row = 0; row < index.count; row++) {
      if (entryPath(index, row) !== real) continue;
      const type = entryType(index, row);
      const sha256 = type === 'file' ? entrySha256(index, row) : null;
      history.push({ layer, diffId: info.diffId, createdBy: info.createdBy, what: type, sha256 });
    }
  }
  const removed = node ? undefined : tree.removedPaths().find((one) => one.path === path);
  if (!node && !removed && history.length === 0) return undefined;
  const printed = printPath(real);
  const components = all.flatMap((component) => {
    const relation = relationOf(component, printed);
    return relation ? [{ key: component.key, relation }] : [];
  });
  return {
    kind: 'path',
    path: printed,
    file: node ? fileRow(node) : null,
    usage: node && used ? applicationFirst(all)(fileAnswer(used, printPath((tree.resolve(path) ?? node).path))) : null,
    removed: removed?.removed ?? null,
    history,
    components,
  };
}

function relationOf(component: Component, path: string): 'owns' | 'is' | 'cites' | undefined {
  if (component.type === 'bin') return component.occurrences.some((one) => one.path === path) ? 'is' : undefined;
  if (component.files.includes(path)) return 'owns';
  return component.evidence.some(({ locator }) => locator.path === path) ? 'cites' : undefined;
}
