import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerArchive, image, ociLayout, archiveOf } from '#engine/testing/image.ts';
import { ended, saveImage, scanned, smallImage } from '#engine/testing/scanned-image.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { applyJobEvent } from '#shared/model/job-event.ts';
import type { JobView } from '#shared/model/job.ts';
import { EVERYTHING } from '#shared/schema/filter.ts';
import { openStore } from '#engine/store/index.ts';
import { type Engine, type IdentifiedEvent, openEngine, scan, configSchema } from '../index.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let engine: Engine;
const dataDir = (): string => join(folder.path, 'data');
/** One worker: its start is what takes time here. */
const config = configSchema.parse({ jobs: 1 });
const open = (): Promise<Engine> => openEngine({ dataDir: dataDir(), config, watchEveryMs: 20 });

beforeEach(async () => {
  folder = await tempFolder();
  engine = await open();
});

afterEach(async () => {
  await engine.close();
  await folder[Symbol.asyncDispose]();
});

/** Collects events until one fits. */
async function until(
  which: (event: IdentifiedEvent['event']) => boolean,
  since?: string,
): Promise<readonly IdentifiedEvent[]> {
  const seen: IdentifiedEvent[] = [];
  const abort = new AbortController();
  for await (const one of engine.events.follow(since, abort.signal)) {
    seen.push(one);
    if (which(one.event)) break;
  }
  return seen;
}

const isDone = (event: IdentifiedEvent['event']): boolean => event.kind === 'job' && event.job.status === 'done';

