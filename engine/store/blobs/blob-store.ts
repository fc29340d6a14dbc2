import type { FileHandle } from 'node:fs/promises';
import type { Sha256 } from '#shared/model/digest.ts';
import type { Bytes } from '#shared/model/units.ts';

/** What a put did. `existed`: the same bytes were there already and nothing was written. */
export type PutResult = Readonly<{ sha256: Sha256; size: Bytes; existed: boolean }>;

/** A file in the data folder's `tmp/`, open for reading and writing. Disposing closes and removes it, unless it was put. */
export type TempFile = AsyncDisposable & Readonly<{ path: string; handle: FileHandle }>;

/** An open blob for ranged reads. Bytes are not verified: use {@link BlobStore.read} where they must be. */
export type OpenBlob = AsyncDisposable & Readonly<{ path: string; handle: FileHandle; size: Bytes }>;

/**
 * Bytes by their sha256. Usable in any thread and process without a catalog.
 *
 * A put blob that no catalog row names is garbage: hold a lease of the store (`Store.lease`) from before the first put until
 * the row is committed, or gc may take it (the commit then fails with `missing-blob`, nothing is corrupted).
 */
export type BlobStore = Readonly<{
  put(bytes: Uint8Array): Promise<PutResult>;
  /** Hashes and writes while the bytes pass. @throws StoreError `too-large` beyond `maxBytes` */
  putStream(bytes: AsyncIterable<Uint8Array>, options?: Readonly<{ maxBytes?: Bytes }>): Promise<PutResult>;
  /**
   * Takes over a file of {@link tempFile} whose sha256 the caller computed while writing it. The temp file is gone afterwards.
   *
   * @param size bytes that were hashed; must be the file's size
   */
  putFile(file: TempFile, sha256: Sha256, size: Bytes): Promise<PutResult>;
  has(sha256: Sha256): Promise<boolean>;
  /** Size in bytes, or undefined when it is not there. */
  size(sha256: Sha256): Promise<Bytes | undefined>;
  /** Whole and verified. @throws StoreError `missing-blob`, `corrupt-blob`, `too-large` (default limit 1 GiB) */
  read(sha256: Sha256, options?: Readonly<{ maxBytes?: Bytes }>): Promise<Uint8Array>;
  /** @throws StoreError `missing-blob` */
  open(sha256: Sha256): Promise<OpenBlob>;
  /** Absolute path of a blob, whether it is there or not. Read only. */
  pathOf(sha256: Sha256): string;
  /** The only place where temporary files are made. @param purpose one short word for the file's name: letters and dashes */
  tempFile(purpose: string): Promise<TempFile>;
}>;
