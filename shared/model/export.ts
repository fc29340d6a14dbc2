import type { Digest } from './digest.ts';
import type { Bytes } from './units.ts';

/** Formats of documents, in the order in which they are told. */
export const EXPORT_FORMATS = ['cdx-json', 'cdx-pb', 'spdx-json', 'bom-index', 'spdx23-json', 'cdx16-json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export const EXPORT_VIEWS = ['inventory', 'usage'] as const;
export type ExportView = (typeof EXPORT_VIEWS)[number];
export const EXPORT_PROFILES = ['full', 'lean'] as const;
export type ExportProfile = (typeof EXPORT_PROFILES)[number];

/** Which document is wanted. `name`: what the image is called in it; null: its id, as in the documents that a scan stores. */
export type ExportWish = Readonly<{
  format: ExportFormat;
  view: ExportView;
  profile: ExportProfile;
  name: string | null;
}>;

/** A document that was made, checked and stored. Its bytes: `GET /artifacts/<id>`. */
export type ExportedDocument = Readonly<{
  /** sha256 of the bytes. */
  id: Digest;
  /** For a file: letters, digits, `.`, `_` and `-`. It says when something of the image could not be read. */
  fileName: string;
  mediaType: string;
  size: Bytes;
  /** Components in the document. */
  components: number;
  /** The schema that it was checked against, and its commit or version. It was valid, else there is no document. */
  schema: string;
  schemaVersion: string;
  /** Was it made twice, apart, from what is stored, with the same bytes? And are they those that the scan stored, if it did? */
  identical: boolean;
  /** What the format cannot say. */
  lossy: readonly string[];
  /** False: something of the image could not be read, so it holds at least these components. */
  complete: boolean;
}>;
