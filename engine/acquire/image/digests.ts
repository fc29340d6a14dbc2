import { hash } from 'node:crypto';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type Digest, digestOf, isSha256, parseDigest } from '#shared/model/digest.ts';

const ENCODED = { sha256: /^[0-9a-f]{64}$/, sha512: /^[0-9a-f]{128}$/ } as const;

/** A digest whose algorithm can be computed here. */
export type KnownDigest = Readonly<{ algorithm: keyof typeof ENCODED; hex: string; text: string }>;

/**
 * Splits `algorithm:encoded` (OCI image-spec, descriptor.md, "Digests").
 *
 * @throws {ParseError} `unsupported` for another algorithm, `malformed` for a wrong encoding: content that cannot be verified is
 *   not used, and text that is no digest must not become part of a path
 */
export function knownDigest(text: string, what: string): KnownDigest {
  const [algorithm, hex] = splitOnce(text);
  if (algorithm !== 'sha256' && algorithm !== 'sha512') {
    throw new ParseError({ code: 'unsupported', what, found: `digest ${text.slice(0, 80)}` });
  }
  if (!ENCODED[algorithm].test(hex)) {
    throw new ParseError({ code: 'malformed', what, found: text.slice(0, 160), expected: `${algorithm} in hex` });
  }
  return { algorithm, hex, text };
}

/** @throws {ParseError} `digest-mismatch` */
export function verifyDigest(bytes: Uint8Array, expected: KnownDigest, what: string): void {
  const found = hash(expected.algorithm, bytes, 'hex');
  if (found !== expected.hex) {
    throw new ParseError({
      code: 'digest-mismatch',
      what,
      found: `${expected.algorithm}:${found}`,
      expected: expected.text,
    });
  }
}

/** The digest that an archive member is named by: `blobs/sha256/<hex>`, `<hex>.json`, `<hex>.tar[.gz|.zst]`, `sha256:<hex>`. */
export function digestInName(name: string): Digest | null {
  const [, blob, plain, kaniko] =
    /^(?:blobs\/sha256\/([0-9a-f]{64})(?:\.tar(?:\.gz|\.zst)?)?|([0-9a-f]{64})(?:\.json|\.tar(?:\.gz|\.zst)?)?|sha256:([0-9a-f]{64}))$/.exec(
      name,
    ) ?? [];
  const hex = blob ?? plain ?? kaniko ?? '';
  return isSha256(hex) ? digestOf(hex) : null;
}

/** As `parseDigest`, null for another algorithm. */
export function sha256Digest(text: string): Digest | null {
  return parseDigest(text) ?? null;
}

function splitOnce(text: string): [string, string] {
  const colon = text.indexOf(':');
  return colon < 0 ? ['', text] : [text.slice(0, colon), text.slice(colon + 1)];
}
