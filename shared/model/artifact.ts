import type { Digest } from './digest.ts';
import type { Bytes, LayerIndex } from './units.ts';

/** How a stored document is known to be the same when it is written again. */
export type ReEmission = Readonly<{
  identical: boolean;
  /** `made-twice`: written twice from the stored facts, apart. `read-back`: its bytes were read, and what was read was written. */
  by: 'made-twice' | 'read-back';
}>;

/** A stored document of an image. `id` is the sha256 of its uncompressed bytes. */
export type ArtifactView = Readonly<{
  id: Digest;
  /** Where the catalog has it. */
  path: string;
  /** e.g. `sbom`, `bom-index`, `entrytrace.graph`, `usage`, `composition`, `fragment`. */
  kind: string;
  format: string;
  /** `inventory`, `usage`, or ''. */
  view: string;
  profile: string;
  /** The layer that a fragment is of; null for a document of the whole image. */
  layer: LayerIndex | null;
  /** `scan`: every scan stores it; `request`: somebody asked for it. */
  origin: 'scan' | 'request';
  /** What the image is called in it; null: its id. */
  name: string | null;
  /** For a file: letters, digits, `.`, `_` and `-`. */
  fileName: string;
  mediaType: string;
  size: Bytes;
  /** Components in it; null: it lists none, or the version that stored it did not keep their number. */
  components: number | null;
  /** null: not checked against a schema. */
  valid: boolean | null;
  /** The schema that it was checked against, and its commit or version. */
  schema: string | null;
  /** What its format cannot say. */
  lossy: readonly string[];
  /** null: not known from when it was stored; ask for it to be made again. */
  reEmitted: ReEmission | null;
  /** Can it be made again from what is stored of the image? */
  remakes: boolean;
  /** Made by the analyzers that the image was scanned with last? Else it may differ when it is made again. */
  current: boolean;
  createdAtMs: number;
}>;

/** What came of making a stored document again and comparing. Nothing of it is stored. */
export type RemadeDocument = Readonly<{
  /** sha256 of the bytes that were made. */
  id: Digest;
  size: Bytes;
  identical: boolean;
}>;

/** A document that lies in the data folder as a file under its own name, so that a host can give it to other programs. */
export type HandedOut = Readonly<{ id: Digest; fileName: string }>;
