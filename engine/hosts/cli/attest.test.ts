import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPublicKey } from '#engine/attest/trust-key.ts';
import { verifyAttestation } from '#engine/attest/verify-attestation.ts';
import { SAMPLE_FILE } from '#engine/testing/sample-image.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { runCommandLine } from './run-command-line.ts';

const TAG = 'example.org/greeting:1';
const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const other = generateKeyPairSync('ed25519');
let folder: Awaited<ReturnType<typeof tempFolder>>;

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const at = (name: string): string => join(folder.path, name);

async function stellaops(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const exitCode = await runCommandLine([...args, '--data', at('data')], { stdout, stderr });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

beforeAll(async () => {
  folder = await tempFolder();
  writeFileSync(
    at('release.pem'),
    pair.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'open sesame' }),
  );
  writeFileSync(at('other.pem'), other.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  writeFileSync(at('passphrase'), 'open sesame\n');
  expect((await stellaops('scan', SAMPLE_FILE)).exitCode).toBe(0);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('stellaops attest', () => {
  it('writes a bundle that is verified with the public key, and holds the document byte for byte', async () => {
    const words = '--key release.pem --passphrase-file passphrase -o bundle.json'.split(' ');
    const placed = words.map((word) => (word.startsWith('-') ? word : at(word)));
    const made = await stellaops('attest', TAG, '--json', '--format', 'spdx-json', ...placed);
    expect([made.exitCode, made.stderr]).toEqual([0, '']);
    const told = JSON.parse(made.stdout) as Record<'imageId' | 'document' | 'kind', string>;
    await stellaops('export', TAG, '--format', 'spdx-json', '-o', at('document.json'));
    const key = readPublicKey(String(pair.publicKey.export({ format: 'pem', type: 'spki' })));
    if (typeof key === 'string') throw new Error(key);
    const bytes = readFileSync(at('bundle.json'));
    const check = verifyAttestation(bytes, new Map([[told.imageId.slice(7), 'image ID']]), [
      { ...key, name: 'release', use: 'signer' },
    ]);
    expect([told.kind, check.badge, check.predicateType]).toEqual([
      'signed',
      'verified',
      'https://spdx.dev/Document/v3',
    ]);
    const { payload } = (JSON.parse(bytes.toString()) as { dsseEnvelope: { payload: string } }).dsseEnvelope;
    const statement = Buffer.from(payload, 'base64').toString();
    expect(statement.endsWith(`"predicate":${readFileSync(at('document.json'), 'utf8')}}`)).toBe(true);
  });

  it.for<[name: string, args: readonly string[], exitCode: number, words: RegExp]>([
    ['no passphrase', ['--key', 'release.pem'], 1, /release refused: the key is encrypted: give --passphrase-file/],
    ['another passphrase', ['--key', 'release.pem', '--passphrase-file', 'other.pem'], 1, /does not open the key/],
    ['no file', ['--key', 'gone.pem'], 1, /cannot be read \(ENOENT\)/],
    ['no key', ['--key', 'passphrase'], 1, /there is no private key/],
    ['a key that may not', ['--key', 'other.pem', '--config', 'policy.yaml'], 3, /lets other keys sign/],
  ])('%s: the document is kept, and the refusal told', async ([, args, exitCode, words]) => {
    writeFileSync(at('policy.yaml'), `signing: { keys: ['${'0'.repeat(64)}'] }\n`);
    const placed = args.map((word) => (word.startsWith('--') ? word : at(word)));
    const { exitCode: code, stdout, stderr } = await stellaops('attest', TAG, ...placed);
    expect([code, stderr]).toEqual([exitCode, '']);
    expect(stdout).toMatch(words);
    const id = /^document {5}sha256:([0-9a-f]{64})/.exec(stdout)?.[1] ?? 'none';
    expect((await stellaops('artifacts', TAG)).stdout).toContain(id.slice(0, 12));
  });

  it('what cannot be attested is no use', async () => {
    const { exitCode, stderr } = await stellaops('attest', TAG, '--key', at('other.pem'), '--format', 'bom-index');
    expect([exitCode, stderr]).toEqual([
      2,
      'Cannot attest greeting-1.inventory.bom-index.bin: it is no list of components\n',
    ]);
  });
});
