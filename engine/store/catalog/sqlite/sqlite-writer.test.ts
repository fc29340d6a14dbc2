import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '#engine/testing/manual-clock.ts';
import {
  artifactCommitOf,
  componentOf,
  diffIdOf,
  imageIdOf,
  layerCommitOf,
  scanCommitOf,
} from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { openStore, readArtifactBytes } from '../../index.ts';

describe('commitScan', () => {
  it('commits nothing when one blob is not there', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const scan = await scanCommitOf(store.blobs, 'one');
    await rm(store.blobs.pathOf(scan.artifacts[0]!.artifact.storedSha256));
    await expect(store.writer.commitScan(scan)).rejects.toMatchObject({ code: 'missing-blob', retry: true });
    expect(await store.reader.listImages()).toEqual([]);
    expect(await store.reader.findLayer(diffIdOf('one'))).toBeUndefined();
    expect(await store.reader.listComponents(scan.graph.imageId)).toEqual([]);
  });

  it('notices that a layer known before has lost its bytes', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const scan = await scanCommitOf(store.blobs, 'one');
    await store.writer.commitScan(scan);
    await rm(store.blobs.pathOf(scan.newLayers[0]!.layer.indexSha256));
    await expect(store.writer.commitScan({ ...scan, newLayers: [] })).rejects.toMatchObject({ code: 'missing-blob' });
  });

  it('replaces the image of an earlier scan', async () => {
    await using folder = await tempFolder();
    const clock = new ManualClock(1000);
    await using store = await openStore(folder.path, { clock });
    await store.writer.commitScan(await scanCommitOf(store.blobs, 'one'));
    clock.advance(500);
    const graph = { components: [componentOf('gamma')], complete: false };
    const again = await scanCommitOf(store.blobs, 'one', { graph, tags: ['example/one:2'], analyzerSet: 'set-2' });
    await store.writer.commitScan(again);
    expect(await store.reader.readGraph(imageIdOf('one'))).toEqual(again.graph);
    expect(await store.reader.listImages()).toEqual([
      {
        imageId: imageIdOf('one'),
        config: null,
        source: { kind: 'docker-archive', path: '/images/one.tar' },
        digests: again.digests,
        tags: ['example/one:1', 'example/one:2'],
        distro: null,
        fileCounts: { dir: 3, file: 7 },
        diagnostics: [],
        complete: false,
        analyzerSet: 'set-2',
        layerCount: 1,
        componentCount: 1,
        scannedAtMs: 1500,
      },
    ]);
    expect(await store.reader.listClaimsOn(imageIdOf('one'), '/usr/share/doc/alpha/copyright')).toEqual([]);
  });

  it('moves a tag to the image that has it now', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    await store.writer.commitScan(await scanCommitOf(store.blobs, 'one', { tags: ['latest'] }));
    await store.writer.commitScan(await scanCommitOf(store.blobs, 'two', { tags: ['latest'] }));
    const found = await store.reader.findImages('latest');
    expect(found.map(({ imageId }) => imageId)).toEqual([imageIdOf('two')]);
  });

  it('keeps tenants apart', async () => {
    await using folder = await tempFolder();
    await using one = await openStore(folder.path);
    await using other = await openStore(folder.path, { tenant: 'other' });
    await one.writer.commitScan(await scanCommitOf(one.blobs, 'one'));
    expect(await other.reader.listImages()).toEqual([]);
    expect(await other.reader.findLayer(diffIdOf('one'))).toBeUndefined();
  });
});

