import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine } from '#engine/run/index.ts';
import { parseDigest } from '#shared/model/digest.ts';
import { refuse } from './answer.ts';
import { beginRanged } from './ranged.ts';

/** `GET /artifacts/<id>`: a stored document, byte for byte, whole or one range of it. @throws EngineError `not-found` */
export async function answerArtifact(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const id = parseDigest(path.slice('/artifacts/'.length).replace('%3A', ':'));
  if (!id) {
    refuse(response, { status: 404, message: 'Not found' });
    return;
  }
  const { bytes, mediaType, name } = await engine.images.artifact(id);
  const range = beginRanged(request, response, bytes.byteLength, {
    'content-type': mediaType,
    'content-disposition': `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}"`,
  });
  if (range) response.end(request.method === 'HEAD' ? undefined : bytes.subarray(range.from, range.to));
}
