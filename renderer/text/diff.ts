import type { DiffConfigField, DiffField, DiffFileClass, DiffFileField } from '#shared/model/diff.ts';
import type { DiffKind } from '#shared/model/diff-view.ts';
import type { Bytes } from '#shared/model/units.ts';
import { FILE_CHANGES } from '#shared/text/file-changes.ts';
import { count, counted, size } from './formats.ts';

const diffKinds: Readonly<Record<DiffKind | DiffFileClass, string>> = {
  ...FILE_CHANGES,
  upgraded: 'Upgraded',
  downgraded: 'Downgraded',
  changed: 'Changed',
  metadata: 'Metadata',
  usage: 'What runs',
};
const diffFields: Readonly<Record<DiffField, string>> = {
  distro: 'distribution',
  layer: 'layer',
  licence: 'licence',
  origin: 'known from',
  qualifiers: 'purl qualifiers',
  state: 'state',
  usage: 'usage',
};
const diffFileFields: Readonly<Record<DiffFileField, string>> = {
  content: 'content',
  layer: 'layer',
  link: 'link target',
  mode: 'mode',
  owner: 'owner',
  type: 'type',
};
const diffSettings: Readonly<Record<DiffConfigField, string>> = {
  cmd: 'Command',
  entrypoint: 'Entrypoint',
  env: 'Variable',
  label: 'Label',
  platform: 'Platform',
  port: 'Port',
  user: 'User',
  volume: 'Volume',
  workdir: 'Working folder',
};

function stillScanned(scanning: readonly ('old' | 'new')[]): string {
  return scanning.length === 2 ? 'both images are still scanned' : `the ${scanning[0]} image is still scanned`;
}

/** The words of a comparison, a part of the catalogue. */
export const diffText = {
  kinds: diffKinds,
  fields: diffFields,
  fileFields: diffFileFields,
  settings: diffSettings,
  chooseTitle: 'Compare this image with another',
  noOther: 'There is no other image in the library yet',
  dropHere: (title: string): string => `Compare with ${title}`,
  compareNewest: 'Compare the newest two',
  to: 'compared with',
  swap: 'Swap sides',
  chooseAnother: 'Choose another…',
  mixed:
    'The images were analysed by different analysers or with different limits, so a difference may be theirs. Scan both again to be sure.',
  compareAnyway: 'Compare anyway',
  identical: 'The images are identical',
  identicalWhat: (same: number): string =>
    `${counted(same, 'component', 'components')}, every file and every setting were compared.`,
  what: 'What is compared',
  show: 'Show only',
  components: 'Components',
  files: 'Files',
  config: 'Settings',
  filter: 'Filter by name or path',
  usageViews: 'All changes, or those that the start of either image reaches',
  untraced: 'The start of one of the images was not traced; scan it again.',
  untracedYet: 'What the start reaches is known when the scan has ended.',
  soFar: {
    ended: 'The scan has ended.',
    final: 'This comparison is final.',
    compared: (scanning: readonly ('old' | 'new')[]): string =>
      `So far: ${stillScanned(scanning)}. What its start reaches is not known yet.`,
    layers: (scanning: readonly ('old' | 'new')[]): string =>
      `So far: ${stillScanned(scanning)}. Layers of the same bytes are joined; what differs in the others is compared once all are merged.`,
    showFinal: 'The final comparison is there: show',
    gone: 'A scan has ended without bringing its image, so there is nothing to compare.',
    running: 'still scanned',
    bytesLater: 'Its bytes can be shown when the scan has ended.',
  },
  same: (value: number): string => `${count(value)} the same`,
  omitted: (value: number): string =>
    `${counted(value, 'file more differs', 'files more differ')}; the list ends before.`,
  platforms: (old: string, now: string): string => `The platforms differ: ${old} and ${now}.`,
  partialOld: 'The old image could not be read completely: what is missing there may only be unread.',
  partialNew: 'The new image could not be read completely: what is missing there may only be unread.',
  noConfig: 'No setting differs.',
  setting: 'Setting',
  old: 'Old image',
  new: 'New image',
  rail: 'Layers of both images',
  sameLayer: 'the same layer in both images',
  onlyOld: 'in the old image alone',
  onlyNew: 'in the new image alone',
  changes: 'Changes by layer',
  loading: 'Comparing…',
  count: (value: number): string => counted(value, 'change', 'changes'),
  more: 'Show more',
  image: 'The image as a whole',
  distribution: 'Distribution',
  inOld: 'Old image, layer',
  inNew: 'New image, layer',
  gone: 'gone',
  came: 'came',
  stays: 'stays',
  bytes: (ranges: string): string => (ranges === '' ? 'absent' : `bytes ${ranges}`),
  notThere: 'Not in this image.',
  showBytes: 'Show in this image, with the bytes',
  textChanges: 'Text changes',
  textLoading: 'Reading both files…',
  textCount: (added: number, removed: number): string =>
    `${counted(added, 'line', 'lines')} added, ${count(removed)} removed`,
  textSame: 'The content is the same.',
  textCoarse: 'Too much differs to find the fewest changes: everything from the first change to the last is listed.',
  textOmitted: (lines: number): string =>
    `${counted(lines, 'changed line more', 'changed lines more')} not listed here. Open both files to see them.`,
  textHidden: (marks: number): string =>
    `${counted(marks, 'invisible character', 'invisible characters')}, shown as marks`,
  textRaw: 'Some bytes are no UTF-8 text; they are written as \\xNN.',
  textBinary: 'These bytes are no text. Their digests differ.',
  textTooLarge: (most: Bytes): string => `Text of more than ${size(most)} is not compared here.`,
  textNoFile: 'Only regular files have text that can be compared.',
  textGone: (role: 'old' | 'new', why: string): string => `The bytes of the ${role} file are not at hand: ${why}`,
  skipped: 'lines that are the same',
  lineKinds: { added: 'added', removed: 'removed' },
  unended: 'no line feed at the end of the file',
  fileFacts: { type: 'Type', size: 'Size', digest: 'SHA-256', link: 'Link target', layer: 'Layer' },
};
