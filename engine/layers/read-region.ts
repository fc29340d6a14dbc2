import { open } from 'node:fs/promises';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { MiB, type Bytes } from '#shared/model/units.ts';

/** A byte range of a host file. The same shape as acquire's `BlobRegion`, which this stage does not import. */
export type Region = Readonly<{ file: string; offset: Bytes; size: Bytes }>;

const CHUNK = 1 * MiB;

/** Chunks that are with the consumer or being read, plus one: how many a ring needs before the first may be overwritten. */
const RING = 3;

/**
 * Streams a region, reading one chunk ahead of the consumer so that disk and CPU overlap.
 *
 * @param reuse true: chunks are borrowed, valid until the next one is asked for. Fresh memory for each costs a third of the time of
 * reading a plain layer, in page faults and garbage collection.
 * @throws {ParseError} `truncated` when the file ends inside the region
 */
export async function* readRegion(
  { file, offset, size }: Region,
  { signal, reuse = false }: { signal?: AbortSignal | undefined; reuse?: boolean } = {},
): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r');
  let pending: Promise<Buffer> | undefined;
  try {
    const end = offset + size;
    const ring: Buffer[] = [];
    let turn = 0;
    const buffer = (length: Bytes): Buffer => {
      if (!reuse) return Buffer.allocUnsafeSlow(length);
      turn = (turn + 1) % RING;
      return (ring[turn] ??= Buffer.allocUnsafeSlow(CHUNK)).subarray(0, length);
    };
    const read = async (at: Bytes): Promise<Buffer> => {
      const chunk = buffer(Math.min(CHUNK, end - at));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) {
        throw new ParseError({
          code: 'truncated',
          what: 'file',
          at: { from: at, to: end },
          available: 0,
          where: { file },
        });
      }
      return bytesRead === chunk.length ? chunk : chunk.subarray(0, bytesRead);
    };
    let at = offset;
    if (at < end) pending = read(at);
    while (pending) {
      signal?.throwIfAborted();
      const chunk = await pending;
      at += chunk.length;
      pending = at < end ? read(at) : undefined;
      yield chunk;
    }
  } finally {
    // An abandoned read must not reject unheard, nor run on a closed handle.
    await pending?.catch(() => undefined);
    await handle.close();
  }
}

/** Up to `length` first bytes of a region. */
export async function readHead({ file, offset, size }: Region, length: Bytes): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(length, size));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
