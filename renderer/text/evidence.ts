import type { DecodedFormat } from '#shared/model/decoded.ts';
import type { Bytes } from '#shared/model/units.ts';
import { count, counted } from './formats.ts';

const at = (place: Bytes): string => `0x${place.toString(16).toUpperCase()}`;

/** The words of the viewer's further modes, a part of the catalogue. */
export const viewerText = {
  usedBy: 'Used by',
  decoded: 'Decoded',
  claims: 'Claims',
  claimsOn: {
    cited: 'Claims on the cited bytes',
    file: 'Claims on the whole file',
  },
  scope: 'Which claims',
  scopes: { cited: 'Cited bytes', file: 'Whole file' },
  byte: (place: Bytes, line: number | null): string =>
    `Byte ${at(place)}${line === null ? '' : `, line ${count(line)}`}`,
  noClaims: 'No claim rests on these bytes.',
  noFileClaims: 'No claim rests on this file.',
  distro: 'The distribution of the image',
  removed: 'removed by a later layer',
  loadingClaims: 'Looking for claims…',
  relation: { owns: 'lists this file', is: 'is this file', cites: 'cites this file' } as const,
  steps: 'Steps of the start that this file states',
  step: (line: number | null): string => (line === null ? 'this file' : `line ${count(line)}`),
  closeClaims: 'Close the list of claims',
  place: (from: Bytes, to: Bytes): string => `bytes ${at(from)}+${at(to - from)}`,
  layers: 'Copies of this path',
  shownLayer: (layer: string): string => `Copy of layer ${layer}: choose another`,
  copyOf: (layer: string, what: string): string => `${layer}  ${what}`,
  compareWith: (layer: string): string => `Compare with ${layer}`,
  compareTitle: 'Compare copies',
  comparing: (old: string, now: string): string => `Changes from the copy of ${old} to that of ${now}`,
  back: 'Back to the bytes',
  noContent: 'no content',
  formats: {
    deb822: 'Stanza of a package database (deb822)',
    'apk-record': 'Record of apk’s database',
    'rpm-header': 'Row of the rpm database: a header',
    'elf-dynamic': 'Dynamic section (ELF)',
    'go-buildinfo': 'Build information of a Go program',
    json: 'JSON, by pointer',
    metadata: 'Core metadata of a Python distribution',
    properties: 'Properties',
    'os-release': 'Fields of a release file',
  } satisfies Record<DecodedFormat, string>,
  cited: ', cited',
  fields: 'Decoded fields',
  field: 'Field',
  value: 'Value',
  bytesOf: 'Bytes',
  notDecoded: 'There is no decoder for this kind of file. Text and hex show its bytes.',
  undecodable: 'These bytes do not decode:',
  moreFields: (value: number): string => `${counted(value, 'more field is', 'more fields are')} not shown.`,
  showBytes: (name: string): string => `Show the bytes of ${name}`,
} as const;
