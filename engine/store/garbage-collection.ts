import { renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '#engine/ports/clock.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import { listBlobs } from './blobs/list-blobs.ts';
import { nextTempPath, ownerOfTempFile } from './blobs/temp-file.ts';
import type { WriteConnection } from './catalog/sqlite/connection.ts';
import type { Sql } from './catalog/sqlite/sql.ts';
import { deleteDeadLeases, oldestWriterMs } from './catalog/tables/leases.ts';
import { isReachable } from './catalog/tables/reachable-blobs.ts';
import { blobPath, type DataFolder } from './data-folder.ts';
import { removeExpiredRows } from './expire-rows.ts';
import { holdLease } from './hold-lease.ts';
import { phase } from './phases.ts';
import { isDead } from './process-owner.ts';
import { StoreError } from './store-error.ts';
import type { GarbageOptions, GarbageReport } from './store.ts';

type Context = Readonly<{ connection: WriteConnection; folder: DataFolder; clock: Clock; tenant: string }>;

type Counts = {
  freedBytes: number;
  removed: { -readonly [Key in keyof GarbageReport['removed']]: number };
  kept: { -readonly [Key in keyof GarbageReport['kept']]: number };
};

/** Writers wait while a batch is swept, so it is short: some 20 ms. */
const BATCH = 256;
/** File times are as coarse as 2 s on FAT. */
const TIME_GRAIN_MS = 2000;
/** Nobody writes one file for a day: its owner is elsewhere and dead, or its process id has been given out again. */
const STALE_MS = 86_400_000;

/**
 * Removes what nothing leads to: rows past their retention, blobs that no row names, temporary files of dead processes.
 *
 * Safe beside writers and other readers, and safe to kill: rows go first, in one transaction; blobs go in batches, each inside
 * a transaction that asks anew who holds a lease and which rows name the blob.
 *
 * @throws StoreError `locked` when another process collects
 */
export async function collectGarbage(context: Context, options: GarbageOptions = {}): Promise<GarbageReport> {
  await using lock = await holdLease(context, { kind: 'gc', subject: 'folder' });
  if (lock === undefined) throw new StoreError('locked', 'Cannot collect garbage: another process does');
  const blobs = await listBlobs(context.folder);
  const counts = options.dryRun ? await rehearse(context, blobs, options) : await collect(context, blobs, options);
  await sweepTemporaryFiles(context, counts, options.dryRun === true);
  phase('gc:done');
  return { dryRun: options.dryRun === true, ...counts };
}

async function collect(context: Context, blobs: readonly Sha256[], options: GarbageOptions): Promise<Counts> {
  const counts = noCounts();
  await context.connection.write((sql) => expire(sql, context, counts, options));
  for (let at = 0; at < blobs.length; at += BATCH) {
    const batch = blobs.slice(at, at + BATCH);
    phase('gc:sweep');
    await context.connection.write((sql) => {
      const youngMs = leasedSinceMs(sql, context.clock);
      for (const sha256 of batch) sweepBlob(sql, context, sha256, youngMs, counts, unlinkUnlessTouched);
    });
    // Gives other processes the lock, and this one's other work the thread.
    await breathe();
  }
  context.connection.shrink();
  return counts;
}

/** Everything in one transaction that is undone, without touching a file. */
async function rehearse(context: Context, blobs: readonly Sha256[], options: GarbageOptions): Promise<Counts> {
  return await context.connection.rehearse((sql) => {
    const counts = noCounts();
    expire(sql, context, counts, options);
    const youngMs = leasedSinceMs(sql, context.clock);
    for (const sha256 of blobs) sweepBlob(sql, context, sha256, youngMs, counts, () => true);
    return counts;
  });
}

function expire(sql: Sql, { clock }: Context, counts: Counts, options: GarbageOptions): void {
  phase('gc:mark');
  const nowMs = clock.now();
  counts.removed.leases += deleteDeadLeases(sql, nowMs);
  Object.assign(counts.removed, removeExpiredRows(sql, { nowMs, youngMs: oldestWriterMs(sql), ...options }));
}

/** Unreachable blobs as young as this belong to a scan that is under way. Infinity: there is none. */
function leasedSinceMs(sql: Sql, clock: Clock): number {
  deleteDeadLeases(sql, clock.now());
  return oldestWriterMs(sql) - TIME_GRAIN_MS;
}

function sweepBlob(
  sql: Sql,
  context: Context,
  sha256: Sha256,
  youngMs: number,
  counts: Counts,
  unlink: (context: Context, path: string, youngMs: number) => boolean,
): void {
  const path = blobPath(context.folder, sha256);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (isReachable(sql, sha256)) {
    counts.kept.blobs += 1;
    counts.kept.bytes += found.size;
  } else if (found.mtimeMs >= youngMs || !unlink(context, path, youngMs)) {
    counts.kept.leasedBlobs += 1;
  } else {
    counts.removed.blobs += 1;
    counts.freedBytes += found.size;
  }
}

/**
 * A writer that finds the blob in place touches it and looks again (see `open-blob-store.ts`). Moved aside, the blob cannot be
 * found any more, so its time now tells for certain whether a writer counts on it.
 */
function unlinkUnlessTouched({ folder, clock }: Context, path: string, youngMs: number): boolean {
  const aside = nextTempPath(folder, 'garbage');
  phase('gc:aside');
  renameSync(path, aside);
  const { mtimeMs } = statSync(aside);
  phase('gc:unlink');
  if (mtimeMs < youngMs) {
    rmSync(aside);
    return true;
  }
  renameSync(aside, path);
  const nowMs = clock.now();
  // Another writer may have put the same bytes anew meanwhile, and this file, now in its place, is older.
  utimesSync(path, new Date(nowMs), new Date(nowMs));
  return false;
}

async function sweepTemporaryFiles({ folder, clock }: Context, counts: Counts, dryRun: boolean): Promise<void> {
  for (const name of (await readdir(folder.tmp)).sort()) {
    const path = join(folder.tmp, name);
    const owner = ownerOfTempFile(name);
    const found = await stat(path).catch(() => undefined);
    // Gone meanwhile, or a folder that somebody else made: not ours.
    if (!found?.isFile()) continue;
    const stale = (owner !== undefined && isDead(owner)) || found.mtimeMs < clock.now() - STALE_MS;
    if (!stale) continue;
    phase('gc:temporary');
    if (!dryRun) await rm(path, { force: true });
    counts.removed.temporaryFiles += 1;
    counts.freedBytes += found.size;
  }
}

function noCounts(): Counts {
  return {
    freedBytes: 0,
    removed: {
      blobs: 0,
      temporaryFiles: 0,
      supersededLinks: 0,
      artifacts: 0,
      layers: 0,
      facts: 0,
      trust: 0,
      archiveIndexes: 0,
      jobs: 0,
      leases: 0,
    },
    kept: { blobs: 0, bytes: 0, leasedBlobs: 0 },
  };
}
