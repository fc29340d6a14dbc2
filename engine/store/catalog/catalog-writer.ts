import type { SigningRecord } from '#shared/model/attestation.ts';
import type { DiffId, ImageId, Sha256 } from '#shared/model/digest.ts';
import type { ImageDigest, ImageGraph, ScannedLayer } from '#shared/model/image.ts';
import type {
  ArtifactKey,
  ArtifactRecord,
  CheckpointRecord,
  AttestationRecord,
  FactEntry,
  FileIdentity,
  ImageSource,
  LayerBlob,
  LayerRecord,
  LifecycleRule,
  RetentionClass,
  TrustEntry,
} from './records.ts';

/** A new artifact with the catalog path that is to point to it. What the path pointed to before is superseded, not lost. */
export type ArtifactCommit = Readonly<{
  artifact: Omit<ArtifactRecord, 'createdAtMs'>;
  path: string;
  key: ArtifactKey;
  retentionClass: RetentionClass;
}>;

/** What one pass over a layer gave. Blobs named here must have been put. */
export type LayerCommit = Readonly<{
  layer: LayerRecord;
  /** The blob that was inflated to it, when its digest was verified in the same pass. */
  blob: LayerBlob | null;
  facts: readonly FactEntry[];
}>;

/** Everything of one scan, committed in one transaction. Blobs named here must have been put. */
export type ScanCommit = Readonly<{
  graph: ImageGraph;
  source: ImageSource;
  digests: readonly ImageDigest[];
  /** Tags are moved here from other images. Tags that this image had before stay. */
  tags: readonly string[];
  layers: readonly ScannedLayer[];
  analyzerSet: string;
  /** Other blobs that live as long as the image: config, manifest … */
  blobs: readonly Readonly<{ sha256: Sha256; role: string }>[];
  /** Layers that were not committed by {@link CatalogWriter.commitLayer}. */
  newLayers: readonly LayerCommit[];
  facts: readonly FactEntry[];
  trust: readonly TrustEntry[];
  artifacts: readonly ArtifactCommit[];
}>;

/** Every method is one transaction: all of it, or nothing. */
export type CatalogWriter = Readonly<{
  /** @throws StoreError `missing-blob` when a named blob is not there */
  commitScan(scan: ScanCommit): Promise<void>;
  /** Keeps a finished layer even if the scan ends before its commit. @throws StoreError `missing-blob` */
  commitLayer(layer: LayerCommit): Promise<void>;
  /**
   * Layers that are known under this index version, kept from gc until the caller's lease ends. Writes nothing when an image
   * already keeps them. Unknown ones are left out.
   */
  claimLayers(diffIds: readonly DiffId[], indexVersion: number): Promise<readonly LayerRecord[]>;
  /** @throws StoreError `missing-blob`, or `immutable` when the id is known with another size */
  commitArtifacts(artifacts: readonly ArtifactCommit[]): Promise<void>;
  /** @throws StoreError `missing-blob` */
  saveCheckpoints(record: CheckpointRecord): Promise<void>;
  /** Makes the claims of an image that an older version scanned known by their bytes; else does nothing. */
  indexClaims(imageId: ImageId): Promise<void>;
  commitFacts(facts: readonly FactEntry[]): Promise<void>;
  commitTrust(trust: readonly TrustEntry[]): Promise<void>;
  saveArchiveIndex(identity: FileIdentity, version: number, index: unknown): Promise<void>;
  /** Forgets an image, its tags, components and catalog paths; gc frees the bytes. False when there was none. */
  removeImage(imageId: ImageId): Promise<boolean>;
  /** The same bytes stay as they were. The image must be there. */
  addAttestation(imageId: ImageId, attestation: AttestationRecord): Promise<void>;
  /** A line of the log of signings, and what was signed, both or none. */
  commitSigning(signing: SigningRecord, attestation: AttestationRecord | null): Promise<void>;
  /** False when there was none. */
  removeAttestation(imageId: ImageId, sha256: Sha256): Promise<boolean>;
  /** A host's preference; null removes it. */
  setSetting(key: string, value: string | null): Promise<void>;
  /** @throws StoreError `immutable` when an immutable rule would be shortened or lifted */
  setLifecycleRule(rule: LifecycleRule): Promise<void>;
}>;
