import { expect, it } from 'vitest';
import { ManualClock } from '#engine/testing/manual-clock.ts';
import { artifactCommitOf, imageIdOf, scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { openStore } from './index.ts';

const DAY_MS = 86_400_000;

it('names the documents that a changed rule takes away, changes nothing, and gc then takes exactly those', async () => {
  await using folder = await tempFolder();
  const clock = new ManualClock();
  await using store = await openStore(folder.path, { clock });
  const scan = await scanCommitOf(store.blobs, 'one');
  await store.writer.commitScan(scan);
  const [current] = scan.artifacts;
  // The same path made anew: what was there is superseded, and may go after 30 days.
  const again = await artifactCommitOf(store.blobs, imageIdOf('one'), 'again');
  await store.writer.commitArtifacts([{ ...again, path: current?.path ?? '' }]);
  clock.advance(2 * DAY_MS);
  const rule = { retentionClass: 'default', ttlMs: DAY_MS, keepIfReferenced: true, immutable: false } as const;

  const before = await store.reader.listArtifacts({ superseded: true });
  const preview = await store.previewRetention(rule);
  expect(preview).toMatchObject({
    kind: 'preview',
    documents: [{ path: current?.path, size: current?.artifact.size }],
    total: 1,
    hashes: 0,
    jobs: 0,
  });
  expect(await store.reader.listArtifacts({ superseded: true })).toEqual(before);
  // What is current goes too where the rule no longer keeps it.
  expect(await store.previewRetention({ ...rule, keepIfReferenced: false })).toMatchObject({ total: 2 });
  expect(await store.previewRetention({ ...rule, ttlMs: 3 * DAY_MS })).toMatchObject({ total: 0, documents: [] });

  await store.writer.setLifecycleRule(rule);
  await store.gc();
  expect(await store.reader.listArtifacts({ superseded: true })).toHaveLength(before.length - 1);
});

it('refuses to shorten what is immutable, in a preview as in earnest', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(folder.path);
  const shorter = { retentionClass: 'compliance', ttlMs: DAY_MS, keepIfReferenced: true, immutable: true } as const;
  expect(await store.previewRetention(shorter)).toEqual({
    kind: 'refused',
    message: 'Cannot change retention "compliance": it can only be lengthened',
  });
  await expect(store.writer.setLifecycleRule(shorter)).rejects.toMatchObject({ code: 'immutable' });
  expect((await store.retention()).map(({ retentionClass, ttlMs }) => [retentionClass, ttlMs])).toEqual([
    ['short', 7 * DAY_MS],
    ['default', 30 * DAY_MS],
    ['compliance', null],
    ['trust', 90 * DAY_MS],
  ]);
});

it('measures every file of the data folder once', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(folder.path);
  const empty = await store.measure();
  expect(empty.kinds.filter(({ bytes }) => bytes > 0).map(({ kind }) => kind)).toEqual(['catalog']);
  await store.writer.commitScan(await scanCommitOf(store.blobs, 'one'));
  await store.blobs.put(new TextEncoder().encode('nobody names this'));
  await using temporary = await store.blobs.tempFile('upload');
  await temporary.handle.write('sent');
  const report = await store.measure();
  expect(report.kinds.map(({ kind, files }) => [kind, files])).toEqual([
    ['documents', 1],
    ['layer-indexes', 1],
    ['layer-packs', 1],
    ['image-records', 1],
    ['catalog', 3],
    ['temporary', 1],
    ['waiting', 1],
  ]);
  const bytesOf = (wanted: string) => report.kinds.find(({ kind }) => kind === wanted)?.bytes;
  expect([bytesOf('temporary'), bytesOf('waiting')]).toEqual(['sent'.length, 'nobody names this'.length]);
  expect(report.bytes).toBe(report.kinds.reduce((sum, { bytes }) => sum + bytes, 0));
});
