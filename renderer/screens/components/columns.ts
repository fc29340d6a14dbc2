import type { ComponentSort } from '#shared/model/component-list.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../data/api.ts';

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
  const trpc = useTRPC();
  const cache = useQueryClient();
  const options = trpc.settings.get.queryOptions();
  const { data } = useQuery(options);
  const { mutate } = useMutation(trpc.settings.set.mutationOptions());
  return {
    columns: parseColumns(data?.[KEY]),
    setColumns(columns) {
      const value = columns === null ? null : JSON.stringify(columns);
      cache.setQueryData(options.queryKey, (before) => {
        const { [KEY]: _, ...rest } = before ?? {};
        return value === null ? rest : { ...rest, [KEY]: value };
      });
      mutate({ key: KEY, value });
    },
  };
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
  if (!Array.isArray(list)) return defaultColumns;
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
