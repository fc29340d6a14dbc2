import type { AcquiredImage } from '#engine/acquire/index.ts';
import type { Clock } from '#engine/ports/clock.ts';
import type { Progress } from '#engine/ports/progress.ts';
import type { LayerCommit, Store } from '#engine/store/index.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { ImageDigest, ScannedLayer } from '#shared/model/image.ts';
import type { CarriedAttestation } from './carried-attestations.ts';
import type { Config } from './config.ts';
import type { LayerSource } from './contents.ts';
import type { Cached, ObtainedLayer } from './obtain-layers.ts';

/** What a scan runs with: the host's ports and the effective configuration. */
export type ScanContext = Readonly<{
  store: Store;
  config: Config;
  clock: Clock;
  progress: Progress;
  signal?: AbortSignal | undefined;
}>;

/** Everything known about an image before its tree is replayed. */
export type ScanSubject = Readonly<{
  imageId: ImageId;
  source: Readonly<{ kind: string; path: string }>;
  digests: readonly ImageDigest[];
  tags: readonly string[];
  config: AcquiredImage['config'];
  configBytes: Uint8Array;
  platform: AcquiredImage['platform'];
  layers: readonly SubjectLayer[];
  /** What came with it. */
  attestations: readonly CarriedAttestation[];
  /** Findings about the source itself, and about layers that could not be read. */
  diagnostics: readonly Diagnostic[];
  sources: readonly LayerSource[];
  /** Layers that no catalog row names yet. */
  newLayers: readonly LayerCommit[];
}>;

export type SubjectLayer = ScannedLayer & Readonly<{ cached: Cached; obtained: ObtainedLayer }>;

/** The part of a subject that a result is made from. */
export type KnownSubject = Pick<ScanSubject, 'imageId' | 'source' | 'digests' | 'tags' | 'platform'> &
  Readonly<{ layers: readonly Omit<SubjectLayer, 'obtained'>[] }>;
