import type { ComponentSort } from '#shared/model/component-list.ts';
import { useMemo } from 'react';
import { useSetting } from '../../data/use-setting.ts';

/** A column of the component table: which, how wide in pixels, and is it shown. */
export type Column = Readonly<{ id: ComponentSort; width: number; shown: boolean }>;

export const COLUMN_LIMITS = { least: 56, most: 900 } as const;

/** As delivered. The name comes first and takes what room is left. */
export const defaultColumns: readonly Column[] = [
  { id: 'name', width: 168, shown: true },
  { id: 'version', width: 120, shown: true },
  { id: 'type', width: 64, shown: true },
  { id: 'usage', width: 100, shown: true },
  { id: 'arch', width: 90, shown: false },
  { id: 'introduced', width: 120, shown: true },
  { id: 'recordWritten', width: 96, shown: false },
  { id: 'lastModified', width: 110, shown: false },
  { id: 'origin', width: 130, shown: false },
  { id: 'licence', width: 110, shown: true },
  { id: 'state', width: 90, shown: false },
];

const KEY = 'components.columns';

/** Columns as the user left them, and how to leave them. Kept in the data folder; a value that is none gives the default. */
export function useColumns(): Readonly<{
  columns: readonly Column[];
  setColumns: (columns: readonly Column[] | null) => void;
}> {
  const { value, set } = useSetting(KEY);
  return {
    columns: useMemo(() => parseColumns(value), [value]),
    setColumns: (columns) => set(columns === null ? null : JSON.stringify(columns)),
  };
}

/** Heights of a row, in pixels. */
export const ROW_HEIGHTS = { close: 24, usual: 28, wide: 32 } as const;
export type Density = keyof typeof ROW_HEIGHTS;

/** How close rows stand. Kept in the data folder. */
export function useDensity(): readonly [Density, (density: Density) => void] {
  const { value, set } = useSetting('components.density');
  const density = value === 'close' || value === 'wide' ? value : 'usual';
  return [density, (next) => set(next === 'usual' ? null : next)];
}

/** The same columns with one of them a place earlier (-1) or later (1) among those that are shown. The name stays the first. */
export function moveColumn(columns: readonly Column[], id: Column['id'], by: -1 | 1): readonly Column[] {
  const from = columns.findIndex((column) => column.id === id);
  let to = from + by;
  while (columns[to] && !columns[to]?.shown) to += by;
  const [moved, other] = [columns[from], columns[to]];
  if (!moved || !other || moved.id === 'name' || other.id === 'name') return columns;
  const rest = columns.filter((column) => column.id !== id);
  const place = rest.indexOf(other) + (by === 1 ? 1 : 0);
  return [...rest.slice(0, place), moved, ...rest.slice(place)];
}

/** Reads stored columns; unknown ones go, missing ones are added, widths are clamped. */
export function parseColumns(stored: string | undefined): readonly Column[] {
  if (stored === undefined) return defaultColumns;
  let list: unknown;
  try {
    list = JSON.parse(stored);
  } catch {
    return defaultColumns;
  }
  return Array.isArray(list) ? readColumns(list) : defaultColumns;
}

/** The same of a list that is read already. */
export function readColumns(list: readonly unknown[]): readonly Column[] {
  const known = list.flatMap((item: unknown): Column[] => {
    if (typeof item !== 'object' || item === null) return [];
    const { id, width, shown } = item as Partial<Record<string, unknown>>;
    const column = defaultColumns.find((other) => other.id === id);
    if (!column || typeof width !== 'number' || typeof shown !== 'boolean') return [];
    return [{ id: column.id, width: clampWidth(width), shown: shown || column.id === 'name' }];
  });
  const ids = new Set(known.map(({ id }) => id));
  if (ids.size !== known.length) return defaultColumns;
  return [...known, ...defaultColumns.filter(({ id }) => !ids.has(id))];
}

/** A width that a column may have. */
export function clampWidth(width: number): number {
  return Math.round(Math.max(COLUMN_LIMITS.least, Math.min(COLUMN_LIMITS.most, width)));
}

/** `grid-template-columns` of the shown columns: the name grows, so that the row always fills the table. */
export function gridTemplate(columns: readonly Column[]): string {
  return columns
    .filter(({ shown }) => shown)
    .map(({ id, width }) => (id === 'name' ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ');
}
