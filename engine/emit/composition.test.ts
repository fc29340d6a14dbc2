import { createHash } from 'node:crypto';
import { expect, it, test } from 'vitest';
import type { ChainId, DiffId, Digest, ImageId } from '#shared/model/digest.ts';
import { composeFragments, linksOf, merkleRoot } from './composition.ts';

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

test('fragments are listed by the digest of their layer, and linked from the base up', () => {
  const of = (digit: string): Digest => `sha256:${digit.repeat(64)}` as Digest;
  const links = ['8', '7'].map((digit, layer) => ({
    layer,
    chainId: of(digit) as string as ChainId,
    cdx: { link: `urn:cdx:${layer}/1`, artifactId: of('c') },
    spdx: { link: `urn:spdx:${layer}`, artifactId: of('d') },
  }));
  const composition = composeFragments(of('1') as string as ImageId, links, [of('b'), of('a')] as string[] as DiffId[]);
  expect(composition.fragments.map(({ layer }) => layer)).toEqual([1, 0]);
  expect(linksOf(composition)).toEqual(links);
});
