import type { DiffId, Sha256 } from './digest.ts';
import type { ByteRange, Bytes, LayerIndex } from './units.ts';

/** Why bytes cannot be shown, while their locator and hash are kept. `source-gone`: scan the image again from where it lies now. */
export type EvictedReason =
  'source-gone' | 'source-changed' | 'layer-unreadable' | 'no-such-path' | 'too-large' | 'unsupported-container';

/** Lines are 1-based and inclusive. */
export type LineRange = Readonly<{ from: number; to: number }>;

/**
 * The bytes that a locator cites, with what is around them: at most 256 KiB.
 *
 * `segments` and `cited` are the locator's segments: `segments` half-open and relative to the window, only what is inside it;
 * `cited` their places in the file. `sha256` is over all cited bytes, also those outside of the window.
 */
export type EvidenceBytes =
  | Readonly<{
      state: 'bytes';
      base64: string;
      /** Place of the window in the file: half-open. */
      window: ByteRange;
      /** Of the whole file. */
      size: Bytes;
      segments: readonly ByteRange[];
      cited: readonly ByteRange[];
      /** Of the whole file, the innermost where it lies in an archive; null for a marker, which is none. */
      fileSha256: Sha256 | null;
      /** Number of the line that the window's first byte lies in; null for files above 64 MiB. */
      firstLine: number | null;
      /** Lines of each segment, without the line feed that a segment may begin with; null where `firstLine` is. */
      lines: readonly LineRange[] | null;
      /** Is the hash of the cited bytes the one that is claimed? */
      sha256: Readonly<{ claimed: Sha256; found: Sha256; equal: boolean }>;
      from: 'pack' | 'layer' | 'folder';
    }>
  | Readonly<{ state: 'evicted'; reason: EvictedReason; detail: string; sha256: Sha256 }>;

/** One layer's copy of a path. */
export type PathCopy = Readonly<{
  layer: LayerIndex;
  diffId: DiffId;
  createdBy: string | null;
  /** Type of the layer's entry: `file`, `dir`, `hardlink`, `whiteout` … */
  what: string;
  size: Bytes | null;
  sha256: Sha256 | null;
}>;
