import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { ZstdFrameCutter } from '#engine/formats/zstd/frames.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { Spool } from '../types.ts';

export type Inflated = Readonly<{
  /** The temporary file. */
  file: string;
  /** Why not all of it could be inflated: an anomaly, because what is missing shows where it is looked for. */
  diagnostics: readonly Diagnostic[];
}>;

/** Bounds on what an archive may inflate to. */
export type SpoolLimits = Readonly<{ spoolBytes: Bytes; inflateRatio: number; ratioFloorBytes: Bytes }>;

/** Where inflating stands; `problem` is why the input ended early. */
type Progress = { consumed: Bytes; written: Bytes; problem: Error | undefined };

/**
 * Inflates a compressed archive to a temporary file, since the regions of an image must be readable at any offset. gzip may
 * have several members, zstd several and skippable frames, both zeros at the end. What cannot be inflated is left out; where
 * gzip data is wrong (rather than cut), up to one block of the decoder's output in front of it goes with it.
 *
 * @throws {ParseError} `limit-exceeded` for a bomb, `malformed` where nothing at all comes out
 */
export async function inflateArchive(
  file: string,
  compression: 'gzip' | 'zstd',
  spool: Spool,
  signal?: AbortSignal,
  bounds: SpoolLimits = limits,
): Promise<Inflated> {
  const target = await spool.tempFile();
  const progress: Progress = { consumed: 0, written: 0, problem: undefined };
  await run(file, compression, target, progress, bounds, signal);
  const { problem, written } = progress;
  if (problem === undefined) return { file: target, diagnostics: [] };
  if (written === 0) throw new ParseError({ code: 'malformed', what: `${compression} data`, found: problem.message });
  const what = `${compression} data that ends early or has something behind it`;
  return { file: target, diagnostics: [{ code: 'anomaly', what, found: problem.message }] };
}

/** Rejects for what is not the data's fault. */
function run(
  file: string,
  compression: 'gzip' | 'zstd',
  target: string,
  progress: Progress,
  bounds: SpoolLimits,
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = { chunkSize: limits.chunkBytes };
  const decoder = compression === 'gzip' ? createGunzip(options) : createZstdDecompress(options);
  const input = Readable.from(compression === 'gzip' ? chunks(file, progress) : zstdPieces(file, progress));
  const out = openSync(target, 'w');
  return new Promise<void>((resolve, reject) => {
    // Written at once and not awaited: a stream that fails drops what it holds back, and how much that is would depend on timing.
    decoder.on('data', (chunk: Buffer) => {
      try {
        signal?.throwIfAborted();
        progress.written += chunk.byteLength;
        checkSize(progress, bounds);
        for (let at = 0; at < chunk.byteLength;) at += writeSync(out, chunk, at);
      } catch (error) {
        decoder.destroy(error as Error);
      }
    });
    decoder.on('end', resolve);
    decoder.on('error', (error) => {
      if (isDecodingError(error)) {
        progress.problem = error;
        resolve();
      } else reject(error);
    });
    input.on('error', (error) => decoder.destroy(error));
    input.pipe(decoder);
  }).finally(() => {
    closeSync(out);
    input.destroy();
  });
}

async function* chunks(file: string, progress: Progress): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file, { highWaterMark: limits.chunkBytes })) {
    progress.consumed += (chunk as Buffer).byteLength;
    yield chunk as Buffer;
  }
}

/** One write per piece of a frame: Node's decoder drops what follows a frame within one write. */
async function* zstdPieces(file: string, progress: Progress): AsyncGenerator<Buffer> {
  const cutter = new ZstdFrameCutter();
  try {
    for await (const chunk of chunks(file, progress)) yield* cutter.cut(chunk);
    cutter.finish();
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (!isPadding(error)) progress.problem = error;
  }
}

function isPadding({ diagnostic }: ParseError): boolean {
  return diagnostic.code === 'malformed' && diagnostic.found === '00000000';
}

function checkSize({ written, consumed }: Progress, { spoolBytes, inflateRatio, ratioFloorBytes }: SpoolLimits): void {
  if (written > spoolBytes) {
    throw new ParseError({ code: 'limit-exceeded', what: 'inflated archive', limit: spoolBytes, seen: written });
  }
  if (written > ratioFloorBytes && written > consumed * inflateRatio) {
    const seen = Math.floor(written / Math.max(1, consumed));
    throw new ParseError({ code: 'limit-exceeded', what: 'compression ratio', limit: inflateRatio, seen });
  }
}

function isDecodingError(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return code.startsWith('Z_') || code.startsWith('ZSTD_');
}
