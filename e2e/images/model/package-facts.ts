import type { DpkgRow } from '../gather/dpkg-rows.ts';
import { Tree } from './tree.ts';

/** Which package row it is: name, version and architecture. */
export function rowKey({ name, version, arch }: { name: string; version: string | null; arch: string | null }): string {
  return `${name}@${version ?? ''}:${arch ?? ''}`;
}

export type PackageFacts = Readonly<{ introduced: number; lastModified: number; removed: number | null }>;

/**
 * The layer facts of contracts §1 of every row that ever was, from dpkg-query's answers after each layer.
 * Of a row that is gone: of its last stay.
 */
export function packageFacts(states: readonly (readonly DpkgRow[])[]): ReadonlyMap<string, PackageFacts> {
  const byKey = states.map((rows) => new Map(rows.map((row) => [rowKey(row), JSON.stringify({ ...row, listed: [] })])));
  const keys = new Set(byKey.flatMap((rows) => [...rows.keys()]));
  return new Map(
    [...keys].map((key) => {
      let last = states.length - 1;
      while (!byKey[last]?.has(key)) last -= 1;
      let introduced = last;
      while (byKey[introduced - 1]?.has(key)) introduced -= 1;
      let lastModified = last;
      while (lastModified > introduced && byKey[lastModified - 1]?.get(key) === byKey[last]?.get(key))
        lastModified -= 1;
      return [key, { introduced, lastModified, removed: last === states.length - 1 ? null : last + 1 }];
    }),
  );
}

/**
 * What a package lists and the final tree does not have; a diverted name is looked for where it went.
 *
 * dpkg lists directories without saying so. One that holds something else of the package is known by that and left out. One
 * that holds nothing looks like a file in the list: `directories` are those of the result which a tree once had as such.
 *
 * @param trees the tree after each layer
 */
export function missingPaths(
  row: DpkgRow,
  trees: readonly Tree[],
  diverted: readonly Readonly<{ contested: string; to: string; by: string }>[],
): { paths: string[]; directories: string[] } {
  const final = trees.at(-1) ?? new Tree([]);
  const parents = new Set(row.listed.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  const paths = row.listed
    .filter((path) => !parents.has(path))
    .map((path) => diverted.find(({ contested, by }) => contested === path && by !== row.name)?.to ?? path)
    .filter((path) => !final.rows.has(final.locate(path)))
    .toSorted();
  const directories = paths.filter((path) => trees.some((tree) => tree.rows.get(tree.locate(path))?.type === 'dir'));
  return { paths, directories };
}
