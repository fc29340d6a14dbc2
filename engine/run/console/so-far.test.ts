import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#engine/ports/clock.ts';
import type { ScanEvent } from '#engine/ports/progress.ts';
import { openStore, type Store } from '#engine/store/index.ts';
import { everyTypeLayers } from '#engine/testing/every-type-image.ts';
import { elfProgram } from '#engine/testing/elf-files.ts';
import { peWithEveryPart } from '#engine/testing/pe-files.ts';
import { madePackage } from '#engine/testing/rpm-header.ts';
import { writeSqlite } from '#engine/testing/sqlite-files.ts';
import { image, type ImageSpec } from '#engine/testing/image.ts';
import { saveImage, scanned } from '#engine/testing/scanned-image.ts';
import { dir, file, opaque, symlink, whiteout } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { Component } from '#shared/model/component.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';
import type { SoFarRow } from '#shared/model/so-far.ts';
import { configSchema, openEngine, scan as runScan } from '../index.ts';
import { ProgressTracker } from '../jobs/progress-tracker.ts';
import type { EngineContext } from './context.ts';
import { enabledAnalyzers } from '../analyzer-set.ts';
import { readFinishedLayer, statingAnalyzers } from './layer-reading.ts';
import { kindsSoFar, layerEntries, linksSoFar, rowsSoFar } from './so-far.ts';
import { StartService } from './starts.ts';

const stanza = (name: string, version: string, state = 'installed'): string =>
  `Package: ${name}\nStatus: install ok ${state}\nVersion: ${version}\nArchitecture: all\n\n`;
const interp = '/lib64/ld.so';
const spec: ImageSpec = {
  layers: [
    { entries: [dir('srv'), file('srv/a', 'abc'), symlink('srv/b', 'a')] },
    { entries: [whiteout('srv/a'), opaque('srv'), file('srv/c', 'de')] },
    {
      entries: [
        file('var/lib/dpkg/status', stanza('zsh', '5') + stanza('old', '1', 'config-files') + stanza('bash', '4')),
        file('app/node_modules/left/package.json', '{"name":"left","version":"1.0.0"}'),
        // No installed package: the application's own, and one of a package's tests.
        file('app/package.json', '{"name":"app","version":"9.0.0"}'),
        file('app/node_modules/left/test/node_modules/x/package.json', '{"name":"x","version":"9.0.0"}'),
        file('usr/bin/tool', elfProgram({ interp, needed: ['libtool.so.1', 'libc.so.6'] })),
        file('usr/lib/libc.so.6', elfProgram({ soname: 'libc.so.6' })),
      ],
    },
    {
      entries: [
        file('var/lib/dpkg/status', stanza('bash', '4') + stanza('dash', '1')),
        file('usr/bin/another', elfProgram({ needed: ['libc.so.6'] })),
        file('srv/every.exe', peWithEveryPart()),
      ],
    },
  ],
};
const { imageId, layers } = image(spec);
const last = layers.length;
const FINISHED = layers.map((_, index) => index);

/** A scan that has read some of its layers, and never the last one. */
function tracker(finished: readonly number[] = FINISHED): ProgressTracker {
  const scan = new ProgressTracker(0);
  const stated = layers.map(({ diffId }, index) => ({ index, diffId, size: 10 }));
  scan.add({ kind: 'image', imageId, layers: [...stated, { index: last, diffId: null, size: 10 }] }, 1);
  for (const index of finished) scan.add({ kind: 'layer', index, state: 'done', bytesIn: 1, total: 1, entries: 3 }, 2);
  return scan;
}

function contextOf(scan: ProgressTracker, store: Store): EngineContext {
  const scanOf = (id: string) =>
    id === imageId ? { jobId: 'job', progress: scan.view(), ...scan.known() } : undefined;
  return { store, config: configSchema.parse({}), runner: { scanOf } } as unknown as EngineContext;
}

const STATUS = 'var/lib/dpkg/status';
const record = (name: string, version: string, layer: number): SoFarRow => ({
  key: null,
  type: 'deb',
  name,
  version,
  layer,
  path: STATUS,
});

let folder: Awaited<ReturnType<typeof tempFolder>>;
/** Has what a scan stores of the image's layers. */
let store: Store;

