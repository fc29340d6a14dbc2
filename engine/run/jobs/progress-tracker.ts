import type { MergedImage } from '#engine/ports/merged-image.ts';
import type { FoundSoFar, ScanEvent, StatedImage } from '#engine/ports/progress.ts';
import type { Component } from '#shared/model/component.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { type JobCounters, type JobLayer, type JobProgress, type JobStage, SCAN_STAGES } from '#shared/model/job.ts';
import type { DiffId } from '#shared/model/digest.ts';

/** What changed since it was last asked for. */
export type ProgressChange = Readonly<{
  stages: readonly JobStage[];
  layers: readonly JobLayer[];
  counters: JobCounters;
}>;

/** Folds the events of one scan into what is shown of it. */
export class ProgressTracker {
  #imageId: ImageId | null = null;
  #stated: StatedImage | null = null;
  #found: FoundSoFar | null = null;
  #components: readonly Component[] | null = null;
  #trace: EntryTrace | null = null;
  #merged: MergedImage | null = null;
  readonly #stages: JobStage[] = SCAN_STAGES.map((stage) => ({
    stage,
    state: 'waiting',
    startedAtMs: null,
    endedAtMs: null,
  }));
  readonly #layers = new Map<number, JobLayer>();
  readonly #changed = new Set<number>();
  #heartbeatAtMs: number;

  constructor(nowMs: number) {
    this.#heartbeatAtMs = nowMs;
  }

  add(event: ScanEvent, nowMs: number): void {
    this.#heartbeatAtMs = nowMs;
    if (event.kind === 'stage') {
      this.#endStage('done', nowMs);
      const at = SCAN_STAGES.indexOf(event.stage);
      this.#stages[at] = { stage: event.stage, state: 'running', startedAtMs: nowMs, endedAtMs: null };
    } else if (event.kind === 'image') {
      this.#imageId = event.imageId as ImageId | null;
      this.#stated = event.stated ?? null;
      for (const { index, diffId, size } of event.layers)
        this.#set({
          index,
          diffId: diffId as DiffId | null,
          state: 'waiting',
          bytesIn: 0,
          total: size,
          entries: 0,
          cached: null,
        });
    } else if (event.kind === 'found') {
      this.#found = event.found;
      this.#components = event.components;
    } else if (event.kind === 'traced') {
      this.#trace = event.trace;
    } else if (event.kind === 'merged') {
      this.#merged = event.image;
    } else {
      const { index, state, bytesIn, total, entries } = event;
      const diffId = this.#layers.get(index)?.diffId ?? null;
      const cached = event.cached ?? (state === 'done' ? false : null);
      this.#set({ index, diffId, state, bytesIn: state === 'done' ? total : bytesIn, total, entries, cached });
    }
  }

  /** The stage that runs ends so. */
  finish(state: 'done' | 'failed', nowMs: number): void {
    this.#heartbeatAtMs = nowMs;
    this.#endStage(state, nowMs);
  }

  view(): JobProgress {
    return {
      imageId: this.#imageId,
      stages: [...this.#stages],
      layers: [...this.#layers.values()].sort((a, b) => a.index - b.index),
      counters: this.#counters(),
      heartbeatAtMs: this.#heartbeatAtMs,
    };
  }

  /** What the image said of itself, and what was found in it; null: not yet. */
  known(): Readonly<{
    stated: StatedImage | null;
    found: FoundSoFar | null;
    components: readonly Component[] | null;
    trace: EntryTrace | null;
    /** Stands for the scan: what is made for those who look at it is remembered under this, as long as it is there. */
    memory: object;
    merged: MergedImage | null;
  }> {
    return {
      stated: this.#stated,
      found: this.#found,
      components: this.#components,
      trace: this.#trace,
      memory: this,
      merged: this.#merged,
    };
  }

  takeChange(): ProgressChange {
    const layers = [...this.#changed].flatMap((index) => this.#layers.get(index) ?? []);
    this.#changed.clear();
    return { stages: [...this.#stages], layers, counters: this.#counters() };
  }

  #set(layer: JobLayer): void {
    this.#layers.set(layer.index, layer);
    this.#changed.add(layer.index);
  }

  #endStage(state: 'done' | 'failed', nowMs: number): void {
    for (const [at, stage] of this.#stages.entries())
      if (stage.state === 'running') this.#stages[at] = { ...stage, state, endedAtMs: nowMs };
  }

  #counters(): JobCounters {
    const layers = [...this.#layers.values()];
    const sum = (of: (layer: JobLayer) => number): number => layers.reduce((total, layer) => total + of(layer), 0);
    return {
      layersDone: layers.filter(({ state }) => state === 'done' || state === 'failed').length,
      layersTotal: layers.length,
      bytesIn: sum(({ bytesIn }) => bytesIn),
      bytesTotal: sum(({ total }) => total),
      entries: sum(({ entries }) => entries),
    };
  }
}
