import type { Component, DependencyKind } from './component.ts';
import type { LayerIndex } from './units.ts';

/** Columns that components can be sorted by. `licence`: the first one stated. `usage`: by its word. */
export const COMPONENT_SORTS = [
  'key',
  'name',
  'version',
  'type',
  'arch',
  'origin',
  'state',
  'licence',
  'introduced',
  'recordWritten',
  'lastModified',
  'usage',
] as const;
export type ComponentSort = (typeof COMPONENT_SORTS)[number];

/** Facets of a component list. */
export const COMPONENT_FACETS = ['type', 'usage', 'layer', 'origin', 'licence', 'state'] as const;
export type ComponentFacet = (typeof COMPONENT_FACETS)[number];

/** One line of a list: no file lists, no evidence. */
export type ComponentRow = Pick<
  Component,
  'key' | 'purl' | 'type' | 'name' | 'version' | 'arch' | 'origin' | 'state' | 'layers' | 'licences' | 'usage'
>;

/**
 * How many components have a value, under all *other* clauses of the filter. A value of '' means that none is stated; a layer's
 * value is its index in decimal. A component with several licences counts for each.
 */
export type FacetValue = Readonly<{ value: string; count: number }>;

/** Most first, then by value; layers by index. */
export type ComponentFacets = Readonly<Record<ComponentFacet, readonly FacetValue[]>>;

/** Columns that a list can be grouped by. */
export const COMPONENT_GROUPS = ['type', 'introduced', 'licence', 'origin', 'usage'] as const;
export type ComponentGroup = (typeof COMPONENT_GROUPS)[number];

/** Forms in which rows can be saved. */
export const ROW_FORMATS = ['csv', 'tsv', 'json', 'ndjson', 'markdown'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/**
 * A stretch of a document with rows: the pieces in order, from the first to the last row, are the document.
 * `rows`: how many are in this one; `total`: in the whole list.
 */
export type RowsPiece = Readonly<{ generation: string; total: number; unfiltered: number; rows: number; text: string }>;

/** A part of a sorted, filtered list. */
export type ComponentWindow = Readonly<{
  /** Names the image's components as they are now: rows of different generations must not be mixed. */
  generation: string;
  /** Rows in the whole filtered list. */
  total: number;
  /** Rows of the image without any filter. */
  unfiltered: number;
  /** Position of the first row in the filtered list. */
  offset: number;
  /** Position of the anchor that was asked for; null when it is not in the filtered list, or none was asked for. */
  anchorAt: number | null;
  rows: readonly ComponentRow[];
  /** Only where they were asked for. */
  facets: ComponentFacets | null;
  /** How many rows have a value, in the list's order, which must be by this column first. '' where none is stated. */
  groups: readonly FacetValue[] | null;
}>;

/** A component with its lists cut to what is shown first; the rest by window. */
export type ComponentDetail = Component &
  Readonly<{
    /** How many files it owns in all; `files` has the first of them. */
    fileCount: number;
    missingFileCount: number;
  }>;

/** `out`: where a component leads; `in`: what leads to it. */
export type EdgeDirection = 'out' | 'in';

/** An edge as seen from one of its ends, with the component at the other. */
export type ComponentEdge = Readonly<
  { kind: DependencyKind; stated: string | null } & Pick<Component, 'key' | 'type' | 'name' | 'version'>
>;

/** By kind, then by key of the other component. */
export type EdgesWindow = Readonly<{ total: number; offset: number; rows: readonly ComponentEdge[] }>;

/** A file that a component owns. `layer`: which one brought the content that is there; null: not in the final tree. */
export type OwnedFileRow = Readonly<{
  path: string;
  missing: boolean;
  type: string | null;
  size: number | null;
  sha256: string | null;
  layer: LayerIndex | null;
}>;

export type OwnedFilesWindow = Readonly<{ total: number; offset: number; rows: readonly OwnedFileRow[] }>;
