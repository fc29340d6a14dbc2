import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { adler32 } from './adler32.ts';

/** zlib ends its stream with the checksum (RFC 1950 §2.2), so it is the oracle. */
function byZlib(bytes: Uint8Array): number {
  return deflateSync(bytes).readUInt32BE(deflateSync(bytes).length - 4);
}

it.for([
  ['nothing', new Uint8Array()],
  ['text', Buffer.from('Wikipedia')],
  ['all ones, beyond a block', new Uint8Array(20_000).fill(255)],
  ['a block', new Uint8Array(5552).fill(255)],
  ['a block and a byte', new Uint8Array(5553).map((_, i) => i)],
] as const)('%s', ([, bytes]) => {
  expect(adler32(bytes)).toBe(byZlib(bytes));
});
