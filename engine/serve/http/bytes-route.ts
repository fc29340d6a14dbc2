import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine } from '#engine/run/index.ts';
import { parseDigest, type ImageId } from '#shared/model/digest.ts';
import { type Bytes, KiB } from '#shared/model/units.ts';
import { refuse } from './answer.ts';
import { beginRanged } from './ranged.ts';

const CHUNK: Bytes = 256 * KiB;

/**
 * `GET /bytes/<image id>/<layer>/<printed path, as one part>`: a file as it is after a layer, whole or one range of it. It comes
 * as bytes to be saved, never as what its name or content says: what is in an image is hostile.
 *
 * @throws EngineError `not-found`
 */
export async function answerBytes(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const wanted = parsePath(path);
  if (!wanted) {
    refuse(response, { status: 404, message: 'Not found' });
    return;
  }
  await using file = await engine.evidence.open(wanted.imageId, wanted.layer, wanted.path);
  const range = beginRanged(request, response, file.size, {
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
  });
  if (!range) return;
  const { from, to } = range;
  if (request.method !== 'HEAD')
    for (let at = from; at < to && !response.destroyed; at += CHUNK)
      await write(response, await file.read(at, Math.min(at + CHUNK, to)));
  response.end();
}

function parsePath(path: string): Readonly<{ imageId: ImageId; layer: number; path: string }> | undefined {
  const match = /^\/bytes\/([^/]+)\/(\d{1,4})\/([^/]+)$/.exec(path);
  try {
    const imageId = parseDigest(decodeURIComponent(match?.[1] ?? ''));
    const printed = decodeURIComponent(match?.[3] ?? '');
    return imageId && printed !== ''
      ? { imageId: imageId as ImageId, layer: Number(match?.[2]), path: printed }
      : undefined;
  } catch {
    // Not percent-encoded as it should be.
    return undefined;
  }
}

/** Waits while the reader is slow, and no longer than it is there. */
async function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (response.write(bytes) || response.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
