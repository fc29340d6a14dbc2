import type { DiffId } from '#shared/model/digest.ts';

/** A lock that is held: it renews itself until released, and falls to others when its process dies. */
export type HeldLock = AsyncDisposable &
  Readonly<{
    /** Renews now. False: the lock was lost, and another may hold it. */
    renew(): Promise<boolean>;
    /** Idempotent. */
    release(): Promise<void>;
  }>;

/** One worker per layer, so that two scans do not inflate the same bytes twice. It saves work; results do not depend on it. */
export type LayerLock = Readonly<{
  /** undefined: somebody else holds it. */
  tryAcquire(diffId: DiffId): Promise<HeldLock | undefined>;
  /** Waits until the lock is free. @throws the signal's reason when it is aborted */
  acquire(diffId: DiffId, signal?: AbortSignal): Promise<HeldLock>;
}>;
