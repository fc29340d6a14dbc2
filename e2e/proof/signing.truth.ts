import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLE_FILE } from '#engine/testing/sample-image.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { runCli } from '#engine/testing/run-cli.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;
const at = (name: string): string => join(folder.path, name);
const stellaops = async (...words: string[]): Promise<void> => {
  const { exitCode, stderr } = await runCli([...words, '--data', at('data')]);
  expect(exitCode, stderr).toBe(0);
};
const openssl = (...words: string[]): string => execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' });

beforeAll(async () => {
  folder = await tempFolder();
  await stellaops('scan', SAMPLE_FILE);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('what is signed, to OpenSSL', () => {
  test.for<[name: string, key: readonly string[], verify: (key: string) => readonly string[]]>([
    ['P-256', ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], digest('sha256')],
    ['P-384', ['EC', '-pkeyopt', 'ec_paramgen_curve:P-384'], digest('sha384')],
    ['P-521', ['EC', '-pkeyopt', 'ec_paramgen_curve:P-521'], digest('sha512')],
    ['RSA', ['RSA', '-pkeyopt', 'rsa_keygen_bits:3072'], digest('sha256')],
    [
      'Ed25519',
      ['ED25519'],
      (key) => `pkeyutl -verify -pubin -inkey ${key} -rawin -sigfile ${at('signature')} -in ${at('pae')}`.split(' '),
    ],
  ])('its key of kind %s, encrypted, signs the statement as the protocol packs it', async ([name, key, verify]) => {
    openssl('genpkey', '-algorithm', ...key, '-aes-256-cbc', '-pass', 'pass:open sesame', '-out', at(`${name}.pem`));
    openssl('pkey', '-in', at(`${name}.pem`), '-passin', 'pass:open sesame', '-pubout', '-out', at(`${name}.pub`));
    writeFileSync(at('passphrase'), 'open sesame\n');
    const files = ['--key', at(`${name}.pem`), '--passphrase-file', at('passphrase'), '-o', at('bundle.json')];
    await stellaops('attest', 'example.org/greeting:1', ...files);
    const { dsseEnvelope } = JSON.parse(readFileSync(at('bundle.json'), 'utf8')) as {
      dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
    };
    const payload = Buffer.from(dsseEnvelope.payload, 'base64');
    // By the definition: DSSE 1.0.2, "Pre-Authentication Encoding".
    const { payloadType } = dsseEnvelope;
    const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.byteLength} `;
    writeFileSync(at('pae'), Buffer.concat([Buffer.from(head), payload]));
    writeFileSync(at('signature'), Buffer.from(dsseEnvelope.signatures[0]?.sig ?? '', 'base64'));
    expect(openssl(...verify(at(`${name}.pub`)))).toMatch(/Verified OK|Signature Verified Successfully/);
    // One byte of the statement is another.
    const spoiled = readFileSync(at('pae'));
    spoiled[spoiled.length - 5] = (spoiled[spoiled.length - 5] ?? 0) ^ 1;
    writeFileSync(at('pae'), spoiled);
    expect(() => openssl(...verify(at(`${name}.pub`)))).toThrow();
  });
});

function digest(hash: string): (key: string) => readonly string[] {
  return (key) => ['dgst', `-${hash}`, '-verify', key, '-signature', at('signature'), at('pae')];
}
