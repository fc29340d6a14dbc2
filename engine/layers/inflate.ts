import { pipeline, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Compression } from '#engine/formats/magic/compression.ts';
import { ZstdFrameCutter } from '#engine/formats/zstd/frames.ts';
import type { Bytes } from '#shared/model/units.ts';

/** Bounds on what a stream may inflate to. A user may raise them in `scanner.yaml`. */
export type InflateLimits = Readonly<{ layerBytes: Bytes; inflateRatio: number; ratioFloorBytes: Bytes }>;

/**
 * Inflates a stream: gzip of any number of members, zstd of any number of frames, or plain.
 *
 * Chunk sizes and `for await` matter: paused zlib streams submit the next inflate *before* the consumer has handled the last
 * piece, so that inflating (in libuv's pool) overlaps with hashing (in this thread). With 'data' events it does not, and with
 * the default of 16 KiB a third of the speed is lost.
 *
 * @throws {ParseError} `malformed`, `truncated`, `unsupported`, or `limit-exceeded` for a bomb
 */
export async function* inflate(
  chunks: AsyncIterable<Buffer>,
  compression: Compression,
  bounds: InflateLimits = limits,
): AsyncGenerator<Buffer> {
  let bytesIn = 0;
  let bytesOut = 0;
  const counted = (async function* () {
    for await (const chunk of chunks) {
      bytesIn += chunk.length;
      yield chunk;
    }
  })();
  for await (const piece of decoder(counted, compression)) {
    bytesOut += piece.length;
    if (bytesOut > bounds.layerBytes) throw bomb('inflated size', bounds.layerBytes, bytesOut);
    if (bytesOut > bounds.ratioFloorBytes && bytesOut > bytesIn * bounds.inflateRatio) {
      throw bomb('compression ratio', bounds.inflateRatio, Math.floor(bytesOut / Math.max(1, bytesIn)));
    }
    yield piece;
  }
}

function decoder(chunks: AsyncIterable<Buffer>, compression: Compression): AsyncIterable<Buffer> {
  const options = { chunkSize: limits.chunkBytes, readableHighWaterMark: limits.readAheadBytes };
  switch (compression) {
    case 'none':
      return chunks;
    case 'gzip':
      return through(chunks, createGunzip(options), 'gzip stream');
    case 'zstd':
      return through(frames(chunks), createZstdDecompress(options), 'zstd stream');
    case 'xz':
    case 'bzip2':
      throw new ParseError({ code: 'unsupported', what: 'layer compression', found: compression });
    default:
      return compression satisfies never;
  }
}

async function* frames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const cutter = new ZstdFrameCutter();
  for await (const chunk of chunks) yield* cutter.cut(chunk);
  cutter.finish();
}

async function* through(
  chunks: AsyncIterable<Buffer>,
  codec: NodeJS.ReadWriteStream & AsyncIterable<string | Buffer>,
  what: string,
): AsyncGenerator<Buffer> {
  // The pipeline's error reaches the loop below through the codec, which it destroys.
  pipeline(Readable.from(chunks, { objectMode: true, highWaterMark: 2 }), codec, () => undefined);
  try {
    for await (const piece of codec) yield piece as Buffer;
  } catch (error) {
    throw asParseError(error, what);
  }
}

/** zlib's errors as diagnostics; everything else as it is. */
function asParseError(error: unknown, what: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return new ParseError({ code: 'truncated', what, at: { from: 0, to: 0 }, available: 0 });
  if (code.startsWith('Z_') || code.startsWith('ZSTD_')) {
    return new ParseError({ code: 'malformed', what, found: error instanceof Error ? error.message : code });
  }
  return error;
}

function bomb(what: string, limit: number, seen: number): ParseError {
  return new ParseError({ code: 'limit-exceeded', what, limit, seen });
}
