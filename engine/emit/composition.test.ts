import { createHash } from 'node:crypto';
import { expect, it, test } from 'vitest';
import type { ChainId, DiffId, Digest, ImageId } from '#shared/model/digest.ts';
import { composeFragments, linksOf, merkleRoot } from './composition.ts';
import { dssePaeSha256, FRAGMENT_PAYLOAD_TYPE } from './dsse.ts';

const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const [a, b, c] = ['a', 'b', 'c'].map((text) => sha(Buffer.from(text))) as [Buffer, Buffer, Buffer];

it.for<[name: string, leaves: Buffer[], want: Buffer]>([
  ['none', [], sha()],
  ['one is the root', [a], a],
  ['two', [a, b], sha(a, b)],
  ['an odd one is paired with itself', [a, b, c], sha(sha(a, b), sha(c, c))],
])('%s', ([, leaves, want]) => {
  expect(merkleRoot(leaves)).toBe(want.toString('hex'));
});

// Computed with Python's hashlib, over the digests of '0', '1', … as leaves.
it.for<[leaves: number, root: string]>([
  [5, 'ac099a1ac20c81168ed2e93ca53f8c5e951f9f35741067df028577319aa0dea0'],
  [6, 'c8820058e5b32675460d44ef9e0f5e890ebaccc9dcea763491555ed2302af914'],
  [7, '6d42403472e18dd06c2de8021501ab86d79dec1ab4212f3aef48031ea9bb6a88'],
  [11, 'f04f3f7022c92a550c759c2169566e7f74429459608e989a9cb5d4e81dd0daea'],
])('%d leaves', ([leaves, root]) => {
  expect(merkleRoot(Array.from({ length: leaves }, (_, at) => sha(Buffer.from(String(at)))))).toBe(root);
});

// Python's hashlib over `DSSEv1 29 http://example.com/HelloWorld 11 hello world`, the example of DSSE's protocol, and over bytes
// that are more than characters.
it.for<[type: string, payload: string, want: string]>([
  ['http://example.com/HelloWorld', 'hello world', '217751fac2c4f14edb2c9297fbc34abcb016ba88e74757e875ec4ac16fb6b6a1'],
  [FRAGMENT_PAYLOAD_TYPE, '{"ü":1}', '6254d2ec3d8460491ab77683edf47d300fec92fb368492a1ce478a7cff6642dd'],
])('what a signature is over: %s', ([type, payload, want]) => {
  expect(dssePaeSha256(type, Buffer.from(payload))).toBe(want);
});

test('fragments are listed by the digest of their layer, and linked from the base up', () => {
  const of = (digit: string): Digest => `sha256:${digit.repeat(64)}` as Digest;
  const links = ['8', '7'].map((digit, layer) => ({
    layer,
    chainId: of(digit) as string as ChainId,
    cdx: { link: `urn:cdx:${layer}/1`, artifactId: of('c') },
    spdx: { link: `urn:spdx:${layer}`, artifactId: of('d') },
    dssePaeSha256: 'e'.repeat(64),
  }));
  const composition = composeFragments(of('1') as string as ImageId, links, [of('b'), of('a')] as string[] as DiffId[]);
  expect(composition.fragments.map(({ layer }) => layer)).toEqual([1, 0]);
  expect(linksOf(composition)).toEqual(links.map(({ dssePaeSha256: _, ...link }) => link));
});
