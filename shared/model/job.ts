import type { SigningOutcome } from './attestation.ts';
import type { Digest, DiffId, ImageId } from './digest.ts';
import type { ImageChoice } from './image-choice.ts';
import type { Bytes, LayerIndex } from './units.ts';

/** Stages of a scan as they are shown, in order. */
export const SCAN_STAGES = ['acquire', 'layers', 'rootfs', 'analyze', 'compose', 'usage', 'emit', 'store'] as const;
export type ScanStage = (typeof SCAN_STAGES)[number];

/**
 * Where a job is.
 *
 * - `queued`: waits for its turn. `interrupted`: its process went away; it will go on with the layers that were finished.
 * - `running`: worked on, here or in another process on the same data folder.
 * - `done`, `failed`, `cancelled`: ended.
 */
export type JobStatus = 'queued' | 'interrupted' | 'running' | 'done' | 'failed' | 'cancelled';

/** One cell per layer of the stage that reads layers. `locked`: another scan reads it now, this one waits. */
export type JobLayer = Readonly<{
  index: LayerIndex;
  diffId: DiffId | null;
  state: 'waiting' | 'locked' | 'hashing' | 'reading' | 'done' | 'failed';
  /** Of `total`, as stored. */
  bytesIn: Bytes;
  total: Bytes;
  /** Tar entries read so far. */
  entries: number;
  /** How it was known without being read, if it was; null while that is open. */
  cached: false | 'hashed' | 'unchanged' | null;
}>;

/** One stage with the times when it began and ended, in ms since 1970. */
export type JobStage = Readonly<{
  stage: ScanStage;
  state: 'waiting' | 'running' | 'done' | 'failed';
  startedAtMs: number | null;
  endedAtMs: number | null;
}>;

/** Totals over layers. Counts, never percent: `bytesTotal` is 0 until the image is known. */
export type JobCounters = Readonly<{
  layersDone: number;
  layersTotal: number;
  bytesIn: Bytes;
  bytesTotal: Bytes;
  entries: number;
}>;

/** What is known of a scan while it runs. Lost when the process ends: the job itself is not. */
export type JobProgress = Readonly<{
  imageId: ImageId | null;
  /** In order; all stages. */
  stages: readonly JobStage[];
  /** By index; empty until the image is known. */
  layers: readonly JobLayer[];
  counters: JobCounters;
  /** Last sign of life. */
  heartbeatAtMs: number;
}>;

/**
 * Why a job failed. Codes are those of `scan`: `not-found`, `not-an-image`, `ambiguous`, `no-such-image`, `no-such-platform`,
 * `damaged`, `unreadable`, `would-need-network`; of the store: `missing-blob`, `corrupt-blob`, `too-large`, `busy` …; or
 * `internal`. `message` is one line for people.
 */
export type JobFailure = Readonly<{ code: string; message: string; choices: readonly ImageChoice[] }>;

/** A document that is signed. `outcome`: set when done; a refusal is one too. */
export type JobSigning = Readonly<{ imageId: ImageId; id: Digest; outcome: SigningOutcome | null }>;

/** A scan or a signing as it is listed. */
export type JobView = Readonly<{
  id: string;
  kind: string;
  status: JobStatus;
  /** What is scanned, for people: a file's name, with the chosen image behind it. Of a signing the document's. */
  title: string;
  /** Host path; null for an upload. */
  path: string | null;
  image: string | null;
  platform: string | null;
  attempt: number;
  maxAttempts: number;
  createdAtMs: number;
  updatedAtMs: number;
  /** Is it run by this process? Only such a job can be cancelled while it runs, and only it has progress. */
  here: boolean;
  /** Of a scan, as soon as it knows; also after it has failed. */
  imageId: ImageId | null;
  progress: JobProgress | null;
  failure: JobFailure | null;
  /** null: not a signing. */
  signing: JobSigning | null;
  /** Of a scan, set when done. */
  result: Readonly<{ imageId: ImageId; partial: boolean; components: number }> | null;
}>;
