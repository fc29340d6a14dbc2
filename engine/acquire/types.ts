import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { DiffId, Digest, ImageId } from '#shared/model/digest.ts';
import type { ImageChoice } from '#shared/model/image-choice.ts';
import type { ImageConfig, ImageDigest, Platform } from '#shared/model/image.ts';
import type { Bytes, LayerIndex } from '#shared/model/units.ts';

/** Where the bytes of one blob lie on this machine. Plain data: it crosses to worker threads. */
export type BlobRegion = Readonly<{
  /** Absolute host path of the archive, the spooled archive or the blob's own file. */
  file: string;
  /** From the start of `file`. */
  offset: Bytes;
  /** Bytes that are really there; less than declared in an archive that is cut short. */
  size: Bytes;
}>;

/** One layer as the image declares it; nothing of its bytes has been read or checked yet. */
export type AcquiredLayer = Readonly<{
  index: LayerIndex;
  /** From the config's `rootfs.diff_ids`; null where the config states none. */
  diffId: DiffId | null;
  /** Of the blob as stored, from an OCI descriptor or a content-addressed name; null where neither states one. */
  digest: Digest | null;
  /** As declared. Decoders go by the first bytes, never by this. */
  mediaType: string | null;
  /** null: the blob is not here (a sparse layout, a foreign layer) or no file system layer; a diagnostic says which. */
  region: BlobRegion | null;
  /** History line that made it, or null. */
  createdBy: string | null;
  /** A layer that may not be distributed (Windows bases): usually absent. */
  foreign: boolean;
}>;

/** An attestation that lies beside the image in its source. Nothing of it was read yet. */
export type AcquiredAttestation = Readonly<{ digest: Digest; region: BlobRegion }>;

/** An image whose description was read and checked. `diagnostics` with `where.layer` are about that layer. */
export type AcquiredImage = Readonly<{
  source: Readonly<{ kind: 'docker-archive' | 'oci-archive' | 'oci-layout'; path: string }>;
  /** Digest of `configBytes`; where an archive lacks its config, the digest that it is named by. */
  imageId: ImageId;
  digests: readonly ImageDigest[];
  /** As they stand in the source, sorted. Never part of a document. */
  tags: readonly string[];
  /** null: the config is not in the source; the layers are usable nevertheless. */
  config: ImageConfig | null;
  /** Exact bytes of the config; empty when `config` is null. */
  configBytes: Uint8Array;
  platform: Platform | null;
  layers: readonly AcquiredLayer[];
  /** Those that say they are about this image, each once. */
  attestations: readonly AcquiredAttestation[];
  diagnostics: readonly Diagnostic[];
}>;

/** A root file system in a folder: no blobs. The layers stage walks it, and its identity follows from what that finds. */
export type AcquiredDirectory = Readonly<{ source: Readonly<{ kind: 'directory'; path: string }> }>;

export type AcquiredSource = AcquiredImage | AcquiredDirectory;

/** An image as its own description gives it; what lies beside it is looked for once it is chosen. */
export type LoadedImage = Omit<AcquiredImage, 'attestations'>;

export type { ImageChoice };

/** Makes the temporary file that a compressed archive is inflated to. */
export type Spool = Readonly<{
  /** @returns absolute path of a new, empty file that the caller of `openSource` removes when the image is done with */
  tempFile(): Promise<string>;
}>;

export type OpenOptions = Readonly<{
  spool: Spool;
  /** `--image`: tag, `@N`, digest or unique prefix of at least 7 hex digits. */
  image?: string;
  /** `--platform`: `os/arch[/variant]`. */
  platform?: string;
  signal?: AbortSignal;
}>;
