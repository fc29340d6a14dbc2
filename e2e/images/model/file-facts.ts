import { Tree } from './tree.ts';
import type { TreeRow } from '../gather/tree-row.ts';

/** What is known of one layer from outside: the tree after it, and the names that its tar lists. */
export type LayerTruth = Readonly<{ rows: readonly TreeRow[]; names: readonly string[] }>;

export type FileFacts = Readonly<{ introduced: number; lastModified: number; contentSince: number; implicit: boolean }>;

/**
 * The facts of contracts §1 for each path of the final tree, from the trees after each layer and the names in each layer alone.
 *
 * A simple model on purpose, written from the definitions: nothing of a layer is replayed. A path came to exist in the last
 * layer before which it was absent, or which took it away first: by a whiteout of it or of a directory above, by an opaque
 * directory above, or by another type of it or of a directory above.
 */
export function fileFacts(layers: readonly LayerTruth[]): ReadonlyMap<string, FileFacts> {
  const trees = layers.map(({ rows }) => new Tree(rows));
  const changes = layers.map(({ names }, i) => changesOf(names, trees[i - 1] ?? new Tree([]), trees[i] as Tree));
  const top = trees.at(-1);
  return new Map([...(top?.rows.keys() ?? [])].map((path) => [path, factsOf(path, trees, changes)]));
}

type Changes = Readonly<{ written: ReadonlySet<string>; gone: ReadonlySet<string>; emptied: ReadonlySet<string> }>;

function changesOf(names: readonly string[], below: Tree, after: Tree): Changes {
  const written = new Set<string>();
  const gone = new Set<string>();
  const emptied = new Set<string>();
  for (const name of names) {
    const base = name.slice(name.lastIndexOf('/') + 1);
    const parent = name.slice(0, Math.max(0, name.length - base.length - 1));
    if (base === '.wh..wh..opq') emptied.add(below.follow(parent));
    else if (base.startsWith('.wh.')) gone.add(below.locate(`${parent}/${base.slice(4)}`));
    else written.add(after.locate(name));
  }
  for (const [path, row] of below.rows) {
    const now = after.rows.get(path);
    if (now !== undefined && now.type !== row.type) gone.add(path);
  }
  return { written, gone, emptied };
}

function factsOf(path: string, trees: readonly Tree[], changes: readonly Changes[]): FileFacts {
  const top = trees.length - 1;
  const unbroken = (i: number) => trees[i - 1]?.rows.has(path) === true && !takenAway(path, changes[i] as Changes);
  let introduced = top;
  while (unbroken(introduced)) introduced -= 1;
  const content = (i: number) => contentOf(trees[i]?.rows.get(path));
  let contentSince = top;
  while (contentSince > introduced && content(contentSince - 1) === content(top)) contentSince -= 1;
  let lastModified = top;
  while (lastModified > introduced && !changes[lastModified]?.written.has(path)) lastModified -= 1;
  return { introduced, lastModified, contentSince, implicit: !changes[lastModified]?.written.has(path) };
}

/** The content of a link is where it points to; other types but files have none that can change. */
function contentOf(row: TreeRow | undefined): string {
  return row?.sha256 ?? row?.linkTarget ?? '';
}

function takenAway(path: string, { gone, emptied }: Changes): boolean {
  if (gone.has(path)) return true;
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const above = path.slice(0, slash);
    if (gone.has(above) || emptied.has(above)) return true;
  }
  return emptied.has('');
}
