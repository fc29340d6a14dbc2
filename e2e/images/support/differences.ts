import { isDeepStrictEqual } from 'node:util';

type Row = Readonly<{ path: string }>;

/** Where two lists of paths differ; at most 40, so that a failure can be read. */
export function differences<T extends Row>(got: readonly T[], want: readonly T[]): { got?: T; want?: T }[] {
  const byPath = new Map(got.map((row) => [row.path, row]));
  const wanted = new Set(want.map(({ path }) => path));
  return [
    ...want
      .filter((row) => !isDeepStrictEqual(byPath.get(row.path), row))
      .map((row) => ({ want: row, ...only(byPath.get(row.path)) })),
    ...got.filter(({ path }) => !wanted.has(path)).map((row) => ({ got: row })),
    ...(byPath.size === got.length
      ? []
      : got.filter((row) => byPath.get(row.path) !== row).map((row) => ({ got: row }))),
  ].slice(0, 40);
}

function only<T>(row: T | undefined): { got?: T } {
  return row === undefined ? {} : { got: row };
}
