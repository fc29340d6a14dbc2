import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { expect } from 'vitest';
import {
  AcquireError,
  type AcquiredImage,
  type BlobRegion,
  openSource,
  type OpenOptions,
} from '#engine/acquire/index.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { detectCompression } from '#engine/formats/magic/compression.ts';
import { type DiffId, digestOf } from '#shared/model/digest.ts';

export type Wish = Omit<OpenOptions, 'spool'>;

/** Opens an image for a test; `folder` takes the spooled files. */
export async function openImage(folder: string, ref: string, wish: Wish = {}): Promise<AcquiredImage> {
  let files = 0;
  const spool = { tempFile: () => Promise.resolve(join(folder, `spool-${files++}`)) };
  const source = await openSource(ref, { spool, ...wish });
  if (!('layers' in source)) throw new Error(`${ref} is a root file system`);
  return source;
}

/** The error that opening gives; the test fails if there is an image. */
export async function refusal(folder: string, ref: string, wish: Wish = {}): Promise<AcquireError> {
  const outcome = await openImage(folder, ref, wish).catch((error: unknown) => error);
  if (!(outcome instanceof AcquireError)) expect.fail(`${ref}: ${JSON.stringify(outcome) ?? String(outcome)}`);
  return outcome;
}

function regionBytes(region: BlobRegion): Buffer {
  const bytes = Buffer.alloc(region.size);
  const file = openSync(region.file, 'r');
  try {
    readSync(file, bytes, 0, region.size, region.offset);
  } finally {
    closeSync(file);
  }
  return bytes;
}

/** DiffIDs as the bytes have them; null for an absent layer. */
export function hashedDiffIds(image: AcquiredImage): (DiffId | null)[] {
  return image.layers.map(({ region }) => {
    if (region === null) return null;
    const bytes = regionBytes(region);
    const kind = detectCompression(bytes);
    const plain = kind === 'gzip' ? gunzipSync(bytes) : kind === 'zstd' ? zstdDecompressSync(bytes) : bytes;
    return digestOf(sha256(plain)) as DiffId;
  });
}
