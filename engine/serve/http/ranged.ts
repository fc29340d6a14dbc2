import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { refuse } from './answer.ts';
import { parseRange } from './parse-range.ts';

/**
 * Begins the answer with bytes to be saved: all of them, or the one range that is asked for. Their type is the caller's.
 *
 * @returns what is to be sent; undefined when the request was turned away
 */
export function beginRanged(
  request: IncomingMessage,
  response: ServerResponse,
  size: Bytes,
  headers: Readonly<Record<string, string>>,
): ByteRange | undefined {
  const range = parseRange(request.headers.range, size);
  if (range === null) {
    refuse(response, { status: 416, message: 'There are no such bytes' }, { 'content-range': `bytes */${size}` });
    return undefined;
  }
  const { from, to } = range ?? { from: 0, to: size };
  response.writeHead(range ? 206 : 200, {
    'accept-ranges': 'bytes',
    ...headers,
    'content-length': to - from,
    ...(range ? { 'content-range': `bytes ${from}-${to - 1}/${size}` } : {}),
  });
  return { from, to };
}
