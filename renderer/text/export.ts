import type { ExportFormat, ExportProfile, ExportView } from '#shared/model/export.ts';
import { counted } from './formats.ts';

const formats: Readonly<Record<ExportFormat, string>> = {
  'cdx-json': 'CycloneDX 1.7, JSON',
  'cdx-pb': 'CycloneDX 1.7, Protobuf',
  'spdx-json': 'SPDX 3.0.1, JSON-LD',
  'bom-index': 'BOM-Index: which layers have a component',
  'spdx23-json': 'SPDX 2.3, JSON',
  'cdx16-json': 'CycloneDX 1.6, JSON',
};
const views: Readonly<Record<ExportView, string>> = {
  inventory: 'Everything in the image',
  usage: 'What its start reaches',
};
const profiles: Readonly<Record<ExportProfile, string>> = {
  full: 'With proofs',
  lean: 'Without proofs: small enough to attest',
};

/** The words of the export sheet, a part of the catalogue. */
export const exportText = {
  formats,
  views,
  profiles,
  title: 'Export document',
  format: 'Format',
  view: 'What is listed',
  profile: 'Extent',
  noProfile: 'A BOM-Index has no proofs to leave out.',
  name: 'Name of the image in it',
  byId: 'Its image ID, as in the documents that the scan stored',
  make: 'Make document',
  making: 'Making, checking and comparing it…',
  partial: 'Something of this image could not be read. The document and its file name say so.',
  result: 'Document',
  file: 'File',
  size: 'Size',
  digest: 'SHA-256',
  components: (value: number): string => counted(value, 'component', 'components'),
  valid: 'Valid',
  schema: 'Schema',
  identical: 'Identical when made again',
  identicalTip: 'It was made twice from what the scan found, and both times the bytes were the same.',
  different: 'Different when made again',
  differentTip:
    'It was made twice from what the scan found, and the bytes were not the same. This is an error of the program.',
  lossy: 'What the format cannot say',
  save: 'Save…',
  saved: (name: string): string => `Saved ${name}`,
  saveFailed: (why: string): string => `Saving failed: ${why}`,
  digestOf: 'SHA-256 of the document',
};
