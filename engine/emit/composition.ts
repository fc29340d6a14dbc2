import { createHash } from 'node:crypto';
import { sha256 } from '#engine/bytes/sha256.ts';
import { type ChainId, type DiffId, type Digest, digestOf, hexOf, type ImageId } from '#shared/model/digest.ts';
import { canonicalJson } from './canonical-json.ts';
import { FRAGMENT_PAYLOAD_TYPE } from './dsse.ts';
import type { FragmentLink } from './options.ts';
import { byText } from './order.ts';

/** `_composition.json`: the fragments of an image, and one hash over all of them. */
export type Composition = Readonly<{
  imageId: ImageId;
  merkleRoot: Digest;
  /** Sorted by layer digest, then layer. */
  fragments: readonly CompositionEntry[];
}>;

export type CompositionEntry = Readonly<{
  layer: number;
  layerDigest: DiffId;
  chainId: ChainId;
  bomLink: string;
  /** Of the CycloneDX fragment: a leaf of the tree. */
  fragmentSha256: string;
  /** What a signature of the fragment is over (`dsse.ts`). */
  payloadType: string;
  dssePaeSha256: string;
  spdxDocument: string;
  spdxSha256: string;
  /** Of the signature's envelope; null: not signed. */
  dsseEnvelopeSha256: string | null;
}>;

/** A fragment with the digest that a signature of it would be over. */
export type ComposedLink = FragmentLink & Readonly<{ dssePaeSha256: string }>;

/** Lists the fragments of an image. @param diffIds of the layers, by their index */
export function composeFragments(
  imageId: ImageId,
  links: readonly ComposedLink[],
  diffIds: readonly DiffId[],
): Composition {
  const fragments = links
    .flatMap(({ layer, chainId, cdx, spdx, dssePaeSha256 }): CompositionEntry[] => {
      const layerDigest = diffIds[layer];
      if (layerDigest === undefined) throw new RangeError(`the image has no layer ${layer}`);
      return [
        {
          layer,
          layerDigest,
          chainId,
          bomLink: cdx.link,
          fragmentSha256: hexOf(cdx.artifactId),
          payloadType: FRAGMENT_PAYLOAD_TYPE,
          dssePaeSha256,
          spdxDocument: spdx.link,
          spdxSha256: hexOf(spdx.artifactId),
          dsseEnvelopeSha256: null,
        },
      ];
    })
    .sort((a, b) => byText(a.layerDigest, b.layerDigest) || a.layer - b.layer);
  const leaves = fragments.map(({ fragmentSha256 }) => Buffer.from(fragmentSha256, 'hex'));
  return { imageId, merkleRoot: digestOf(merkleRoot(leaves)), fragments };
}

/** Links again, from the base up, as documents take them. */
export function linksOf({ fragments }: Composition): FragmentLink[] {
  return fragments
    .map(({ layer, chainId, bomLink, fragmentSha256, spdxDocument, spdxSha256 }) => ({
      layer,
      chainId,
      cdx: { link: bomLink, artifactId: `sha256:${fragmentSha256}` as Digest },
      spdx: { link: spdxDocument, artifactId: `sha256:${spdxSha256}` as Digest },
    }))
    .sort((a, b) => a.layer - b.layer);
}

/** Where the composition of an image is, relative to the root of the store's catalog. */
export function compositionUri(imageId: ImageId): string {
  return `images/${imageId}/_composition.json`;
}

export function compositionBytes(composition: Composition): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(canonicalJson(composition)));
}

/** SHA-256 of pairs, up to one hash; a last one without a partner is paired with itself. No leaves: the hash of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[]): ReturnType<typeof sha256> {
  if (leaves.length === 0) return sha256(new Uint8Array(0));
  let level = leaves;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] ?? new Uint8Array(0);
      above.push(
        createHash('sha256')
          .update(left)
          .update(level[i + 1] ?? left)
          .digest(),
      );
    }
    level = above;
  }
  return Buffer.from(level[0] ?? []).toString('hex') as ReturnType<typeof sha256>;
}