describe('artifacts', () => {
  it('supersede each other at a path, and both stay', async () => {
    await using folder = await tempFolder();
    const clock = new ManualClock(1000);
    await using store = await openStore(folder.path, { clock });
    const old = await artifactCommitOf(store.blobs, imageIdOf('one'), 'old');
    const recent = await artifactCommitOf(store.blobs, imageIdOf('one'), 'recent');
    await store.writer.commitArtifacts([old]);
    clock.advance(500);
    await store.writer.commitArtifacts([recent]);
    const current = await store.reader.findArtifactAt(old.path);
    expect(Buffer.from(await readArtifactBytes(store.blobs, current!)).toString()).toBe('recent');
    const all = await store.reader.listArtifacts({ superseded: true });
    expect(all.map(({ artifactId, link }) => [artifactId, link.linkedAtMs, link.supersededAtMs])).toEqual([
      [recent.artifact.artifactId, 1500, null],
      [old.artifact.artifactId, 1000, 1500],
    ]);
    expect((await store.reader.listArtifacts()).length).toBe(1);
  });

  it('change nothing when committed again', async () => {
    await using folder = await tempFolder();
    const clock = new ManualClock(1000);
    await using store = await openStore(folder.path, { clock });
    const commit = await artifactCommitOf(store.blobs, imageIdOf('one'), 'same');
    await store.writer.commitArtifacts([commit]);
    const before = await store.reader.listArtifacts({ superseded: true });
    clock.advance(500);
    await store.writer.commitArtifacts([commit]);
    expect(await store.reader.listArtifacts({ superseded: true })).toEqual(before);
  });

  it('are found by their whole key', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const commit = await artifactCommitOf(store.blobs, imageIdOf('one'), 'text');
    await store.writer.commitArtifacts([commit]);
    expect((await store.reader.findArtifactFor(commit.key))?.artifactId).toBe(commit.artifact.artifactId);
    for (const other of [{ hints: 'name=x' }, { view: 'usage' }, { analyzerSet: 'set-2' }, { imageId: null }])
      expect(await store.reader.findArtifactFor({ ...commit.key, ...other })).toBeUndefined();
  });

  it('cannot be changed, not even by SQL', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const commit = await artifactCommitOf(store.blobs, imageIdOf('one'), 'text');
    await store.writer.commitArtifacts([commit]);
    const lie = { ...commit, artifact: { ...commit.artifact, size: 5000 } };
    await expect(store.writer.commitArtifacts([lie])).rejects.toMatchObject({ code: 'immutable' });
    const db = new Database(join(folder.path, 'catalog.db'));
    expect(() => db.exec(`UPDATE artifacts SET stored_sha256 = 'x'`)).toThrow('an artifact never changes');
    db.close();
  });
});

describe('layers', () => {
  it('are known after commitLayer, before any scan is', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const commit = await layerCommitOf(store.blobs, 'base');
    await store.writer.commitLayer(commit);
    expect(await store.reader.findLayer(diffIdOf('base'))).toEqual(commit.layer);
    expect(await store.reader.findLayerOfBlob(commit.blob!.digest)).toEqual(commit.blob);
    const [fact] = commit.facts;
    expect(await store.reader.findFact(fact!.sha256, fact!.analyzerKey)).toEqual(fact!.outcome);
  });

  it('are claimed only under the index version that is asked for', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const { layer } = await layerCommitOf(store.blobs, 'base');
    await store.writer.commitLayer({ layer, blob: null, facts: [] });
    expect(await store.writer.claimLayers([diffIdOf('none'), diffIdOf('base')], 1)).toEqual([layer]);
    expect(await store.writer.claimLayers([diffIdOf('base')], 2)).toEqual([]);
  });
});

describe('removeImage', () => {
  it('forgets the image and its paths, but for those under immutable retention', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const scan = await scanCommitOf(store.blobs, 'one');
    const kept = await artifactCommitOf(store.blobs, imageIdOf('one'), 'signed');
    await store.writer.commitScan({
      ...scan,
      artifacts: [...scan.artifacts, { ...kept, path: 'attest/one', retentionClass: 'compliance' }],
    });
    expect(await store.writer.removeImage(imageIdOf('one'))).toBe(true);
    expect(await store.writer.removeImage(imageIdOf('one'))).toBe(false);
    expect(await store.reader.findImages('example/one:1')).toEqual([]);
    expect(await store.reader.listComponents(imageIdOf('one'))).toEqual([]);
    expect((await store.reader.listArtifacts()).map(({ link }) => link.path)).toEqual(['attest/one']);
  });
});

describe('retention rules', () => {
  it('apply as set, over the defaults', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const rule = { retentionClass: 'short', ttlMs: 5, keepIfReferenced: false, immutable: false } as const;
    await store.writer.setLifecycleRule(rule);
    const rules = await store.reader.listLifecycleRules();
    expect(rules.map(({ retentionClass }) => retentionClass)).toEqual(['short', 'default', 'compliance', 'trust']);
    expect(rules[0]).toEqual(rule);
  });

  it.for([
    { name: 'shortened', ttlMs: 1000, keepIfReferenced: true, immutable: true },
    { name: 'lifted', ttlMs: null, keepIfReferenced: true, immutable: false },
    { name: 'made to let go of what is referenced', ttlMs: null, keepIfReferenced: false, immutable: true },
  ])('cannot be $name when immutable', async ({ ttlMs, keepIfReferenced, immutable }) => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const rule = { retentionClass: 'compliance', ttlMs, keepIfReferenced, immutable } as const;
    await expect(store.writer.setLifecycleRule(rule)).rejects.toMatchObject({ code: 'immutable' });
  });
});
