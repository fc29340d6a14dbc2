import type { SigningRecord } from '#shared/model/attestation.ts';
import type { ComponentWindow, EdgesWindow } from '#shared/model/component-list.ts';
import type { Component } from '#shared/model/component.ts';
import type { DiffId, Digest, ImageId, Sha256 } from '#shared/model/digest.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { LibraryFindings } from '#shared/model/find.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import type { Bytes } from '#shared/model/units.ts';
import type {
  ArtifactKey,
  ArtifactRecord,
  ClaimsQuery,
  AttestationRecord,
  ComponentQuery,
  EdgesQuery,
  FileIdentity,
  FindQuery,
  ImageRecord,
  LayerBlob,
  LayerComponents,
  LayerRecord,
  LifecycleRule,
  LinkedArtifact,
  PathClaim,
  StoredClaims,
  StoredLayer,
  TrustEntry,
} from './records.ts';

/** Everything that can be asked of a catalog. It has no writing method, and its connection cannot write either. */
export type CatalogReader = Readonly<{
  findImage(imageId: ImageId): Promise<ImageRecord | undefined>;
  /** Newest scan first. */
  listImages(): Promise<readonly ImageRecord[]>;
  /**
   * Images that a person's reference may mean: image id or a prefix of it (with or without `sha256:`, at least 4 digits), any
   * of the image's digests, or a tag. Exact matches win over prefixes. More than one: ambiguous.
   */
  findImages(reference: string): Promise<readonly ImageRecord[]>;
  /** Base first; empty for an unknown image. */
  listLayers(imageId: ImageId): Promise<readonly StoredLayer[]>;
  /** The whole graph as it was committed. */
  readGraph(imageId: ImageId): Promise<ImageGraph | undefined>;

  findLayer(diffId: DiffId): Promise<LayerRecord | undefined>;
  findLayerOfBlob(digest: Digest): Promise<LayerBlob | undefined>;
  /** Every hashed range of a file with exactly this identity, by offset. Whether it may be trusted is the caller's rule (contracts §4). */
  listTrust(identity: FileIdentity): Promise<readonly TrustEntry[]>;
  findTrust(identity: FileIdentity, offset: Bytes, length: Bytes): Promise<TrustEntry | undefined>;
  /** JSON as saved under this format version. */
  findArchiveIndex(identity: FileIdentity, version: number): Promise<unknown>;
  /** Blob of the index of a compressed layer, saved under this format version. */
  findCheckpoints(diffId: DiffId, storedSize: Bytes, version: number): Promise<Sha256 | undefined>;
  findFact(sha256: Sha256, analyzerKey: string): Promise<Outcome<Fact> | undefined>;

  findArtifact(artifactId: Sha256): Promise<ArtifactRecord | undefined>;
  /** What a catalog path points to now. */
  findArtifactAt(path: string): Promise<LinkedArtifact | undefined>;
  /** The artifact made from exactly this key, current or superseded; the newest one. */
  findArtifactFor(key: ArtifactKey): Promise<LinkedArtifact | undefined>;
  /** By path, current ones only unless `superseded`. */
  listArtifacts(
    filter?: Readonly<{ imageId?: ImageId; kind?: string; superseded?: true }>,
  ): Promise<readonly LinkedArtifact[]>;

  /** Sorted by key, with evidence. */
  listComponents(imageId: ImageId): Promise<readonly Component[]>;
  findComponent(imageId: ImageId, key: string): Promise<Component | undefined>;
  queryComponents(query: ComponentQuery): Promise<ComponentWindow>;
  queryEdges(query: EdgesQuery): Promise<EdgesWindow>;
  /** Components and cited files of all images. */
  findInLibrary(query: FindQuery): Promise<LibraryFindings>;
  /** Components that cite a path (printed text). */
  listClaimsOn(imageId: ImageId, path: string): Promise<readonly PathClaim[]>;
  /** Are claims known by the bytes that they cite? See {@link CatalogWriter.indexClaims}. */
  hasIndexedClaims(imageId: ImageId): Promise<boolean>;
  /** Claims of components that cite a file, or some bytes of it. */
  queryClaims(query: ClaimsQuery): Promise<StoredClaims>;

  /** Components by the layer that introduced or removed them; layers without any are left out. */
  countByLayer(imageId: ImageId): Promise<readonly LayerComponents[]>;
  /** Components of the final tree by type, most first. */
  countByType(imageId: ImageId): Promise<readonly Readonly<{ type: string; count: number }>[]>;

  /** Changes whenever an image is added, removed, named or scanned anew, by any process. Cheap while nothing is written. */
  libraryGeneration(): Promise<string>;
  /** Settings whose keys begin so, by key. */
  listSettings(prefix: string): Promise<readonly Readonly<{ key: string; value: string }>[]>;

  /** Oldest first. */
  listAttestations(imageId: ImageId): Promise<readonly AttestationRecord[]>;
  /** Whenever a signer was asked about a document of the image, newest first. */
  listSignings(imageId: ImageId): Promise<readonly SigningRecord[]>;

  listLifecycleRules(): Promise<readonly LifecycleRule[]>;
}>;
