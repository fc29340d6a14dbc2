import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { hasTool } from '#engine/testing/has-tool.ts';
import { bundle, envelope, jsonBytes, pae, testKey, type TestKey } from '#engine/testing/attestations.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { keyOfSpki, readPublicKey } from './trust-key.ts';
import { type TrustedKey, verifyAttestation } from './verify-attestation.ts';

const IMAGE = 'a'.repeat(64);
const image = new Map([[IMAGE, 'manifest digest']]);
const signer = testKey();
const log = testKey('ed25519');

function trust(key: Pick<TestKey, 'pem'>, name: string, use: TrustedKey['use'] = 'signer'): TrustedKey {
  const read = readPublicKey(key.pem);
  if (typeof read === 'string') throw new Error(read);
  return { ...read, name, use };
}

const trusted = [trust(signer, 'Release'), trust(log, 'Log', 'log')];

/** Badge, reason, and each step as `state code`. */
function verdict(value: object, keys: readonly TrustedKey[] = trusted) {
  const { badge, reason, steps } = verifyAttestation(jsonBytes(value), image, keys);
  return [badge, reason, ...steps.slice(0, 4).map(({ state, code }) => `${state} ${code}`)];
}

describe('attested fixtures', () => {
  const good = envelope(signer, IMAGE);
  const wrong = envelope(signer, 'b'.repeat(64));

  it.for<[name: string, value: object, keys: readonly TrustedKey[], verdict: readonly string[]]>([
    ['version 2 log', bundle(good, log), trusted, ['verified', 'verified', 'ok ok', 'ok ok', 'ok ok', 'ok ok']],
    [
      'version 1 log',
      bundle(good, log, { version: 1 }),
      trusted,
      ['verified', 'verified', 'ok ok', 'ok ok', 'ok ok', 'ok ok'],
    ],
    ['no log', good, trusted, ['verified', 'verified', 'ok ok', 'ok ok', 'ok ok', 'unchecked not-logged']],
    ['wrong subject', bundle(wrong, log), trusted, ['failed', 'subject', 'ok ok', 'ok ok', 'failed subject', 'ok ok']],
    [
      'bad proof',
      bundle(good, log, { spoil: 'proof' }),
      trusted,
      ['failed', 'proof', 'ok ok', 'ok ok', 'ok ok', 'failed proof'],
    ],
    [
      'entry about something else',
      bundle(good, log, { spoil: 'entry' }),
      trusted,
      ['failed', 'proof', 'ok ok', 'ok ok', 'ok ok', 'failed entry'],
    ],
    [
      'no trust root',
      bundle(good, log),
      [],
      ['unverified', 'no-trust-root', 'ok ok', 'unchecked no-trust-root', 'ok ok', 'unchecked log-not-trusted'],
    ],
    [
      'a key for logs signs no attestation',
      good,
      [trust(signer, 'Release', 'log')],
      ['unverified', 'no-trust-root', 'ok ok', 'unchecked no-trust-root', 'ok ok', 'unchecked not-logged'],
    ],
    [
      'log that is no trust root',
      bundle(good, log),
      trusted.slice(0, 1),
      ['verified', 'verified', 'ok ok', 'ok ok', 'ok ok', 'unchecked log-not-trusted'],
    ],
    [
      'names a trusted key and has another’s signature',
      envelope(testKey(), IMAGE, { keyid: 'Release' }),
      trusted,
      ['failed', 'signature', 'ok ok', 'failed signature', 'ok ok', 'unchecked not-logged'],
    ],
    [
      'another’s, who is not named',
      envelope(testKey(), IMAGE),
      trusted,
      ['unverified', 'no-trust-root', 'ok ok', 'unchecked no-trust-root', 'ok ok', 'unchecked not-logged'],
    ],
  ])('%s', ([, value, keys, expected]) => expect(verdict(value, keys)).toEqual(expected));

  it('tell what they are about and where the log has them', () => {
    const check = verifyAttestation(jsonBytes(bundle(good, log)), image, trusted);
    expect({ ...check, steps: [] }).toEqual({
      badge: 'verified',
      reason: 'verified',
      container: 'sigstore-bundle',
      predicateType: 'https://cyclonedx.org/bom',
      subjects: [{ name: 'example.org/greeting', digest: `sha256:${IMAGE}`, isImage: true }],
      subjectCount: 1,
      document: null,
      signer: { id: trusted[0]?.id, name: 'Release', algorithm: 'ECDSA P-256' },
      log: {
        version: 2,
        index: '3',
        origin: 'log.example.org',
        treeSize: '6',
        root: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        kind: 'hashedrekord 0.0.2',
      },
      steps: [],
    });
    const first = verifyAttestation(jsonBytes(bundle(good, log, { version: 1 })), image, trusted).log;
    expect([first?.version, first?.index]).toEqual([1, '5035492']);
  });

  it('say which stored document they hold, byte for byte', () => {
    const predicate = '{"bomFormat":"CycloneDX"}';
    const last = (text: string) => {
      const documents = new Map([[sha256(Buffer.from(text)), 'greeting.cdx.json']]);
      const { badge, document, steps } = verifyAttestation(jsonBytes(good), image, trusted, documents);
      return [badge, document, steps.at(-1)];
    };
    expect(last(predicate)).toEqual([
      'verified',
      `sha256:${sha256(Buffer.from(predicate))}`,
      { step: 'payload', state: 'ok', code: 'ok', detail: 'greeting.cdx.json' },
    ]);
    // Others write another document of the same image: that proves nothing against them.
    expect(last(`${predicate} `).slice(0, 2)).toEqual(['verified', null]);
    expect(last(`${predicate} `)[2]).toMatchObject({ state: 'unchecked', code: 'no-such-document' });
  });

  it('with one changed byte in the payload are nobody’s', () => {
    const payload = Buffer.from(good.payload, 'base64');
    payload[payload.length - 3] = (payload[payload.length - 3] ?? 0) ^ 1;
    expect(verdict({ ...good, payload: payload.toString('base64') })[0]).not.toBe('verified');
  });

  it.for(['ec', 'ed25519', 'rsa'] as const)('are checked with keys of kind %s, kept by their SPKI', (kind) => {
    const key = testKey(kind);
    const one = trust(key, 'one');
    expect(verdict(envelope(key, IMAGE), [{ ...one, ...keyOfSpki(one.spki) }])[0]).toBe('verified');
  });

  it.for<[name: string, value: unknown]>([
    ['nothing', {}],
    ['no signature', { ...good, signatures: [] }],
    ['no base64', { ...good, payload: '***' }],
    ['no statement', { ...good, payload: Buffer.from('{}').toString('base64') }],
    ['another payload', { ...good, payloadType: 'text/plain' }],
    ['a bundle of the future', { mediaType: 'application/vnd.dev.sigstore.bundle.v9+json' }],
    [
      'two signatures in a bundle',
      { ...bundle(good, log), dsseEnvelope: { ...good, signatures: [...good.signatures, ...good.signatures] } },
    ],
  ])('%s is malformed', ([, value]) => {
    expect(verdict(value as object)).toEqual([
      'failed',
      'malformed',
      'failed malformed',
      ...Array.from({ length: 3 }, () => 'unchecked not-reached'),
    ]);
  });
});

