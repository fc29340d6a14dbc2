import { createHash } from 'node:crypto';
import { COMPRESSION_MAGIC_BYTES, detectCompression } from '#engine/formats/magic/compression.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import { inflate } from '#engine/layers/inflate.ts';
import { readHead, readRegion, type Region } from '#engine/layers/read-region.ts';
import type { TempFile } from '#engine/store/index.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import { type Bytes, type ByteRange, MiB } from '#shared/model/units.ts';
import { contentInFile, contentInMemory, type FileContent } from './file-content.ts';

/** Larger files go to a temporary file while they are looked at. */
const IN_MEMORY: Bytes = 8 * MiB;

/** A layer is read from its start to what is wanted. */
export type ReadAgain = Readonly<{
  region: Region;
  /** Bytes of the layer as stored that have been read. */
  onBytes: (bytesIn: Bytes) => void;
}>;

/**
 * Content of the entry whose data begins at an offset of the tar.
 *
 * @param size as the layer's index says
 * @returns undefined when the layer has another content there than `sha256`, or none
 * @throws {ParseError} when the layer is damaged
 */
export async function readEntryAgain(
  { region, onBytes }: ReadAgain,
  { dataOffset, size, sha256 }: Readonly<{ dataOffset: Bytes; size: Bytes; sha256: Sha256 }>,
  tempFile: () => Promise<TempFile>,
): Promise<FileContent | undefined> {
  const file = size > IN_MEMORY ? await tempFile() : undefined;
  let kept = false;
  try {
    const hash = createHash('sha256');
    const pieces: Buffer[] = [];
    let written = 0;
    for await (const piece of entryPieces(region, onBytes, dataOffset)) {
      hash.update(piece);
      if (file) for (let at = 0; at < piece.length;) at += (await file.handle.write(piece, at)).bytesWritten;
      else pieces.push(piece);
      written += piece.length;
      // The hash would say so too, after a disk full of something else.
      if (written > size) return undefined;
    }
    if (hash.digest('hex') !== sha256) return undefined;
    kept = true;
    return file
      ? contentInFile(file, written, sha256, 'layer')
      : contentInMemory(Buffer.concat(pieces), sha256, 'layer');
  } finally {
    if (!kept) await file?.[Symbol.asyncDispose]();
  }
}

/** Bytes of the tar stream itself: headers of markers are no file's content. Shorter where the stream ends. */
export async function readTarAgain({ region, onBytes }: ReadAgain, { from, to }: ByteRange): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let at = 0;
  for await (const chunk of tarOf(region, onBytes)) {
    if (at + chunk.length > from) pieces.push(Buffer.from(chunk.subarray(Math.max(0, from - at), to - at)));
    at += chunk.length;
    if (at >= to) break;
  }
  return Buffer.concat(pieces);
}

async function* entryPieces(region: Region, onBytes: ReadAgain['onBytes'], dataOffset: Bytes): AsyncGenerator<Buffer> {
  const ready: Buffer[] = [];
  let wanted = false;
  let ended = false;
  const reader = new TarReader({
    entry: (entry) => (wanted = entry.type === 'file' && entry.dataOffset === dataOffset),
    // The reader lends its memory.
    content: (bytes) => void (wanted && ready.push(Buffer.from(bytes))),
    contentEnd: () => (ended ||= wanted),
    anomaly: () => undefined,
  });
  for await (const chunk of tarOf(region, onBytes)) {
    reader.push(chunk);
    yield* ready.splice(0);
    if (ended) return;
  }
}

async function* tarOf(region: Region, onBytes: ReadAgain['onBytes']): AsyncGenerator<Buffer> {
  const compression = detectCompression(await readHead(region, COMPRESSION_MAGIC_BYTES));
  const counted = async function* (): AsyncGenerator<Buffer> {
    let bytesIn = 0;
    for await (const chunk of readRegion(region)) {
      bytesIn += chunk.length;
      onBytes(bytesIn);
      yield chunk;
    }
  };
  yield* inflate(counted(), compression);
}
