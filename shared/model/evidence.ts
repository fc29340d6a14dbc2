import type { DiffId, Sha256 } from './digest.ts';
import type { ByteRange, LayerIndex } from './units.ts';

/**
 * The bytes of one file that make a fact true. An analyzer writes it; compose adds where the file lies.
 *
 * `segments` are half-open, ascending and count from the start of the innermost uncompressed bytes; `sha256` is over the
 * segments joined. In a text database a line is made by its line feeds, so a cited line includes the one that ends the line
 * before it: change that byte and the line is gone. A database row's segments are its value's bytes (overflow pages make several).
 */
export type Citation = Readonly<{
  kind: 'bytes' | 'lines' | 'row' | 'json';
  /** Archive members or decoding steps between the file and the cited bytes, outermost first. */
  container: readonly string[];
  segments: readonly ByteRange[];
  sha256: Sha256;
  /** Which file of a set holds the bytes (a write-ahead log, for one); absent: the set's first file, or the only file. */
  member?: string;
  /**
   * The rest of the cited bytes, where a set holds one row in two of its files: a page in the database, a newer one in the log.
   * Only both together prove the claim, so each becomes a {@link Locator} of its own.
   */
  continued?: Citation;
}>;

/** A {@link Citation} with its place in the image. `path` is printed text (see `printPath`). */
export type Locator = Readonly<{
  layerIndex: LayerIndex;
  diffId: DiffId;
  path: string;
  container: readonly string[];
  kind: Citation['kind'] | 'absence';
  segments: readonly ByteRange[];
  sha256: Sha256;
}>;

/** Where a fact comes from, by named mechanism. */
export type EvidenceSource =
  | 'os-package-database'
  | 'package-metadata'
  | 'build-info'
  | 'os-release'
  | 'declared-licence'
  | 'licence-file'
  | 'executable-bytes'
  | 'whiteout';

/** How the bytes prove it: the techniques of CycloneDX `evidence.identity.methods`. */
export type EvidenceMethod = 'manifest-analysis' | 'binary-analysis' | 'hash-comparison';

/** One proof. No confidence and no time: a fact is proven or not claimed. */
export type Evidence = Readonly<{
  source: EvidenceSource;
  method: EvidenceMethod;
  /** What it proves: the component itself, or one field of it. */
  proves: 'component' | 'licence' | 'distro' | 'removal';
  /** Analyzer id and version that read it. */
  analyzer: string;
  locator: Locator;
}>;
