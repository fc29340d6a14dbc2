import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundle, envelope, jsonBytes, testKey } from '#engine/testing/attestations.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readAttestation } from './read-attestation.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { readStatement } from './read-statement.ts';

const key = testKey();
const good = bundle(envelope(key, 'a'.repeat(64)), key);

describe('an attestation', () => {
  it('is read from a bundle, and its statement from its payload', () => {
    const read = readAttestation(jsonBytes(good));
    expect({ ...read, payload: 0, signatures: read.signatures.length, log: read.log?.index }).toEqual({
      container: 'sigstore-bundle',
      payloadType: 'application/vnd.in-toto+json',
      payload: 0,
      signatures: 1,
      certificate: null,
      log: '3',
    });
    expect(readStatement(read.payload)).toEqual({
      predicateType: 'https://cyclonedx.org/bom',
      subjects: [{ name: 'example.org/greeting', digests: { sha256: 'a'.repeat(64) } }],
    });
  });

  it('takes URL-safe base64 without padding, and nothing else', () => {
    const sig = (text: string) => {
      const made = { payloadType: 't', payload: '', signatures: [{ sig: text }] };
      return Buffer.from(readAttestation(jsonBytes(made)).signatures[0]?.bytes ?? []).toString('hex');
    };
    expect([sig('-_8'), sig('+/8='), sig('')]).toEqual(['fbff', 'fbff', '']);
    for (const bad of ['a', 'a b=', '!', '====']) expect(() => sig(bad)).toThrow(/base64/);
  });

  it('is refused, or read, whatever is cut off or changed', () => {
    readsEveryPrefix(jsonBytes(good), readAttestation, 7);
    fc.assert(
      fc.property(fc.json(), (text) => readsOrRefuses(Buffer.from(text), readAttestation, text)),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => readsOrRefuses(bytes, readStatement, 'bytes')),
      { numRuns: 300 },
    );
  });
});

describe('a checkpoint', () => {
  const root = Buffer.alloc(32, 1).toString('base64');
  const note = `log.example.org/2026\n42\n${root}\nextension\n\n\u2014 log.example.org/2026 ${Buffer.from('hinted').toString('base64')}\n`;

  it('is read', () => {
    const { text, origin, treeSize, signatures } = readCheckpoint(note);
    expect([text, origin, treeSize]).toEqual([
      `log.example.org/2026\n42\n${root}\nextension\n`,
      'log.example.org/2026',
      '42',
    ]);
    expect(
      signatures.map(({ name, keyHint, bytes }) => [
        name,
        ...[keyHint, bytes].map((one) => Buffer.from(one).toString()),
      ]),
    ).toEqual([['log.example.org/2026', 'hint', 'ed']]);
  });

  it.for([
    '',
    '\n\n',
    'a\n1\n\n',
    `a\nx\n${root}\n\n\u2014 a aaaa\n`,
    `a\n1\n${root}\n\n- a aaaa\n`,
    `a\n1\n${root}\n\n\u2014 a aaaa`,
  ])('%j is none', (bad) => expect(() => readCheckpoint(bad)).toThrow('Cannot read checkpoint'));

  it('is refused, or read, whatever is cut off', () => {
    readsEveryPrefix(Buffer.from(note), (bytes) => readCheckpoint(Buffer.from(bytes).toString('utf8')));
  });
});
