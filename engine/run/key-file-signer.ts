import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { openPrivateKey, type PrivateKey } from '#engine/attest/open-private-key.ts';
import type { Signer } from '#engine/ports/signer.ts';
import type { SignerRefusal } from '#shared/model/attestation.ts';
import { KiB } from '#shared/model/units.ts';

/** A key of 16,384 bits has some 13 kB. */
const MAX_BYTES = 64 * KiB;

export type KeyFile = Readonly<{
  /** PEM: PKCS #8, encrypted or not, or the older forms of EC and RSA. */
  path: string;
  /** A file whose first line is the passphrase, or the passphrase itself where it was given otherwise. */
  passphrase: Readonly<{ path: string } | { text: string }> | null;
  /** Ids of the keys that the configuration lets sign; empty: any. */
  allowed: readonly string[];
}>;

/**
 * Signs with a key in a file of this machine. The file is read for each signature, and nothing of it is kept: who takes it away
 * takes the key away. It is called as its file is, without folder and ending.
 */
export function keyFileSigner({ path, passphrase, allowed }: KeyFile): Signer {
  const name = basename(path, extname(path));
  const open = async (signal: AbortSignal): Promise<PrivateKey | SignerRefusal> => {
    try {
      const phrase = passphrase && ('text' in passphrase ? passphrase.text : await readText(passphrase.path, signal));
      const opened = openPrivateKey(await readText(path, signal), firstLine(phrase), allowed);
      return typeof opened === 'string' ? { code: opened, detail: null } : opened;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Error && 'code' in error)) throw error;
      // The message has the path in it.
      return { code: 'unreadable', detail: String(error.code) };
    }
  };
  return {
    name,
    async identity(signal) {
      const key = await open(signal);
      return 'code' in key ? { granted: false, refusal: key } : { granted: true, identity: identityOf(key, name) };
    },
    async sign(message, signal) {
      const key = await open(signal);
      if ('code' in key) return { granted: false, refusal: key };
      return {
        granted: true,
        signature: key.sign(message),
        by: identityOf(key, name),
        spki: key.publicKey.spki,
      };
    },
  };
}

function identityOf(
  { publicKey: { id, algorithm } }: PrivateKey,
  name: string,
): Readonly<{
  keyId: typeof id;
  algorithm: string;
  name: string;
}> {
  return { keyId: id, algorithm, name };
}

async function readText(path: string, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: MAX_BYTES - 1, signal })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function firstLine(text: string | null): string | null {
  return text === null ? null : (text.split(/\r?\n/, 1)[0] ?? '');
}
