import { describe, expect, it } from 'vitest';
import { path, tree } from '#engine/testing/attestations.ts';
import { leafHash, rootOfProof } from './merkle.ts';

/** Leaves and roots that the Certificate Transparency implementations test each other with. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => Buffer.from(hex, 'hex'),
);
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('a proof of inclusion', () => {
  it.for(ROOTS.map((root, at) => [at + 1, root] as const))('of each leaf leads to the root of %i', ([size, root]) => {
    const leaves = LEAVES.slice(0, size);
    expect(tree(leaves).toString('hex')).toBe(root);
    for (const [index, leaf] of leaves.entries()) {
      const found = rootOfProof(leafHash(leaf), BigInt(index), BigInt(size), path(index, leaves));
      expect(Buffer.from(found ?? []).toString('hex')).toBe(root);
    }
  });

  it('that is another’s, too short, too long or changed leads elsewhere or nowhere', () => {
    const proof = path(5, LEAVES);
    const leaf = leafHash(LEAVES[5] ?? Buffer.of());
    const rootHex = (index: number, size: number, hashes: readonly Uint8Array[]): string =>
      Buffer.from(rootOfProof(leaf, BigInt(index), BigInt(size), hashes) ?? []).toString('hex');
    const good = ROOTS[7] ?? '';
    expect(rootHex(5, 8, proof)).toBe(good);
    for (const [index, size, hashes] of [
      [4, 8, proof],
      [5, 16, proof],
      [5, 8, proof.slice(1)],
      [5, 8, [...proof, Buffer.alloc(32)]],
      [5, 8, [Buffer.alloc(32), ...proof.slice(1)]],
      [5, 8, [Buffer.alloc(31), ...proof.slice(1)]],
      [8, 8, proof],
    ] as const)
      expect([index, size, rootHex(index, size, hashes)]).not.toEqual([index, size, good]);
  });
});
