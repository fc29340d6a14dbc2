import {
  COMPONENT_FACETS,
  COMPONENT_GROUPS,
  COMPONENT_SORTS,
  type ComponentGroup,
} from '#shared/model/component-list.ts';
import { useSetting } from '../../data/use-setting.ts';
import type { Facets, Sort, View } from '../../state/view.ts';
import { type Column, readColumns } from './columns.ts';

/** A way to look at components, under a name. `columns` null: those that are set now stay. */
export type SavedView = Readonly<{
  name: string;
  query: string;
  facets: Facets;
  removed: boolean;
  sort: Sort;
  group: ComponentGroup | null;
  columns: readonly Column[] | null;
}>;

/** Most views, and the longest name and query of one: together they fit what a setting may hold. */
export const viewLimits = { views: 50, name: 60, query: 1000 } as const;

const plain = { query: '', facets: {}, removed: false, sort: { by: 'name', descending: false }, group: null } as const;

/** Views that come with the program, by the name of their words. */
export const shippedViews = {
  default: plain,
  runs: { ...plain, facets: { usage: ['reached'] } },
  unlabelled: { ...plain, query: 'is:unowned' },
  added: { ...plain, query: 'is:added', sort: { by: 'introduced', descending: false } },
  unlicensed: { ...plain, query: 'is:unlicensed' },
} as const satisfies Readonly<Record<string, Omit<SavedView, 'name' | 'columns'>>>;

const KEY = 'components.views';
/** What a setting may hold. */
const MOST_TEXT = 60_000;

/** Views that somebody saved, by name. `save` replaces one of the same name; @returns false when there is no more room. */
export function useSavedViews(): Readonly<{
  views: readonly SavedView[];
  save: (view: SavedView) => boolean;
  remove: (name: string) => void;
}> {
  const { value, set } = useSetting(KEY);
  const views = parseViews(value);
  return {
    views,
    save(view) {
      const next = [...views.filter(({ name }) => name !== view.name), view];
      const text = JSON.stringify(next);
      if (next.length > viewLimits.views || text.length > MOST_TEXT) return false;
      set(text);
      return true;
    },
    remove: (name) => set(JSON.stringify(views.filter((view) => view.name !== name))),
  };
}

/** What of a tab's view is kept under a name. */
export function viewToSave(
  name: string,
  { query, facets, removed, sort, group }: View,
  columns: readonly Column[],
): SavedView {
  return { name, query: query.slice(0, viewLimits.query), facets, removed, sort, group, columns };
}

/** Reads kept views; another version of this page may have left them, so what is not understood goes. */
export function parseViews(stored: string | undefined): readonly SavedView[] {
  let list: unknown;
  try {
    list = JSON.parse(stored ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  const views = list.flatMap((item: unknown): SavedView[] => {
    const { name, query, facets, removed, sort, group, columns } = record(item);
    const { by, descending } = record(sort);
    if (typeof name !== 'string' || name.trim() === '') return [];
    return [
      {
        name: name.slice(0, viewLimits.name),
        query: typeof query === 'string' ? query.slice(0, viewLimits.query) : '',
        facets: parseFacets(facets),
        removed: removed === true,
        sort: { by: COMPONENT_SORTS.find((one) => one === by) ?? 'name', descending: descending === true },
        group: COMPONENT_GROUPS.find((one) => one === group) ?? null,
        columns: Array.isArray(columns) ? readColumns(columns) : null,
      },
    ];
  });
  return views
    .filter((view, at) => views.findIndex(({ name }) => name === view.name) === at)
    .slice(0, viewLimits.views)
    .sort((a, b) => a.name.localeCompare(b.name));
}

function parseFacets(value: unknown): Facets {
  const given = record(value);
  return Object.fromEntries(
    COMPONENT_FACETS.flatMap((name) => {
      const values = given[name];
      const texts = Array.isArray(values) ? values.filter((one): one is string => typeof one === 'string') : [];
      return texts.length > 0 ? [[name, texts] as const] : [];
    }),
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