it.skipIf(!hasTool('openssl', 'version'))(
  'a signature and a certificate of OpenSSL are checked as OpenSSL would',
  async () => {
    await using folder = await tempFolder();
    const at = (name: string): string => join(folder.path, name);
    const openssl = (...words: string[]): void => {
      const { status, stderr } = spawnSync('openssl', words, { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
    };
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', at('key.pem'));
    openssl('pkey', '-in', at('key.pem'), '-pubout', '-out', at('public.pem'));
    openssl('req', '-x509', '-key', at('key.pem'), '-subj', '/CN=test', '-days', '2', '-out', at('cert.pem'));
    openssl('x509', '-in', at('cert.pem'), '-outform', 'DER', '-out', at('cert.der'));
    const made = envelope(signer, IMAGE);
    writeFileSync(at('message'), pae(Buffer.from(made.payload, 'base64')));
    openssl('dgst', '-sha256', '-sign', at('key.pem'), '-out', at('signature'), at('message'));
    const signed = { ...made, signatures: [{ sig: readFileSync(at('signature')).toString('base64') }] };
    const own = trust({ pem: readFileSync(at('public.pem'), 'utf8') }, 'OpenSSL');
    expect(verdict(signed, [own])[0]).toBe('verified');
    const certified = bundle(signed, log, { certificate: readFileSync(at('cert.der')) });
    expect(verdict(certified, [own, ...trusted])[0]).toBe('verified');
    expect(verdict(certified, trusted).slice(0, 4)).toEqual([
      'unverified',
      'no-trust-root',
      'ok ok',
      'ok signer-not-trusted',
    ]);
    // The key of a certificate can be trusted too; what somebody else signed is not the certificate's.
    expect(trust({ pem: readFileSync(at('cert.pem'), 'utf8') }, 'x').id).toBe(own.id);
    const other = bundle(made, log, { certificate: readFileSync(at('cert.der')) });
    expect(verdict(other, [own]).slice(0, 2)).toEqual(['failed', 'signature']);
  },
);

it('private keys are refused before they are read, and what is no key says so', () => {
  const secret = String(testKey().privateKey.export({ format: 'pem', type: 'pkcs8' }));
  expect([readPublicKey(secret), readPublicKey('hello'), readPublicKey(''), readPublicKey('x'.repeat(20_000))]).toEqual(
    ['private', 'no-key', 'no-key', 'no-key'],
  );
});
