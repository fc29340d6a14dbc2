import type { FacetValue } from '#shared/model/component-list.ts';

/** A line of the table: a row of the list, or the head of a group of rows. */
export type Line = Readonly<{ kind: 'row'; index: number } | { kind: 'group'; at: number }>;

/** Where rows and heads of groups are among the lines of the table. */
export type GroupPlaces = Readonly<{
  /** Lines in all. */
  lines: number;
  lineAt: (line: number) => Line;
  /** Line of a row. */
  lineOf: (index: number) => number;
  /** The group of a row; -1 without groups. */
  groupOf: (index: number) => number;
}>;

/** @param groups in the list's order, their counts together `total`; null: no groups */
export function placeGroups(groups: readonly FacetValue[] | null, total: number): GroupPlaces {
  if (groups === null)
    return {
      lines: total,
      lineAt: (index) => ({ kind: 'row', index }),
      lineOf: (index) => index,
      groupOf: () => -1,
    };
  const starts: number[] = [];
  let rows = 0;
  for (const { count } of groups) {
    starts.push(rows);
    rows += count;
  }
  /** Last group whose place is not behind this. */
  const last = (at: number, placeOf: (group: number) => number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (placeOf(middle) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const headOf = (group: number): number => (starts[group] ?? 0) + group;
  const groupOf = (index: number): number => last(index, (group) => starts[group] ?? 0);
  return {
    lines: rows + starts.length,
    groupOf,
    lineOf: (index) => index + groupOf(index) + 1,
    lineAt(line) {
      const group = last(line, headOf);
      return line === headOf(group) ? { kind: 'group', at: group } : { kind: 'row', index: line - group - 1 };
    },
  };
}
