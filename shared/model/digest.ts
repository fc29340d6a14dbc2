import type { Brand } from './units.ts';

/** 64 lower-case hex digits. Fields named `sha256` hold this, without a prefix. */
export type Sha256 = Brand<string, 'Sha256'>;

/** `sha256:<64 hex>` of some bytes as they are stored or sent: a blob, a manifest. */
export type Digest = Brand<string, 'Digest'>;

/** Digest of a layer's uncompressed tar stream, trailing padding included (OCI image-spec, config.md). */
export type DiffId = Brand<Digest, 'DiffId'>;

/** Digest over a layer and all below it (OCI image-spec, config.md, "Layer ChainID"). */
export type ChainId = Brand<Digest, 'ChainId'>;

/** Digest of the image config: the one identity that every kind of archive keeps. */
export type ImageId = Brand<Digest, 'ImageId'>;

const SHA256 = /^[0-9a-f]{64}$/;

export function isSha256(text: string): text is Sha256 {
  return SHA256.test(text);
}

/** @returns undefined for anything but `sha256:` and 64 lower-case hex digits */
export function parseDigest(text: string): Digest | undefined {
  return text.startsWith('sha256:') && SHA256.test(text.slice(7)) ? (text as Digest) : undefined;
}

export function digestOf(sha256: Sha256): Digest {
  return `sha256:${sha256}` as Digest;
}

export function hexOf(digest: Digest): Sha256 {
  return digest.slice(7) as Sha256;
}
