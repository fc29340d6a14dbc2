import type { ComponentFacet, ComponentGroup, ComponentSort } from '#shared/model/component-list.ts';
import type { UsageWord } from '#shared/model/component.ts';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import type { TreeLook } from './tree-look.ts';

/** Screens of the library tab and of an image's tab. */
export const SECTIONS = [
  'library',
  'jobs',
  'settings',
  'overview',
  'components',
  'layers',
  'start',
  'links',
  'attestations',
  'exports',
  'diff',
] as const;
export type Section = (typeof SECTIONS)[number];

/** Screens of the library tab; all others are of an image's. */
const LIBRARY_SECTIONS: readonly Section[] = ['library', 'jobs', 'settings'];

/** Is this a screen of an image's tab? */
export function isImageSection(section: Section): boolean {
  return !LIBRARY_SECTIONS.includes(section);
}

/** The one thing that the inspector and the evidence dock are about. `path` is printed text; `line` is the one to show of it, `layer` whose copy. */
export type Selection = Readonly<
  | { kind: 'component'; key: string }
  | { kind: 'layer'; index: LayerIndex }
  | { kind: 'file'; path: string; line?: number; layer?: LayerIndex }
  | { kind: 'hop'; id: string }
  | { kind: 'artifact'; id: Digest }
>;

export type Sort = Readonly<{ by: ComponentSort; descending: boolean }>;

/** Chosen values by facet: any of them inside a facet, all facets together. */
export type Facets = Readonly<Partial<Record<ComponentFacet, readonly string[]>>>;

/** Where a tab is: what Back and Forward walk. */
export type View = Readonly<{
  section: Section;
  /** Text of the query box, as typed. */
  query: string;
  facets: Facets;
  /** Components that are in the final tree, or those that a layer removed. */
  removed: boolean;
  sort: Sort;
  /** What the components stand together by; null: nothing. */
  group: ComponentGroup | null;
  selection: Selection | null;
  /** The screen on which it was selected. */
  selectedIn?: Section;
  /** The image that this one is compared with, as the older one. */
  other: ImageId | null;
  /** Printed path of the file whose links are shown. */
  linksOf: string | null;
  /** What the layers view shows, once it was looked at. */
  tree?: TreeLook;
}>;

/** A tab is a document: the library, or one image. */
export type Tab = Readonly<{
  id: 'library' | ImageId;
  title: string;
  view: View;
  back: readonly View[];
  forward: readonly View[];
}>;

/** What a tab shows when it is opened. */
export function firstView(section: Section): View {
  return {
    section,
    query: '',
    facets: {},
    removed: false,
    sort: { by: 'name', descending: false },
    group: null,
    selection: null,
    other: null,
    linksOf: null,
  };
}

/** What each screen has a row for. */
const ROWS: Readonly<Partial<Record<Section, readonly Selection['kind'][]>>> = {
  overview: ['layer'],
  components: ['component'],
  layers: ['file'],
  start: ['hop'],
  links: ['file'],
  exports: ['artifact'],
};

/**
 * What the panels beside a screen tell about: the selection, where it was made there or has a row there. Elsewhere it is kept, and
 * nothing on the screen would say what the panels are about.
 */
export function shownSelection({ section, selection, selectedIn }: View): Selection | null {
  if (selection === null || selectedIn === section) return selection;
  return ROWS[section]?.includes(selection.kind) ? selection : null;
}

/** A view with a change; what is selected by it is selected on the screen that it shows. */
export function changedView(view: View, change: Partial<View>): View {
  const next = { ...view, ...change };
  return change.selection == null ? next : { ...next, selectedIn: next.section };
}

/** The same facets with one value added, or taken away if it was there. */
export function toggleFacet(facets: Facets, name: ComponentFacet, value: string): Facets {
  const chosen = facets[name] ?? [];
  const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value].sort();
  const { [name]: _, ...rest } = facets;
  return next.length === 0 ? rest : { ...rest, [name]: next };
}

/** Is this all that is asked of what the start reaches? */
export function isUsage(facets: Facets, word: UsageWord): boolean {
  return facets.usage?.length === 1 && facets.usage[0] === word;
}

/** The same facets with this one answer about the start, or none. */
export function withUsage(facets: Facets, word: UsageWord | null): Facets {
  const { usage: _, ...rest } = facets;
  return word === null ? rest : { ...rest, usage: [word] };
}
