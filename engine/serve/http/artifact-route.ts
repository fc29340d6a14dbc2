import type { ServerResponse } from 'node:http';
import type { Engine } from '#engine/run/index.ts';
import { parseDigest } from '#shared/model/digest.ts';
import { refuse } from './answer.ts';

/** `GET /artifacts/<id>`: a stored document, byte for byte. @throws EngineError `not-found` */
export async function answerArtifact(engine: Engine, response: ServerResponse, path: string): Promise<void> {
  const id = parseDigest(path.slice('/artifacts/'.length).replace('%3A', ':'));
  if (!id) {
    refuse(response, { status: 404, message: 'Not found' });
    return;
  }
  const { bytes, mediaType, name } = await engine.images.artifact(id);
  response.writeHead(200, {
    'content-type': mediaType,
    'content-disposition': `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}"`,
    'content-length': bytes.byteLength,
  });
  response.end(bytes);
}
