import type { ClaimPlace, ClaimRow } from '#shared/model/claims.ts';
import type { ComponentGroup, ComponentSort, EdgeDirection } from '#shared/model/component-list.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ChainId, DiffId, Digest, ImageId, Sha256 } from '#shared/model/digest.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { Distro, ImageConfig, ImageDigest, ScannedLayer } from '#shared/model/image.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import type { Bytes, LayerIndex } from '#shared/model/units.ts';
import type { Filter } from '#shared/schema/filter.ts';

/** Where an image was read from. `path` is a host path, or a reference for a registry. */
export type ImageSource = Readonly<{ kind: string; path: string | null }>;

/** One image as last scanned; the latest scan wins. */
export type ImageRecord = Readonly<{
  imageId: ImageId;
  config: ImageConfig | null;
  source: ImageSource;
  digests: readonly ImageDigest[];
  /** Sorted. */
  tags: readonly string[];
  distro: Distro | null;
  fileCounts: Readonly<Record<string, number>>;
  diagnostics: readonly Diagnostic[];
  complete: boolean;
  analyzerSet: string;
  layerCount: number;
  componentCount: number;
  scannedAtMs: number;
}>;

/** A layer in its place in an image. */
export type StoredLayer = ScannedLayer & Readonly<{ chainId: ChainId }>;

/** What is known of one layer's content, whatever image it is in: where its index and its pack of kept sources are. */
export type LayerRecord = Readonly<{
  diffId: DiffId;
  /** Blob of the columnar index. */
  indexSha256: Sha256;
  /** Blob of the kept sources, or null when there are none. */
  packSha256: Sha256 | null;
  /** Of the index's format *and* of everything else that decides what is in it. A reader that wants another one has a miss. */
  indexVersion: number;
  entryCount: number;
  /** Of the tar stream. */
  uncompressedSize: Bytes;
  diagnostics: readonly Diagnostic[];
}>;

/** A blob that this store itself inflated and found to be that layer. */
export type LayerBlob = Readonly<{
  digest: Digest;
  diffId: DiffId;
  size: Bytes;
  mediaType: string | null;
  compression: 'none' | 'gzip' | 'zstd';
}>;

/** How long rows of a class stay. UI names: short, default, compliance; `trust` is for remembered file hashes. */
export type RetentionClass = 'short' | 'default' | 'compliance' | 'trust';

export type LifecycleRule = Readonly<{
  retentionClass: RetentionClass;
  /** null: for ever. Counts from when the artifact was superseded, else from when it was made. */
  ttlMs: number | null;
  /** What a catalog key points to stays, whatever its age. */
  keepIfReferenced: boolean;
  /** The rule can be lengthened, not shortened, and its artifacts are not removed with their image. */
  immutable: boolean;
}>;

/** What an artifact was made from. Equal keys mean equal bytes; options that do not apply are ''. */
export type ArtifactKey = Readonly<{
  /** null for artifacts of a layer chain. */
  imageId: ImageId | null;
  chainId: ChainId | null;
  /** Second image of a diff (the old side). */
  otherImageId: ImageId | null;
  /** e.g. `sbom`, `bom-index`, `diff`, `entrytrace.graph`, `attestation`. */
  kind: string;
  /** e.g. `cdx-json`, `cdx-pb`, `spdx-json`. */
  format: string;
  /** `inventory`, `usage`, or ''. */
  view: string;
  profile: string;
  analyzerSet: string;
  /** Further options that change the bytes (`--name`, policy hints …), in canonical form. */
  hints: string;
}>;

/**
 * Result of checking a document before it was stored. `reEmitted`: what was read back is written as the same bytes, where that was
 * tried. `lossy`: what the format cannot say of the model. `components`: how many it lists.
 */
export type ValidationResult = Readonly<{
  schema: string;
  valid: boolean;
  problems: readonly string[];
  reEmitted?: boolean;
  lossy?: readonly string[];
  components?: number;
}>;

/** Immutable bytes. `artifactId` = sha256 of the uncompressed bytes; the `stored…` fields say how they are kept. */
export type ArtifactRecord = Readonly<{
  artifactId: Sha256;
  size: Bytes;
  storedSha256: Sha256;
  storedSize: Bytes;
  encoding: 'zstd' | 'identity';
  mediaType: string;
  validation: ValidationResult | null;
  createdAtMs: number;
}>;

/** A catalog key and what it points, or pointed, to. */
export type ArtifactLink = Readonly<{
  /** Seed layout, e.g. `images/<imageId>/inventory.cdx.json.zst`. */
  path: string;
  artifactId: Sha256;
  key: ArtifactKey;
  retentionClass: RetentionClass;
  linkedAtMs: number;
  /** null: this is the current one. */
  supersededAtMs: number | null;
}>;

export type LinkedArtifact = ArtifactRecord & Readonly<{ link: ArtifactLink }>;

/** Facts of one file's content, or of an ordered set that is one database (see `setContentKey`). */
export type FactEntry = Readonly<{ sha256: Sha256; analyzerKey: string; outcome: Outcome<Fact> }>;

/** An attestation that was given to an image, unchanged. */
export type AttestationRecord = Readonly<{ sha256: Sha256; name: string; bytes: Uint8Array; addedAtMs: number }>;

/** What fstat says of a file. It identifies content only under the conditions of contracts §4. */
export type FileIdentity = Readonly<{ dev: bigint; ino: bigint; size: bigint; mtimeNs: bigint; ctimeNs: bigint }>;

/** Bytes `[offset, offset + length)` of a file had this hash when they were read. */
export type TrustEntry = Readonly<{
  identity: FileIdentity;
  offset: Bytes;
  length: Bytes;
  sha256: Sha256;
  hashedAtMs: number;
}>;

/** One column of an order. */
export type SortBy = Readonly<{ by: ComponentSort; descending: boolean }>;

export type ComponentQuery = Readonly<{
  imageId: ImageId;
  /** Default: all, those that were removed too. */
  filter?: Filter;
  /** Default `key` ascending; ties by key. */
  sort?: readonly SortBy[];
  /** With an anchor, the window begins `before` rows in front of it, or at 0 when the filter leaves it out. */
  at?: Readonly<{ offset: number }> | Readonly<{ anchor: string; before: number }>;
  /** Default 200, at most 10,000. */
  limit?: number;
  facets?: boolean;
  /** Is put in front of `sort`. Null or none: no groups. */
  group?: Readonly<{ by: ComponentGroup; descending: boolean }> | null;
}>;

/** What is looked for in all images: see `parseFindWords`. `limit`: most hits that are listed. */
export type FindQuery = Readonly<{ text: string; limit: number }>;

export type EdgesQuery = Readonly<{
  imageId: ImageId;
  key: string;
  direction: EdgeDirection;
  offset: number;
  limit: number;
}>;

/** The blob that says where a compressed layer can be read on from. `version`: of its format. */
export type CheckpointRecord = Readonly<{ diffId: DiffId; storedSize: Bytes; version: number; sha256: Sha256 }>;

export type ClaimsQuery = Omit<ClaimPlace, 'diffId'> & Readonly<{ imageId: ImageId; offset: number; limit: number }>;

/** A part of the claims of components, and how many there are. */
export type StoredClaims = Readonly<{ total: number; rows: readonly ClaimRow[] }>;

/** How many components came to exist in a layer and are still there, and how many it removed. */
export type LayerComponents = Readonly<{ layer: LayerIndex; introduced: number; removed: number }>;

/** Which component a path proves, and how often it is cited. */
export type PathClaim = Readonly<{ key: string; layerIndex: LayerIndex; path: string }>;
