import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { ManualClock } from '#engine/testing/manual-clock.ts';
import { artifactCommitOf, diffIdOf, imageIdOf, layerCommitOf, scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ChainId } from '#shared/model/digest.ts';
import { checkStore, openStore, type GarbageReport, type Store } from './index.ts';
import { hostToken } from './process-owner.ts';

const DAY_MS = 86_400_000;
/** No process has it: Linux gives out 4,194,304 at most. */
const DEAD_PID = 99_999_999;

type Removed = Partial<GarbageReport['removed']>;

async function openWith(path: string): Promise<{ store: Store; clock: ManualClock }> {
  const clock = new ManualClock();
  return { store: await openStore(path, { clock }), clock };
}

/** Causes with a count. */
function removedBy(report: GarbageReport): Removed {
  return Object.fromEntries(Object.entries(report.removed).filter(([, count]) => count > 0));
}

function insertLease(
  folder: string,
  lease: { host: string; pid: number; acquiredAtMs: number; expiresAtMs: number },
): void {
  const db = new Database(join(folder, 'catalog.db'));
  db.prepare(
    `INSERT INTO leases (token, kind, subject, host, pid, acquired_at_ms, expires_at_ms)
     VALUES ('other', 'writer', 'scan', @host, @pid, @acquiredAtMs, @expiresAtMs)`,
  ).run(lease);
  db.close();
}

