import { setTimeout as delay } from 'node:timers/promises';
import type { HeldLock, LayerLock } from '#engine/ports/layer-lock.ts';
import type { DiffId } from '#shared/model/digest.ts';
import { holdLease, type LeaseContext } from '../hold-lease.ts';

/** Inflating a layer takes seconds, so asking a few times a second loses little. */
const ASK_EVERY_MS = 150;

/** Layer locks as leases in the catalog, for any number of processes on one data folder. */
export class SqliteLayerLock implements LayerLock {
  readonly #context: LeaseContext;

  constructor(context: LeaseContext) {
    this.#context = context;
  }

  async tryAcquire(diffId: DiffId): Promise<HeldLock | undefined> {
    return await holdLease(this.#context, { kind: 'layer', subject: diffId });
  }

  async acquire(diffId: DiffId, signal?: AbortSignal): Promise<HeldLock> {
    for (;;) {
      signal?.throwIfAborted();
      const held = await this.tryAcquire(diffId);
      if (held) return held;
      await delay(ASK_EVERY_MS);
    }
  }
}