beforeAll(async () => {
  folder = await tempFolder();
  const dataDir = join(folder.path, 'data');
  const engine = await openEngine({ dataDir, config: configSchema.parse({ jobs: 1 }) });
  await scanned(engine, await saveImage(folder.path, spec));
  await engine.close();
  store = await openStore(dataDir);
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe('packages of an image that is scanned', () => {
  const left: SoFarRow = {
    key: null,
    type: 'npm',
    name: 'left',
    version: '1.0.0',
    layer: 2,
    path: 'app/node_modules/left/package.json',
  };

  it('are what files of finished layers state, by name, each with the lowest layer that states it', async () => {
    const upper = [record('bash', '4', 3), record('dash', '1', 3)];
    expect(await rowsSoFar(contextOf(tracker([0, 1, 3]), store), imageId, 9)).toEqual({
      counted: false,
      total: 2,
      rows: upper,
    });
    const all = [record('bash', '4', 2), record('dash', '1', 3), left, record('zsh', '5', 2)];
    const context = contextOf(tracker(), store);
    expect(await rowsSoFar(context, imageId, 9)).toEqual({ counted: false, total: 4, rows: all });
    expect(await rowsSoFar(context, imageId, 1)).toEqual({ counted: false, total: 4, rows: all.slice(0, 1) });
  });

  it('are those of the merged image as soon as these are known', async () => {
    const scan = tracker();
    const component = (name: string, removed: number | null): Component =>
      ({
        key: `key-${name}`,
        type: 'deb',
        name,
        version: '1',
        layers: { introduced: 0, removed },
      }) as unknown as Component;
    const found = { distro: null, byType: {}, introduced: [], removed: [], fileCounts: {}, notes: [], complete: true };
    scan.add({ kind: 'found', found, components: [component('zsh', null), component('bash', 1)] }, 4);
    expect(await rowsSoFar(contextOf(scan, store), imageId, 9)).toEqual({
      counted: true,
      total: 1,
      rows: [{ ...record('zsh', '1', 0), key: 'key-zsh', path: null }],
    });
  });

  it('are read once for each layer of a scan', async () => {
    let reads = 0;
    const findLayer: Store['reader']['findLayer'] = (diffId) => {
      reads++;
      return store.reader.findLayer(diffId);
    };
    const counting = { dataDir: store.dataDir, blobs: store.blobs, reader: { findLayer } } as unknown as Store;
    const scan = tracker([2]);
    const context = contextOf(scan, counting);
    await Promise.all([rowsSoFar(context, imageId, 1), linksSoFar(context, imageId, 0, 1)]);
    expect(reads).toBe(1);
    scan.add({ kind: 'layer', index: 3, state: 'done', bytesIn: 1, total: 1, entries: 3 }, 3);
    await kindsSoFar(context, imageId);
    expect(reads).toBe(2);
  });

  it('are none where no such scan runs', async () => {
    await expect(rowsSoFar(contextOf(tracker(), store), layers[0]!.diffId as never, 1)).rejects.toThrow(
      'Cannot find a running scan',
    );
  });
});

describe('links of an image that is scanned', () => {
  it('are what executables of finished layers need by name, page by page', async () => {
    const context = contextOf(tracker(), store);
    const tool = {
      layer: 2,
      path: 'usr/bin/tool',
      kind: 'elf',
      needed: ['libtool.so.1', 'libc.so.6'],
      interp,
      searched: [],
    };
    const page = await linksSoFar(context, imageId, 0, 2);
    expect(page).toEqual({
      total: 3,
      rows: [
        tool,
        {
          layer: 3,
          path: 'srv/every.exe',
          kind: 'pe',
          needed: ['KERNEL32.dll', 'WS2_32.dll', 'caf\\xe9.dll'],
          interp: null,
          searched: [],
        },
      ],
    });
    expect(await linksSoFar(context, imageId, 2, 2)).toEqual({
      total: 3,
      rows: [{ layer: 3, path: 'usr/bin/another', kind: 'elf', needed: ['libc.so.6'], interp: null, searched: [] }],
    });
    expect((await linksSoFar(contextOf(tracker([0, 3]), store), imageId, 0, 9)).total).toBe(2);
  });
});

it('what is kept of a layer has a bound, and says when there was more', async () => {
  const analyzers = statingAnalyzers(enabledAnalyzers(configSchema.parse({})));
  const read = (most?: number) => readFinishedLayer(store, analyzers, layers[2]!.diffId, most);
  expect(await read()).toMatchObject({ packages: { length: 3 }, more: { packages: false, links: false } });
  expect(await read(3)).toMatchObject({ packages: { length: 3 }, more: { packages: false, links: false } });
  expect(await read(2)).toMatchObject({ packages: { length: 2 }, more: { packages: true, links: false } });
  expect(await read(0)).toMatchObject({ packages: [], links: [], more: { packages: true, links: true } });
});

describe('kinds of what finished layers hold', () => {
  it('are counted by layer, most first', async () => {
    expect(await kindsSoFar(contextOf(tracker([3, 2, 0]), store), imageId)).toEqual([
      { layer: 0, packages: [], programs: [] },
      {
        layer: 2,
        packages: [
          { type: 'deb', count: 2 },
          { type: 'npm', count: 1 },
        ],
        programs: [{ kind: 'elf', count: 2 }],
      },
      {
        layer: 3,
        packages: [{ type: 'deb', count: 2 }],
        programs: [
          { kind: 'elf', count: 1 },
          { kind: 'pe', count: 1 },
        ],
      },
    ]);
  });
});

describe('the start of an image that is scanned', () => {
  it('is open until it is traced, and then as the scan has it', async () => {
    const scan = tracker();
    const none = { findImage: () => Promise.resolve(undefined) };
    const starts = new StartService(contextOf(scan, { reader: none } as unknown as Store));
    expect(await starts.trace(imageId)).toBe(null);
    const trace = { hops: [], outcome: 'resolved' } as unknown as EntryTrace;
    scan.add({ kind: 'traced', trace }, 5);
    expect(await starts.trace(imageId)).toBe(trace);
  });
});

describe('entries of a finished layer', () => {
  it('are those of its own archive, page by page, with what it removes', async () => {
    const context = contextOf(tracker(), store);
    expect(await layerEntries(context, imageId, 0, 0, 2)).toEqual({
      total: 3,
      rows: [
        { path: 'srv', type: 'dir', size: null },
        { path: 'srv/a', type: 'file', size: 3 },
      ],
    });
    expect((await layerEntries(context, imageId, 0, 2, 2)).rows).toEqual([
      { path: 'srv/b', type: 'symlink', size: null },
    ]);
    expect((await layerEntries(context, imageId, 1, 0, 9)).rows).toEqual([
      { path: 'srv/a', type: 'whiteout', size: null },
      { path: 'srv', type: 'opaque', size: null },
      { path: 'srv/c', type: 'file', size: 2 },
    ]);
  });

  it('are open for a layer that is not read, or that the image does not name', async () => {
    expect(await layerEntries(contextOf(tracker(), store), imageId, last, 0, 9)).toEqual({ total: null, rows: [] });
    expect(await layerEntries(contextOf(tracker(), store), imageId, 7, 0, 9)).toEqual({ total: null, rows: [] });
  });
});

it('are read of a database of several files before the scan itself has read it', async () => {
  await using place = await tempFolder();
  const insert = (db: Database.Database, name: string) =>
    db.prepare('INSERT INTO Packages (blob) VALUES (?)').run(madePackage({ name }));
  const { files } = writeSqlite(
    (path) => new Database(path),
    (db) => {
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)');
      insert(db, 'written');
      db.pragma('wal_checkpoint(TRUNCATE)');
      insert(db, 'logged');
    },
  );
  const database = 'var/lib/rpm/rpmdb.sqlite';
  const rpm = { layers: [{ entries: [file(database, files.database), file(`${database}-wal`, files.wal)] }] };
  const path = await saveImage(place.path, rpm);
  const config = configSchema.parse({ jobs: 1 });
  await using stored = await openStore(join(place.path, 'data'));
  const running = new ProgressTracker(0);
  const stop = new AbortController();
  // Ends as soon as the layer is finished: nothing is merged.
  const progress = (event: ScanEvent): void => {
    running.add(event, 1);
    if (event.kind === 'layer' && event.state === 'done') stop.abort();
  };
  const context = { store: stored, config, clock: systemClock, progress, signal: stop.signal };
  await expect(runScan(path, {}, context)).rejects.toThrow();
  const scanOf = () => ({ jobId: 'job', progress: running.view(), ...running.known() });
  const { rows } = await rowsSoFar(
    { store: stored, config, runner: { scanOf } } as unknown as EngineContext,
    image(rpm).imageId,
    9,
  );
  expect(rows).toEqual(
    ['logged', 'written'].map((name) => ({ ...record(name, '1-2', 0), type: 'rpm', path: database })),
  );
});

it('records are what the scan then finds, with what a layer above takes away', async () => {
  await using place = await tempFolder();
  const dataDir = join(place.path, 'data');
  const every = { layers: everyTypeLayers().map((entries) => ({ entries })) };
  const built = image(every);
  const path = await saveImage(place.path, every);
  const config = configSchema.parse({ jobs: 1 });
  await using stored = await openStore(dataDir);
  const scan = new ProgressTracker(0);
  const progress = (event: ScanEvent): void => {
    // As it is before the layers are merged.
    if (event.kind !== 'found') scan.add(event, 1);
  };
  await runScan(path, {}, { store: stored, config, clock: systemClock, progress });
  const running = { jobId: 'job', progress: scan.view(), ...scan.known() };
  const context = { store: stored, config, runner: { scanOf: () => running } } as unknown as EngineContext;
  const { rows } = await rowsSoFar(context, built.imageId, 1000);
  const named = (all: readonly Pick<SoFarRow, 'type' | 'name' | 'version'>[]): string[] =>
    [...new Set(all.map(({ type, name, version }) => `${type} ${name} ${version}`))].sort();
  const components = await stored.reader.listComponents(built.imageId);
  expect(named(rows)).toEqual(named(components.filter(({ type }) => type !== 'bin')));
  expect(rows.find(({ name }) => name === 'g:inner')?.path).toBe('srv/outer.war!/WEB-INF/lib/inner.jar');
});
