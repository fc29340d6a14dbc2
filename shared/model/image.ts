import type { Component } from './component.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { DiffId, Digest, ImageId } from './digest.ts';
import type { Evidence } from './evidence.ts';
import type { LayerInfo } from './tree.ts';
import type { Bytes } from './units.ts';

/** `os/arch[/variant]`, as the config or the index states it. */
export type Platform = Readonly<{ os: string; architecture: string; variant?: string; osVersion?: string }>;

/** One of an image's digests, with where it was learned. `synthesised`: written by `docker save`, known to no registry. */
export type ImageDigest = Readonly<{
  digest: Digest;
  kind: 'config' | 'manifest' | 'index';
  provenance: 'registry' | 'layout' | 'synthesised';
}>;

/** The parts of an OCI image config that results depend on. */
export type ImageConfig = Readonly<{
  platform: Platform | null;
  /** RFC 3339, as stated. */
  created: string | null;
  diffIds: readonly DiffId[];
  history: readonly Readonly<{ createdBy: string | null; emptyLayer: boolean }>[];
  entrypoint: readonly string[] | null;
  cmd: readonly string[] | null;
  env: readonly string[];
  workingDir: string;
  user: string;
  /** `80/tcp`, sorted. This and those below are absent when empty. */
  exposedPorts?: readonly string[];
  /** Sorted. */
  volumes?: readonly string[];
  labels?: Readonly<Record<string, string>>;
}>;

/** A distribution, as its own files name it. */
export type Distro = Readonly<{
  id: string;
  versionId: string | null;
  prettyName: string | null;
  evidence: readonly Evidence[];
}>;

/** A layer of one scanned image. `digest` and `size`: the blob as stored in this source, else null. */
export type ScannedLayer = LayerInfo & Readonly<{ digest: Digest | null; size: Bytes; complete: boolean }>;

/** Everything that documents are made from: a function of image content and options alone. */
export type ImageGraph = Readonly<{
  imageId: ImageId;
  config: ImageConfig | null;
  layers: readonly LayerInfo[];
  distro: Distro | null;
  /** Sorted by key. */
  components: readonly Component[];
  /** Counts of the final tree by file type. */
  fileCounts: Readonly<Record<string, number>>;
  /** Executables without any identity, and losses: why the picture may be incomplete. */
  diagnostics: readonly Diagnostic[];
  /** False when a layer or file could not be read. */
  complete: boolean;
}>;
