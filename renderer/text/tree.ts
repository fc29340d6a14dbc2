import type { LayerIndex } from '#shared/model/units.ts';
import type { ChangeField, ChangeState, Later, SpaceCause, TreeMode, TreeType } from '#shared/model/layer-tree.ts';
import { count, counted, listed, size } from './formats.ts';

const states: Readonly<Record<ChangeState, string>> = {
  added: 'added',
  modified: 'modified',
  removed: 'removed',
  same: 'not changed',
};
const fields: Readonly<Record<ChangeField, string>> = {
  type: 'type',
  content: 'content',
  mode: 'mode',
  owner: 'owner',
};

/** Words of the layers view. */
export const treeText = {
  title: 'Layers',
  rail: 'Layers of the image, base first',
  tree: 'Files',
  mode: 'Which tree',
  modes: {
    layer: 'This layer',
    upTo: 'Image up to here',
    final: 'Finished image',
  } satisfies Record<TreeMode, string>,
  states,
  stateFilter: 'Show changes',
  typeFilter: 'Show kinds',
  types: {
    file: 'Files',
    executable: 'Executables',
    dir: 'Directories',
    link: 'Links',
    special: 'Devices and pipes',
  } satisfies Record<TreeType, string>,
  laterFilter: { removed: 'Removed later', overwritten: 'Overwritten later' } satisfies Record<Later, string>,
  find: 'Filter files',
  findHint: 'path  size:>1MB  owner:root',
  columns: { path: 'Path', change: 'Change', size: 'Size', mode: 'Mode', owner: 'Owner', note: 'Layer' },
  looking: (index: LayerIndex, of: number): string => `Layer ${index} of ${count(of)}`,
  finished: 'Finished image',
  matches: (matches: number): string => `${counted(matches, 'name', 'names')} shown`,
  emptyLine: 'no layer of its own',
  layerCounts: (added: number, modified: number, removed: number): string =>
    `${count(added)} added, ${count(modified)} modified, ${count(removed)} removed`,
  /** A dot where nothing below was changed. */
  below: (added: number, modified: number, removed: number): string =>
    [
      ...(added > 0 ? [`+${count(added)}`] : []),
      ...(modified > 0 ? [`~${count(modified)}`] : []),
      ...(removed > 0 ? [`−${count(removed)}`] : []),
    ].join(' ') || '·',
  components: (value: number): string => counted(value, 'component', 'components'),
  changed: (changed: readonly ChangeField[]): string => `${listed(changed.map((field) => fields[field]))} changed`,
  metadataOnly: (changed: readonly ChangeField[]): string => `${listed(changed.map((field) => fields[field]))} only`,
  hid: 'hid the copy of',
  overwrites: 'overwrites the copy of',
  opaque: (names: number): string => `opaque: hides ${counted(names, 'entry', 'entries')}`,
  whiteout: 'whiteout',
  removedIn: 'removed in',
  overwrittenIn: 'overwritten in',
  noChange: 'This layer changes no files; it has metadata alone',
  noMatch: 'No name matches the filter',
  filterForms:
    'The filter takes parts of paths, sizes such as size:>1MB or size:<10k, and owners such as owner:root or owner:1000:1000.',
  clear: 'Clear the filter',
  noLayers: 'The image has no layers',
  loading: 'Laying out the files of the layers…',
  capped: 'Only the first 20,000 lines were opened. Open a folder to see what is in it.',
  unreadable: (layers: readonly LayerIndex[]): string =>
    `${listed(layers.map((layer) => `layer ${layer}`))} could not be read: what it changed is not known, and trees above are without it`,
  failed: 'The files of the layers cannot be listed',
  space: 'Space',
  spaceTitle: (reclaimable: number, carried: number): string =>
    `${size(reclaimable)} of ${size(carried)} are in copies that the finished image does not need`,
  noSpace: (carried: number): string => `The finished image needs every copy in its layers, ${size(carried)}`,
  causes: {
    overwritten: 'overwritten later',
    metadata: 'copied for mode or owner alone',
    identical: 'written again unchanged',
    removed: 'removed later',
    neverVisible: 'never visible',
  } satisfies Record<SpaceCause, string>,
  spaceOf: (cause: string, bytes: number, copies: number): string =>
    `${cause} ${size(bytes)} in ${counted(copies, 'copy', 'copies')}`,
  spaceHint: 'Uncompressed bytes of file contents; hard links are one copy.',
  base: 'Count copies in the base layer',
  list: 'List the copies',
  copies: 'Copies that are not needed',
  copyHeads: { path: 'Path', cause: 'Why', size: 'Size', layer: 'Copy in', by: 'Since' },
  more: 'Show more',
  history: 'Every layer that touched it',
  openCopy: (index: LayerIndex): string => `Open the copy of layer ${index}`,
  open: 'Open',
  relisted: 'listed again unchanged',
} as const;
