import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Distro, ImageConfig, ImageDigest, Platform } from '#shared/model/image.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';
import type { Component } from '#shared/model/component.ts';
import type { MergedImage } from './merged-image.ts';
import type { ScanStage } from '#shared/model/job.ts';
import type { Bytes, LayerIndex } from '#shared/model/units.ts';

/** What an image says of itself before a layer of it is read. */
export type StatedImage = Readonly<{
  tags: readonly string[];
  digests: readonly ImageDigest[];
  platform: Platform | null;
  config: ImageConfig | null;
  source: Readonly<{ kind: string; path: string }>;
  /** History line of each layer. */
  createdBy: readonly (string | null)[];
}>;

/** Counts of components that are in the final tree, by type and by the layer that brought them, and what could not be read. */
export type FoundSoFar = Readonly<{
  distro: Distro | null;
  byType: Readonly<Record<string, number>>;
  /** By index. */
  introduced: readonly number[];
  removed: readonly number[];
  fileCounts: Readonly<Record<string, number>>;
  notes: readonly Diagnostic[];
  complete: boolean;
}>;

/** Something happened in a scan. Counts, never percent; times are added by whoever shows it. */
export type ScanEvent =
  | Readonly<{ kind: 'stage'; stage: ScanStage }>
  | Readonly<{
      kind: 'image';
      imageId: string | null;
      layers: readonly Readonly<{ index: LayerIndex; diffId: string | null; size: Bytes }>[];
      /** What the image says of itself; absent for a folder. */
      stated?: StatedImage;
    }>
  /** What the components are, before anything is stored. The list is the scan's own, which holds it to its end anyway. */
  | Readonly<{ kind: 'found'; found: FoundSoFar; components: readonly Component[] }>
  /** What the start is; documents are made and stored after it. */
  | Readonly<{ kind: 'traced'; trace: EntryTrace }>
  /** The whole image, when its components are found; the scan's own as well. */
  | Readonly<{ kind: 'merged'; image: MergedImage }>
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
