import { COMPONENT_FACETS, COMPONENT_GROUPS, COMPONENT_SORTS } from '#shared/model/component-list.ts';
import { parseDigest, type ImageId } from '#shared/model/digest.ts';
import { emptyConsole, type ConsoleState, type PanelSizes } from './console.ts';
import { parseLook } from './tree-look.ts';
import {
  firstView,
  isImageSection,
  SECTIONS,
  type Facets,
  type Section,
  type Selection,
  type Tab,
  type View,
} from './view.ts';

const IMAGE_ID = /^sha256:[0-9a-f]{64}$/;

/** What outlives a window: its tabs with their places, which panels are open, and where splitters are. Histories are not kept. */
export type KeptWindow = Pick<ConsoleState, 'tabs' | 'active' | 'inspector' | 'dock' | 'sizes'>;

export function printTabs({ tabs, active, inspector, dock, sizes }: KeptWindow): string {
  return JSON.stringify({
    active,
    inspector,
    dock,
    sizes,
    tabs: tabs.map(({ id, title, view }) => ({ id, title, view })),
  });
}

/** Another version of this page may have left it: a tab that is not understood goes, a view becomes the first. */
export function parseTabs(stored: string | null): KeptWindow | undefined {
  let value: unknown;
  try {
    value = JSON.parse(stored ?? 'null');
  } catch {
    return undefined;
  }
  const { tabs, active, inspector, dock, sizes } = record(value);
  if (!Array.isArray(tabs)) return undefined;
  const parsed = tabs.flatMap((tab: unknown): Tab[] => {
    const { id, title, view } = record(tab);
    if (id !== 'library' && !(typeof id === 'string' && IMAGE_ID.test(id))) return [];
    const inLibrary = id === 'library';
    const shown = parseView(view, inLibrary);
    return [{ id: id as ImageId, title: typeof title === 'string' ? title : '', view: shown, back: [], forward: [] }];
  });
  const [library = emptyConsole.tabs[0]] = parsed.filter(({ id }) => id === 'library');
  const images = parsed.filter(({ id }, at) => id !== 'library' && parsed.findIndex((tab) => tab.id === id) === at);
  return {
    tabs: [library, ...images],
    active: images.find(({ id }) => id === active)?.id ?? 'library',
    inspector: typeof inspector === 'boolean' ? inspector : emptyConsole.inspector,
    dock: typeof dock === 'boolean' ? dock : emptyConsole.dock,
    sizes: parseSizes(sizes),
  };
}

function parseSizes(value: unknown): PanelSizes {
  const given = record(value);
  const size = (panel: keyof PanelSizes): number => {
    const pixels = given[panel];
    return typeof pixels === 'number' && pixels >= 100 && pixels <= 4000 ? pixels : emptyConsole.sizes[panel];
  };
  return { inspector: size('inspector'), dock: size('dock') };
}

function parseView(value: unknown, inLibrary: boolean): View {
  const { section, query, facets, removed, sort, group, selection, selectedIn, other, linksOf, tree } = record(value);
  const look = parseLook(tree);
  const { by, descending } = record(sort);
  const known = SECTIONS.find((one) => one === section);
  const place = SECTIONS.find((one) => one === selectedIn);
  const first: Section = inLibrary ? 'library' : 'overview';
  return {
    ...firstView(known !== undefined && isImageSection(known) !== inLibrary ? known : first),
    query: typeof query === 'string' ? query : '',
    facets: parseFacets(facets),
    removed: removed === true,
    sort: { by: COMPONENT_SORTS.find((one) => one === by) ?? 'name', descending: descending === true },
    group: COMPONENT_GROUPS.find((one) => one === group) ?? null,
    selection: parseSelection(selection),
    other: typeof other === 'string' && IMAGE_ID.test(other) ? (other as ImageId) : null,
    linksOf: typeof linksOf === 'string' ? linksOf : null,
    ...(place ? { selectedIn: place } : {}),
    ...(look ? { tree: look } : {}),
  };
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

function parseSelection(value: unknown): Selection | null {
  const { kind, key, index, path, line, layer, id } = record(value);
  if (kind === 'component' && typeof key === 'string') return { kind, key };
  if (kind === 'layer' && typeof index === 'number' && Number.isSafeInteger(index)) return { kind, index };
  if (kind === 'hop' && typeof id === 'string') return { kind, id };
  if (kind === 'artifact') {
    const digest = typeof id === 'string' ? parseDigest(id) : undefined;
    return digest ? { kind, id: digest } : null;
  }
  if (kind !== 'file' || typeof path !== 'string') return null;
  const isCount = (given: unknown): given is number =>
    typeof given === 'number' && Number.isSafeInteger(given) && given >= 0;
  return { kind, path, ...(isCount(line) ? { line } : {}), ...(isCount(layer) ? { layer } : {}) };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