describe('gc', () => {
  it('keeps everything that a scan committed', async () => {
    await using folder = await tempFolder();
    const { store, clock } = await openWith(folder.path);
    await using _ = store;
    const scan = await scanCommitOf(store.blobs, 'one');
    await store.writer.commitScan(scan);
    clock.advance(1000 * DAY_MS);
    const report = await store.gc();
    expect({ removed: removedBy(report), kept: report.kept.blobs }).toEqual({ removed: {}, kept: 4 });
    expect(await store.reader.readGraph(imageIdOf('one'))).toEqual(scan.graph);
    expect((await checkStore(folder.path)).problems).toEqual([]);
  });

  it('removes an image that was removed, and its layers and bytes', async () => {
    await using folder = await tempFolder();
    const { store } = await openWith(folder.path);
    await using _ = store;
    await store.writer.commitScan(await scanCommitOf(store.blobs, 'one'));
    await store.writer.commitScan(await scanCommitOf(store.blobs, 'two'));
    await store.writer.removeImage(imageIdOf('one'));
    const rehearsal = await store.gc({ dryRun: true });
    expect((await checkStore(folder.path)).orphans).toBe(1);
    expect(await store.reader.findLayer(diffIdOf('one'))).toBeDefined();
    const report = await store.gc();
    expect(rehearsal).toEqual({ ...report, dryRun: true });
    expect(removedBy(report)).toEqual({ blobs: 4, artifacts: 1, layers: 1 });
    expect(report.freedBytes).toBeGreaterThan(0);
    expect(await checkStore(folder.path)).toEqual({ problems: [], orphans: 0, temporaryFiles: 0 });
    expect(await store.reader.findLayer(diffIdOf('one'))).toBeUndefined();
    expect(await store.reader.findLayer(diffIdOf('two'))).toBeDefined();
  });

  it('keeps a layer that another image still has', async () => {
    await using folder = await tempFolder();
    const { store } = await openWith(folder.path);
    await using _ = store;
    const one = await scanCommitOf(store.blobs, 'one');
    await store.writer.commitScan(one);
    const { layers } = one;
    await store.writer.commitScan(await scanCommitOf(store.blobs, 'two', { layers, newLayers: [] }));
    await store.writer.removeImage(imageIdOf('one'));
    expect((await store.gc()).removed.layers).toBe(0);
  });

  it('leaves what a writer put since it took its lease, and takes it afterwards', async () => {
    await using folder = await tempFolder();
    const { store, clock } = await openWith(folder.path);
    await using _ = store;
    const before = await store.blobs.put(Buffer.from('before'));
    clock.advance(60_000);
    const lease = await store.lease('scan');
    const since = await store.blobs.put(Buffer.from('since'));
    await store.writer.commitLayer(await layerCommitOf(store.blobs, 'base'));
    clock.advance(60_000);
    const report = await store.gc();
    expect({ ...removedBy(report), leased: report.kept.leasedBlobs }).toEqual({ blobs: 1, leased: 1 });
    expect([await store.blobs.has(before.sha256), await store.blobs.has(since.sha256)]).toEqual([false, true]);
    await lease.release();
    expect(removedBy(await store.gc())).toEqual({ blobs: 3, layers: 1 });
  });

  it('leaves an old blob that a writer found in place', async () => {
    await using folder = await tempFolder();
    const { store, clock } = await openWith(folder.path);
    await using _ = store;
    const old = await store.blobs.put(Buffer.from('old'));
    clock.advance(60_000);
    await using lease = await store.lease('scan');
    await store.blobs.put(Buffer.from('old'));
    await lease.renew();
    await store.gc();
    expect(await store.blobs.has(old.sha256)).toBe(true);
  });

  it('leaves a layer without an image that a writer claimed', async () => {
    await using folder = await tempFolder();
    const { store, clock } = await openWith(folder.path);
    await using _ = store;
    const commit = await layerCommitOf(store.blobs, 'base');
    await store.writer.commitLayer(commit);
    clock.advance(60_000);
    await using lease = await store.lease('scan');
    await store.writer.claimLayers([diffIdOf('base')], 1);
    await lease.renew();
    await store.gc();
    expect(await store.reader.findLayer(diffIdOf('base'))).toEqual(commit.layer);
    expect(await store.blobs.has(commit.layer.indexSha256)).toBe(true);
  });

  it.for([
    { name: 'of a dead process here', host: hostToken, pid: DEAD_PID, expiresInMs: 60_000, honoured: false },
    { name: 'of a living process here', host: hostToken, pid: process.pid, expiresInMs: 60_000, honoured: true },
    { name: 'of a process elsewhere', host: 'elsewhere', pid: DEAD_PID, expiresInMs: 60_000, honoured: true },
    { name: 'that ran out', host: 'elsewhere', pid: DEAD_PID, expiresInMs: -1, honoured: false },
  ])('a lease $name: honoured $honoured', async ({ host, pid, expiresInMs, honoured }) => {
    await using folder = await tempFolder();
    const { store, clock } = await openWith(folder.path);
    await using _ = store;
    insertLease(folder.path, { host, pid, acquiredAtMs: clock.now(), expiresAtMs: clock.now() + expiresInMs });
    const { sha256: digest } = await store.blobs.put(Buffer.from('orphan'));
    expect((await store.gc()).removed.leases).toBe(honoured ? 0 : 1);
    expect(await store.blobs.has(digest)).toBe(honoured);
  });

  it('removes temporary files of dead processes and very old ones', async () => {
    await using folder = await tempFolder();
    const { store, clock } = await openWith(folder.path);
    await using _ = store;
    await using mine = await store.blobs.tempFile('mine');
    const tmp = join(folder.path, 'tmp');
    await writeFile(join(tmp, `${hostToken}-${DEAD_PID}-0-1.blob`), 'dead');
    await writeFile(join(tmp, `0123456789ab-${DEAD_PID}-0-1.blob`), 'elsewhere');
    await writeFile(join(tmp, 'foreign'), 'foreign');
    expect(await store.gc()).toMatchObject({ removed: { temporaryFiles: 1 }, freedBytes: 4 });
    expect((await readdir(tmp)).length).toBe(3);
    clock.advance(2 * DAY_MS);
    await store.gc();
    expect(await readdir(tmp)).toEqual([]);
    expect(mine.path).toContain(tmp);
  });

  it('applies retention to superseded artifacts, by class', async () => {
    await using folder = await tempFolder();
    const { store, clock } = await openWith(folder.path);
    await using _ = store;
    const image = imageIdOf('one');
    const linked = async (path: string, retentionClass: 'short' | 'default' | 'compliance'): Promise<void> => {
      for (const text of ['old', 'new'])
        await store.writer.commitArtifacts([
          { ...(await artifactCommitOf(store.blobs, image, `${text} ${path}`)), path, retentionClass },
        ]);
    };
    await linked('a', 'short');
    await linked('b', 'default');
    await linked('c', 'compliance');
    const left = async (): Promise<string[]> => {
      await store.gc();
      const all = await store.reader.listArtifacts({ superseded: true });
      return all.map(({ link }) => `${link.path}${link.supersededAtMs === null ? '' : ' old'}`);
    };
    expect(await left()).toEqual(['a', 'a old', 'b', 'b old', 'c', 'c old']);
    clock.advance(7 * DAY_MS);
    expect(await left()).toEqual(['a', 'b', 'b old', 'c', 'c old']);
    clock.advance(23 * DAY_MS);
    expect(await left()).toEqual(['a', 'b', 'c', 'c old']);
    clock.advance(10_000 * DAY_MS);
    expect(await left()).toEqual(['a', 'b', 'c', 'c old']);
    expect(await checkStore(folder.path)).toMatchObject({ problems: [], orphans: 0 });
  });

  it('removes current artifacts too when a rule says so', async () => {
    await using folder = await tempFolder();
    const { store, clock } = await openWith(folder.path);
    await using _ = store;
    const rule = { retentionClass: 'short', ttlMs: 1000, keepIfReferenced: false, immutable: false } as const;
    await store.writer.setLifecycleRule(rule);
    const commit = await artifactCommitOf(store.blobs, imageIdOf('one'), 'text');
    await store.writer.commitArtifacts([{ ...commit, retentionClass: 'short' }]);
    clock.advance(999);
    expect(removedBy(await store.gc())).toEqual({});
    clock.advance(1);
    expect(removedBy(await store.gc())).toEqual({ supersededLinks: 1, artifacts: 1, blobs: 1 });
  });

  it('removes fragments of a layer chain with its last image', async () => {
    await using folder = await tempFolder();
    const { store } = await openWith(folder.path);
    await using _ = store;
    const scan = await scanCommitOf(store.blobs, 'one');
    const fragment = await artifactCommitOf(store.blobs, imageIdOf('one'), 'fragment');
    const chainId = diffIdOf('one') as string as ChainId;
    const key = { ...fragment.key, imageId: null, chainId };
    await store.writer.commitScan({ ...scan, artifacts: [{ ...fragment, path: `layers/${chainId}/sbom`, key }] });
    expect(removedBy(await store.gc())).toEqual({ blobs: 1 });
    await store.writer.removeImage(imageIdOf('one'));
    expect(removedBy(await store.gc())).toEqual({ supersededLinks: 1, artifacts: 1, layers: 1, blobs: 4 });
  });

  it('forgets old hashes of files, and facts of analyzers that are not asked for', async () => {
    await using folder = await tempFolder();
    const { store, clock } = await openWith(folder.path);
    await using _ = store;
    const identity = { dev: 1n, ino: 2n, size: 3n, mtimeNs: 4n, ctimeNs: 5n };
    const entry = { identity, offset: 0, length: 3, sha256: sha256('x'), hashedAtMs: clock.now() };
    await store.writer.commitTrust([entry]);
    await store.writer.saveArchiveIndex(identity, 1, {});
    const fact = { sha256: sha256('x'), outcome: { status: 'complete', facts: [] } } as const;
    await store.writer.commitFacts([
      { ...fact, analyzerKey: 'os/a@1' },
      { ...fact, analyzerKey: 'os/a@2' },
    ]);
    expect(removedBy(await store.gc({ analyzerKeys: ['os/a@2'] }))).toEqual({ facts: 1 });
    expect(await store.reader.findFact(fact.sha256, 'os/a@2')).toBeDefined();
    expect(await store.reader.listTrust(identity)).toEqual([entry]);
    clock.advance(90 * DAY_MS);
    expect(removedBy(await store.gc())).toEqual({ trust: 1, archiveIndexes: 1 });
  });

  it('forgets jobs that were done long ago, not dead ones', async () => {
    await using folder = await tempFolder();
    const { store, clock } = await openWith(folder.path);
    await using _ = store;
    for (const idempotencyKey of ['good', 'bad']) {
      await store.queue.enqueue({ kind: 'scan', idempotencyKey, payload: {} });
      const lease = await store.queue.lease({ worker: 'w', durationMs: 1000 });
      await (idempotencyKey === 'good' ? store.queue.ack(lease!) : store.queue.dead(lease!, 'no'));
    }
    clock.advance(8 * DAY_MS);
    expect(removedBy(await store.gc())).toEqual({ jobs: 1 });
    expect((await store.queue.list()).map(({ state }) => state)).toEqual(['dead']);
  });

  it('runs once at a time', async () => {
    await using folder = await tempFolder();
    const { store } = await openWith(folder.path);
    await using _ = store;
    await using other = await openStore(folder.path);
    const both = await Promise.allSettled([store.gc(), other.gc()]);
    const refused = both.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'locked', retry: true } }]);
    await other.gc();
  });
});
