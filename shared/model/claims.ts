import type { ComponentType } from './component.ts';
import type { DiffId } from './digest.ts';
import type { Evidence } from './evidence.ts';
import type { ByteRange, LayerIndex } from './units.ts';

/** What a claim is about; null: the distribution of the image. */
export type ClaimSubject = Readonly<{
  key: string;
  type: ComponentType;
  name: string;
  version: string | null;
  /** A later layer removed it. */
  removed: boolean;
}>;

/** A claim with the proof that cites the bytes that were asked about. */
export type ClaimRow = Readonly<{ subject: ClaimSubject | null; evidence: Evidence }>;

/** A part of the claims on a file or on some of its bytes: by the first byte that they cite, then by key; those about the whole file last. */
export type ClaimWindow = Readonly<{ total: number; offset: number; rows: readonly ClaimRow[] }>;

/** Which bytes are asked about. */
export type ClaimPlace = Readonly<{
  layer: LayerIndex;
  diffId: DiffId;
  /** Printed. */
  path: string;
  /** Steps to the innermost file, whose bytes `range` counts; null: the whole file with all that is in it. */
  container: readonly string[] | null;
  /** Claims that cite any of these bytes, or that are about the file as a whole; null: all claims. */
  range: ByteRange | null;
}>;
