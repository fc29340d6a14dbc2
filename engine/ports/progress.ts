import type { ScanStage } from '#shared/model/job.ts';
import type { Bytes, LayerIndex } from '#shared/model/units.ts';

/** Something happened in a scan. Counts, never percent; times are added by whoever shows it. */
export type ScanEvent =
  | Readonly<{ kind: 'stage'; stage: ScanStage }>
  | Readonly<{
      kind: 'image';
      imageId: string | null;
      layers: readonly Readonly<{ index: LayerIndex; diffId: string | null; size: Bytes }>[];
    }>
  | Readonly<{
      kind: 'layer';
      index: LayerIndex;
      /** `locked`: another scan reads it now, this one waits. */
      state: 'waiting' | 'locked' | 'hashing' | 'reading' | 'done' | 'failed';
      bytesIn: Bytes;
      total: Bytes;
      entries: number;
      cached?: false | 'hashed' | 'unchanged';
    }>;

/** Takes events as they come; must be quick and must not throw. */
export type Progress = (event: ScanEvent) => void;
