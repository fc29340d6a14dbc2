import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine } from '#engine/run/index.ts';
import { answerJson, refuse } from './answer.ts';

/** Longest that a sender may be silent. */
const SILENCE_MS = 30_000;
const MOST_NAME = 1000;

/**
 * `POST /uploads?name=<file name>&size=<bytes>`: the body is the file. The size is announced twice, by the page and by the
 * browser, and checked against the limit before a byte is read and against the bytes that came.
 *
 * @throws EngineError `refused`
 */
export async function answerUpload(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  silenceMs = SILENCE_MS,
): Promise<void> {
  const size = naturalNumber(query.get('size'));
  const length = naturalNumber(request.headers['content-length'] ?? null);
  const name = query.get('name') ?? '';
  if (request.method !== 'POST') refuse(response, { status: 405, message: 'Only to be sent to' }, { allow: 'POST' });
  // A type that no form and no request without a preflight can have.
  else if (request.headers['content-type'] !== 'application/octet-stream')
    refuse(response, { status: 415, message: 'Send application/octet-stream' });
  else if (size === undefined || length === undefined)
    refuse(response, { status: 411, message: 'Announce the size of the file' });
  else if (size !== length) refuse(response, { status: 400, message: 'The size is not the length of the body' });
  else if (size > engine.uploads.limit)
    refuse(response, { status: 413, message: `${size} bytes, at most ${engine.uploads.limit} are taken` });
  else {
    request.setTimeout(silenceMs, () => request.destroy(new Error('the sender fell silent')));
    answerJson(response, 201, await engine.uploads.receive(name.slice(0, MOST_NAME) || 'upload', size, request));
  }
}

function naturalNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