describe('a scan', () => {
  it('tells everything that happens, and tells it again to who comes later', async () => {
    const path = await saveImage(folder.path);
    const watching = until(isDone);
    const { jobId } = await engine.scans.start({ source: { path } });
    const seen = (await watching).filter(({ event }) => event.kind !== 'heartbeat');
    const list = (events: readonly IdentifiedEvent[]): readonly JobView[] =>
      events.reduce<readonly JobView[]>((jobs, { event }) => applyJobEvent(jobs, event), []);
    const [job] = list(seen);
    expect(job).toMatchObject({
      id: jobId,
      status: 'done',
      title: 'image.tar',
      path,
      failure: null,
      result: { imageId: image(smallImage).imageId, partial: false, components: 3 },
      progress: { counters: { layersDone: 2, layersTotal: 2 } },
    });
    expect(job?.progress?.stages.map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => 'done'));
    expect(job?.progress?.layers.map(({ index, state, cached }) => [index, state, cached])).toEqual([
      [0, 'done', false],
      [1, 'done', false],
    ]);
    // Finished layers keep their counts.
    expect(job?.progress?.layers.map(({ entries }) => entries)).toEqual(
      smallImage.layers.map(({ entries }) => entries?.length),
    );
    // Numbers without a gap, and the same events again after any of them.
    const sequences = seen.map(({ event }) => event.sequence);
    expect(sequences).toEqual(sequences.map((_, i) => (sequences[0] ?? 0) + i));
    const middle = seen[Math.floor(seen.length / 2)];
    const again = (await until(isDone, middle?.id)).filter(({ event }) => event.kind !== 'heartbeat');
    expect(again.map(({ id }) => id)).toEqual(seen.slice(seen.indexOf(middle!) + 1).map(({ id }) => id));
    expect(list([{ id: '', event: { ...seen[0]!.event } }, ...seen.slice(1)])).toEqual(list(seen));
    expect(await engine.scans.get(jobId)).toEqual(job);
  });

  it('again is the same job, with layers that are known', async () => {
    const path = await saveImage(folder.path);
    const first = await scanned(engine, path);
    const second = await scanned(engine, path);
    expect(second.id).toBe(first.id);
    const overview = await engine.images.overview(first.result!.imageId);
    expect(overview.layers.map(({ cached }) => cached)).not.toContain(false);
    await writeFile(path, dockerArchive([image({ ...smallImage, tags: ['example/other:1'] })], 'hybrid'));
    expect((await scanned(engine, path)).id).not.toBe(first.id);
  });

  it.for([
    { name: 'nothing there', content: undefined, code: 'not-found' },
    { name: 'no image', content: 'no tar', code: 'not-an-image' },
  ])('of $name fails with a reason that stays', async ({ content, code }) => {
    const path = join(folder.path, 'broken.tar');
    if (content !== undefined) await writeFile(path, content);
    const { id, failure } = await scanned(engine, path);
    expect(failure).toMatchObject({ code, choices: [] });
    await engine.close();
    engine = await open();
    expect((await engine.scans.get(id)).failure).toEqual(failure);
    expect(await engine.scans.retry(id)).toBe(true);
    expect((await ended(engine, id)).failure?.code).toBe(code);
  });

  it('that waits can be cancelled, and queued again', async () => {
    const { jobId: first } = await engine.scans.start({ source: { path: await saveImage(folder.path) } });
    const { jobId } = await engine.scans.start({ source: { path: await saveImage(folder.path, smallImage, 'b.tar') } });
    expect(await engine.scans.cancel(jobId)).toBe(true);
    expect((await ended(engine, jobId)).status).toBe('cancelled');
    expect(await engine.scans.cancel(jobId)).toBe(false);
    expect((await ended(engine, first)).status).toBe('done');
    expect(await engine.scans.retry(jobId)).toBe(true);
    expect((await ended(engine, jobId)).status).toBe('done');
  });

  it('that has ended is taken off the list; its image stays', async () => {
    const { id } = await scanned(engine, await saveImage(folder.path));
    const told = until((event) => event.kind === 'cleared');
    expect(await engine.scans.clear([id, 'nobody'])).toEqual([id]);
    const events = await told;
    expect(events.reduce<readonly JobView[]>((jobs, { event }) => applyJobEvent(jobs, event), [])).toEqual([]);
    expect(await engine.scans.list()).toEqual([]);
    expect((await engine.library.list()).images).toHaveLength(1);
  });

  it('that runs is cancelled at once', async () => {
    const big = { layers: [{ compression: 'gzip' as const, entries: [file('zeros', Buffer.alloc(150 << 20))] }] };
    const path = await saveImage(folder.path, big);
    const reading = until(
      (event) => event.kind === 'progress' && event.layers.some(({ state }) => state === 'reading'),
    );
    const { jobId } = await engine.scans.start({ source: { path } });
    await reading;
    const started = performance.now();
    expect(await engine.scans.cancel(jobId)).toBe(true);
    // A bound far above what it takes, far below what the scan would.
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await engine.scans.get(jobId)).toMatchObject({ status: 'cancelled', failure: null, here: false });
    expect((await engine.library.list()).images).toEqual([]);
  });

  it('that was running when the engine closed goes on with the next one', async () => {
    const path = await saveImage(folder.path);
    const { jobId } = await engine.scans.start({ source: { path } });
    await engine.close();
    const store = await openStore(dataDir());
    const [job] = await store.queue.list();
    await store.close();
    engine = await open();
    expect(['queued', 'done']).toContain(job?.state);
    expect((await ended(engine, jobId)).status).toBe('done');
  });

  it('whose process was killed goes on in the next one', { timeout: 60_000 }, async () => {
    const path = await saveImage(folder.path);
    await engine.close();
    const code = `import { openEngine } from '#engine/run/index.ts';
      const engine = await openEngine({ dataDir: ${JSON.stringify(dataDir())}, scans: 0 });
      const { jobId } = await engine.scans.start({ source: { path: ${JSON.stringify(path)} } });
      const { openStore, processToken } = await import('#engine/store/index.ts');
      const store = await openStore(${JSON.stringify(dataDir())});
      await store.queue.lease({ worker: processToken + '-scan', durationMs: 3600000 });
      console.log(jobId);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: join(import.meta.dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [jobId] = (await once(createInterface(child.stdout), 'line')) as [string];
    engine = await open();
    expect(await engine.scans.get(jobId)).toMatchObject({ status: 'running', here: false });
    await expect(engine.scans.cancel(jobId)).rejects.toMatchObject({ code: 'refused' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await engine.close();
    engine = await open();
    expect(await ended(engine, jobId)).toMatchObject({ status: 'done', attempt: 2 });
  });
});

describe('preflight', () => {
  it('names the images of an archive, and which are known', async () => {
    const other = { ...smallImage, tags: ['example/other:2'], env: ['A=1'] };
    const path = join(folder.path, 'two.tar');
    await writeFile(path, archiveOf(ociLayout([image(smallImage), image(other)])));
    await scanned(engine, await saveImage(folder.path));
    const found = await engine.scans.preflight({ path });
    const host = process.arch === 'x64';
    expect(found).toMatchObject({
      kind: 'images',
      choices: [
        { tags: ['example/small:1'], imageId: image(smallImage).imageId, known: true, host },
        { tags: ['example/other:2'], imageId: image(other).imageId, known: false, host },
      ],
    });
    const { jobId } = await engine.scans.start({ source: { path } });
    const job = await ended(engine, jobId);
    expect(job.failure).toMatchObject({ code: 'ambiguous', choices: [{ positions: [0] }, { positions: [1] }] });
    const chosen = await engine.scans.start({ source: { path }, image: '@1' });
    expect((await ended(engine, chosen.jobId)).result?.imageId).toBe(image(other).imageId);
  });

  it.for([
    { name: 'nothing', path: 'none', want: { kind: 'refused', code: 'not-found' } },
    { name: 'a registry', path: 'docker://example/x', want: { kind: 'refused', code: 'would-need-network' } },
    { name: 'a folder', path: '.', want: { kind: 'directory' } },
  ])('of $name', async ({ path, want }) => {
    const source = { path: path.includes(':') ? path : join(folder.path, path) };
    expect(await engine.scans.preflight(source)).toMatchObject(want);
  });
});

describe('the library', () => {
  it('sees what another process scans and removes', async () => {
    const path = await saveImage(folder.path);
    const changed = until((event) => event.kind === 'library');
    await using store = await openStore(dataDir());
    const context = {
      store,
      config: configSchema.parse({}),
      clock: { now: () => 1_700_000_000_000 },
      progress: () => undefined,
    };
    await scan(path, {}, context);
    await changed;
    const { generation, images } = await engine.library.list();
    expect(images).toEqual([
      {
        imageId: image(smallImage).imageId,
        tags: ['example/small:1'],
        platform: { os: 'linux', architecture: 'amd64' },
        distro: null,
        layers: 2,
        components: 3,
        complete: true,
        scannedAtMs: images[0]?.scannedAtMs,
        source: { kind: 'docker-archive', name: 'image.tar', path },
        digests: images[0]?.digests,
      },
    ]);
    expect(await engine.library.remove(images[0]!.imageId)).toBe(true);
    expect((await engine.library.list()).generation).not.toBe(generation);
    expect((await engine.library.collect(false)).dryRun).toBe(false);
  });
});

describe('an image', () => {
  it('has an overview, with what each layer brought', async () => {
    const spec = { ...smallImage, entrypoint: ['/opt/tool'], env: ['A=1'], created: '2026-01-02T03:04:05Z' };
    const { result } = await scanned(engine, await saveImage(folder.path, spec));
    const overview = await engine.images.overview(result!.imageId);
    expect(overview).toMatchObject({
      created: '2026-01-02T03:04:05Z',
      entrypoint: ['/opt/tool'],
      env: ['A=1'],
      componentCounts: [
        { type: 'deb', count: 2 },
        { type: 'bin', count: 1 },
      ],
      removedComponents: 0,
      history: [
        { createdBy: 'ADD rootfs /', layer: 0 },
        { createdBy: 'COPY tool /opt/tool', layer: 1 },
      ],
      outdated: false,
    });
    const [base, top] = image(spec).layers;
    expect(overview.layers).toMatchObject([
      {
        index: 0,
        diffId: base?.diffId,
        size: base?.blob.length,
        uncompressedSize: base?.tar.length,
        entries: 3,
        cached: false,
        components: { introduced: 2, removed: 0 },
      },
      {
        index: 1,
        diffId: top?.diffId,
        size: top?.blob.length,
        uncompressedSize: top?.tar.length,
        entries: 1,
        cached: false,
        components: { introduced: 1, removed: 0 },
      },
    ]);
    expect(await engine.images.layerFiles(result!.imageId)).toEqual([
      { index: 0, introduced: 3, modified: 0, removed: 0 },
      { index: 1, introduced: 1, modified: 0, removed: 0 },
    ]);
    const documents = await engine.images.artifacts(result!.imageId);
    expect(documents).toMatchObject([
      { kind: 'sbom', format: 'cdx-json', valid: true },
      { kind: 'sbom', format: 'cdx-pb', valid: true },
      { kind: 'bom-index', format: 'bom-index', valid: true },
      { kind: 'entrytrace.graph', format: 'entrytrace-json', valid: true },
      { kind: 'usage', format: 'usage-json', valid: true },
    ]);
    const { bytes, name } = await engine.images.artifact(documents[0]!.id);
    expect([bytes.byteLength, name]).toEqual([documents[0]?.size, 'inventory.cdx.json']);
  });

  it('has components, their files, folders and paths', async () => {
    const { result } = await scanned(engine, await saveImage(folder.path));
    const { imageId } = result!;
    const window = await engine.images.components({
      imageId,
      filter: EVERYTHING,
      sort: [{ by: 'name', descending: false }],
      at: { offset: 0 },
      limit: 10,
      facets: true,
    });
    expect(window.rows.map(({ name, version }) => [name, version])).toEqual([
      ['alpha', '1.0'],
      ['beta', '2:2.0-1'],
      ['tool', null],
    ]);
    const alpha = window.rows[0]!.key;
    expect(await engine.images.component(imageId, alpha)).toMatchObject({
      name: 'alpha',
      fileCount: 1,
      missingFileCount: 1,
    });
    expect((await engine.images.ownedFiles(imageId, alpha, 0, 10)).rows).toMatchObject([
      { path: 'etc/alpha.conf', missing: false, type: 'file', size: 12, layer: 0 },
      { path: 'etc/gone.conf', missing: true, type: null, size: null, layer: null },
    ]);
    const root = await engine.images.directory(imageId, '', 0, 10);
    expect(root.rows.map(({ name, type, children }) => [name, type, children])).toEqual([
      ['etc', 'dir', 1],
      ['opt', 'dir', 1],
      ['var', 'dir', 1],
    ]);
    expect(await engine.images.path(imageId, '/etc/alpha.conf')).toMatchObject({
      path: 'etc/alpha.conf',
      file: { size: 12 },
      removed: null,
      history: [{ layer: 0, what: 'file', size: 12 }],
      components: [{ key: alpha, relation: 'owns' }],
    });
    for (const ask of [
      engine.images.component(imageId, 'none'),
      engine.images.directory(imageId, 'none', 0, 1),
      engine.images.directory(imageId, '../..', 0, 1),
      engine.images.path(imageId, 'none'),
    ])
      await expect(ask).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('settings', () => {
  it('outlive the engine', async () => {
    await engine.settings.set('theme', '"dark"');
    await engine.settings.set('columns', '[]');
    await engine.settings.set('columns', null);
    await engine.close();
    engine = await open();
    expect(await engine.settings.get()).toEqual({ theme: '"dark"' });
  });
});

describe('an upload', () => {
  async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
  }

  it('is scanned under its own name, and its proofs can be read while the engine runs', async () => {
    const bytes = dockerArchive([image(smallImage)], 'hybrid');
    const { uploadId } = await engine.uploads.receive('my image.tar', bytes.length, chunks(bytes));
    const { jobId } = await engine.scans.start({ source: { uploadId } });
    const job = await ended(engine, jobId);
    expect(job).toMatchObject({ title: 'my image.tar', path: null, status: 'done' });
    const { imageId } = job.result!;
    expect((await engine.library.get(imageId)).source).toEqual({
      kind: 'docker-archive',
      name: 'my image.tar',
      path: null,
    });
    // Between the end of a scan and the note of its name nobody sees where the upload lies.
    await using store = await openStore(dataDir());
    await store.writer.setSetting(`source-name.${imageId}`, null);
    expect((await engine.library.get(imageId)).source).toMatchObject({ name: 'my image.tar', path: null });
    await using open = await engine.evidence.open(imageId, 1, 'opt/tool');
    expect(open.size).toBe(5007);
    expect(await engine.uploads.discard(uploadId)).toBe(true);
    await expect(engine.scans.start({ source: { uploadId } })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is kept while a job waits for it', async () => {
    const bytes = dockerArchive([image(smallImage)]);
    await engine.close();
    // It scans nothing, so what is asked for waits.
    engine = await openEngine({ dataDir: dataDir(), scans: 0 });
    const { uploadId } = await engine.uploads.receive('waits.tar', bytes.length, chunks(bytes));
    const { jobId } = await engine.scans.start({ source: { uploadId } });
    expect(await engine.uploads.discard(uploadId)).toBe(false);
    expect(await engine.scans.cancel(jobId)).toBe(true);
    expect(await engine.uploads.discard(uploadId)).toBe(true);
  });

  it('with fewer or more bytes than announced is refused', async () => {
    for (const size of [99, 101])
      await expect(engine.uploads.receive('x', size, chunks(Buffer.alloc(100)))).rejects.toMatchObject({
        code: 'refused',
      });
  });
});

describe('files of proofs', () => {
  it('are told apart when their source has changed or gone', async () => {
    const path = await saveImage(folder.path);
    const { result } = await scanned(engine, path);
    const { imageId } = result!;
    await engine.close();
    engine = await open();
    const aside = `${path}.aside`;
    await rename(path, aside);
    await expect(engine.evidence.open(imageId, 1, 'opt/tool')).rejects.toThrow(/find/);
    await saveImage(folder.path, { ...smallImage, env: ['OTHER=1'] });
    await expect(engine.evidence.open(imageId, 1, 'opt/tool')).rejects.toMatchObject({ code: 'not-found' });
    await rm(path);
    await rename(aside, path);
    await appendFile(path, '');
    await using file = await engine.evidence.open(imageId, 1, 'opt/tool');
    expect(Buffer.from(await file.read(0, 4)).toString('latin1')).toBe('\x7fELF');
  });
});
