import { describe, expect, it } from 'vitest';
import { makeBundle, makeStatement } from '#engine/attest/make-attestation.ts';
import { verifyAttestation } from '#engine/attest/verify-attestation.ts';
import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { Digest } from '#shared/model/digest.ts';
import { attestable } from './sign-document.ts';

const sbom = { kind: 'sbom', format: 'cdx-json', layer: null, size: 1000 };

describe('a document', () => {
  it.for<[wanted: string, change: Partial<Parameters<typeof attestable>[0]>]>([
    ['yes', {}],
    ['yes', { format: 'spdx-json' }],
    ['yes', { format: 'spdx23-json' }],
    ['yes', { format: 'cdx16-json' }],
    ['not-json', { format: 'cdx-pb' }],
    ['no-sbom', { kind: 'bom-index', format: 'bom-index' }],
    ['no-sbom', { kind: 'entrytrace.graph', format: 'entrytrace-json' }],
    ['of-a-layer', { kind: 'fragment', layer: 2 }],
    ['too-large', { size: limits.attestationBytes }],
  ])('can be attested: %s, %j', ([wanted, change]) => expect(attestable({ ...sbom, ...change })).toBe(wanted));

  it('of the largest size that can be attested is read again, with two subjects', () => {
    let [low, high] = [0, limits.attestationBytes];
    while (high - low > 1) {
      const size = Math.floor((low + high) / 2);
      if (attestable({ ...sbom, size }) === 'yes') low = size;
      else high = size;
    }
    expect(low).toBeGreaterThan(5_900_000);
    const document = Buffer.from(`{"a":"${'x'.repeat(low - 8)}"}`);
    expect(document.byteLength).toBe(low);
    const id = sha256(document);
    const subjects = [`sha256:${id}`, `sha256:${'b'.repeat(64)}`] as Digest[];
    const bundle = makeBundle(makeStatement(subjects, 'https://cyclonedx.org/bom', document), id, Buffer.alloc(2048));
    expect(bundle.byteLength).toBeLessThanOrEqual(limits.attestationBytes);
    const check = verifyAttestation(bundle, new Map([['b'.repeat(64), 'manifest']]), [], new Map([[id, 'a document']]));
    expect([check.reason, check.document, check.subjectCount]).toEqual(['no-trust-root', `sha256:${id}`, 2]);
  });
});
