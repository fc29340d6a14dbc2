import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { promisify } from 'node:util';
import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import type { ArtifactRecord } from './catalog/records.ts';
import { StoreError } from './store-error.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Puts a document, compressed, and says what its artifact is called. Hold a lease until the artifact is committed. */
export async function putArtifactBytes(
  blobs: BlobStore,
  bytes: Uint8Array,
): Promise<Pick<ArtifactRecord, 'artifactId' | 'size' | 'storedSha256' | 'storedSize' | 'encoding'>> {
  // With its content size stated, a frame cannot decompress to more than it says.
  const params = { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_contentSizeFlag]: 1 };
  const stored = await blobs.put(await compress(bytes, { params, pledgedSrcSize: bytes.byteLength }));
  return {
    artifactId: sha256(bytes),
    size: bytes.byteLength,
    storedSha256: stored.sha256,
    storedSize: stored.size,
    encoding: 'zstd',
  };
}

/**
 * The document, verified against its artifact id.
 *
 * @throws StoreError `missing-blob`, `corrupt-blob`, `too-large` (default limit 1 GiB)
 */
export async function readArtifactBytes(
  blobs: BlobStore,
  artifact: ArtifactRecord,
  { maxBytes = limits.databaseBytes }: Readonly<{ maxBytes?: Bytes }> = {},
): Promise<Uint8Array> {
  if (artifact.size > maxBytes)
    throw new StoreError(
      'too-large',
      `Cannot read artifact ${artifact.artifactId}: ${artifact.size} bytes, expected at most ${maxBytes}`,
    );
  const stored = await blobs.read(artifact.storedSha256, { maxBytes: limits.databaseBytes });
  const bytes = artifact.encoding === 'identity' ? stored : await decompressTo(artifact, stored);
  if (sha256(bytes) !== artifact.artifactId)
    throw new StoreError(
      'corrupt-blob',
      `Cannot trust artifact ${artifact.artifactId}: its sha256 is ${sha256(bytes)}`,
    );
  return bytes;
}

async function decompressTo(artifact: ArtifactRecord, stored: Uint8Array): Promise<Uint8Array> {
  try {
    return await decompress(stored, { maxOutputLength: Math.max(1, artifact.size) });
  } catch (error) {
    throw new StoreError('corrupt-blob', `Cannot decompress artifact ${artifact.artifactId}`, { cause: error });
  }
}
