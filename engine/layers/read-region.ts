import { open } from 'node:fs/promises';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { MiB, type Bytes } from '#shared/model/units.ts';

/** A byte range of a host file. The same shape as acquire's `BlobRegion`, which this stage does not import. */
export type Region = Readonly<{ file: string; offset: Bytes; size: Bytes }>;

const CHUNK = 1 * MiB;

/**
 * Streams a region, reading one chunk ahead of the consumer so that disk and CPU overlap. Each chunk has memory of its own.
 *
 * @throws {ParseError} `truncated` when the file ends inside the region
 */
export async function* readRegion({ file, offset, size }: Region, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r');
  let pending: Promise<Buffer> | undefined;
  try {
    const end = offset + size;
    const read = async (at: Bytes): Promise<Buffer> => {
      const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, end - at));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) {
        throw new ParseError({
          code: 'truncated',
          what: 'file',
          at: { from: at, to: end },
          available: 0,
          where: { file },
        });
      }
      return bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
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
