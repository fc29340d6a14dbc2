import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedBy } from './check-signature.ts';
import { openPrivateKey } from './open-private-key.ts';
import { readPublicKey } from './trust-key.ts';

const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const pem = (key: KeyObject, passphrase?: string): string =>
  String(
    key.export({
      format: 'pem',
      type: 'pkcs8',
      ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }),
    }),
  );
const p256 = ec('P-256');
const own = readPublicKey(String(p256.publicKey.export({ format: 'pem', type: 'spki' })));
const ownId = typeof own === 'string' ? own : own.id;

describe('a private key', () => {
  it.for<[name: string, pair: Readonly<{ publicKey: KeyObject; privateKey: KeyObject }>, algorithm: string]>([
    ['P-256', p256, 'ECDSA P-256'],
    ['P-384', ec('P-384'), 'ECDSA P-384'],
    ['P-521', ec('P-521'), 'ECDSA P-521'],
    ['Ed25519', generateKeyPairSync('ed25519'), 'Ed25519'],
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }), 'RSA 2048'],
  ])(
    'of kind %s signs as its public key, read elsewhere, says; encrypted too',
    ([, { publicKey, privateKey }, algorithm]) => {
      const trusted = readPublicKey(String(publicKey.export({ format: 'pem', type: 'spki' })));
      if (typeof trusted === 'string') throw new Error(trusted);
      for (const opened of [
        openPrivateKey(pem(privateKey), null, []),
        openPrivateKey(pem(privateKey, 'open sesame'), 'open sesame', [trusted.id]),
      ]) {
        if (typeof opened === 'string') throw new Error(opened);
        const message = Buffer.from('a message');
        const signature = opened.sign(message);
        expect([opened.publicKey.id, opened.publicKey.algorithm]).toEqual([trusted.id, algorithm]);
        expect(isSignedBy(trusted, message, signature)).toBe(true);
        expect(isSignedBy(trusted, Buffer.from('another message'), signature)).toBe(false);
      }
    },
  );

  const encrypted = pem(p256.privateKey, 'right');
  it.for<[name: string, refusal: string, text: string, passphrase: string | null, allowed?: readonly string[]]>([
    ['nothing', 'no-private-key', '', null],
    ['a public key', 'no-private-key', String(p256.publicKey.export({ format: 'pem', type: 'spki' })), null],
    ['a damaged one', 'no-private-key', pem(p256.privateKey).replace(/\n[^-]{20}/, '\n'), null],
    ['an encrypted one without a passphrase', 'no-passphrase', encrypted, null],
    ['an encrypted one with an empty passphrase', 'no-passphrase', encrypted, ''],
    ['an encrypted one with another passphrase', 'wrong-passphrase', encrypted, 'wrong'],
    ['a curve that is not checked', 'unsupported', pem(ec('secp256k1').privateKey), null],
    ['a key for agreement', 'unsupported', pem(generateKeyPairSync('x25519').privateKey), null],
    ['a short RSA key', 'unsupported', pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), null],
    ['a form of its own', 'unsupported', '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n', 'x'],
    ['one that may not sign', 'policy', pem(p256.privateKey), null, ['0'.repeat(64)]],
  ])('%s is refused: %s', ([, refusal, text, passphrase, allowed = []]) => {
    expect(openPrivateKey(text, passphrase, allowed)).toBe(refusal);
  });

  it('that may sign does, among others that may', () => {
    expect(typeof openPrivateKey(pem(p256.privateKey), null, ['0'.repeat(64), ownId])).toBe('object');
  });
});
