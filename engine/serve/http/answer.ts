import type { ServerResponse } from 'node:http';
import type { Refusal } from './access.ts';

/** Headers of every answer: nothing is kept, guessed, framed, embedded elsewhere, or told to others. */
const COMMON = {
  'cache-control': 'no-store',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** For answers that are no page: nothing in them may run, wherever a browser would show them. */
const CLOSED_POLICY = `default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox`;

/** Sets the common headers. A page brings its own content policy. */
export function setHeaders(response: ServerResponse, contentPolicy: string = CLOSED_POLICY): void {
  for (const [name, value] of Object.entries(COMMON)) response.setHeader(name, value);
  response.setHeader('content-security-policy', contentPolicy);
}

/** Answers with an object. The renderer shows `message` as it is. */
export function answerJson(response: ServerResponse, status: number, value: object): void {
  const text = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** Turns a request away. Its body, if one comes, is not waited for. */
export function refuse(
  response: ServerResponse,
  { status, message }: Refusal,
  more: Record<string, string> = {},
): void {
  for (const [name, value] of Object.entries(more)) response.setHeader(name, value);
  response.setHeader('connection', 'close');
  answerJson(response, status, { message });
}
