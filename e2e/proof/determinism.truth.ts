import { mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#engine/ports/clock.ts';
import { configSchema, scan } from '#engine/run/index.ts';
import { openStore, readArtifactBytes, type Store } from '#engine/store/index.ts';
import '#engine/testing/compile-cache.ts';
import {
  archiveOf,
  type BuiltImage,
  type Compression,
  dockerArchive,
  image,
  ociLayout,
  writeFiles,
} from '#engine/testing/image.ts';
import { runCli } from '#engine/testing/run-cli.ts';
import { seededRandom } from '#engine/testing/seeded-random.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { midSizeImage } from './mid-size-image.ts';

/** The same image gives the same bytes (acceptance 5): each time a fresh data folder, whose artifact table is empty before. */
const built = midSizeImage();
const compressed = (compression: Compression): BuiltImage => {
  const again = image({
    layers: built.layers.map(({ tar }) => ({ tar, compression })),
    tags: built.tags,
  });
  return { ...again, config: built.config, imageId: built.imageId, manifest: remanifest(again) };
};

/** The manifest of the recompressed layers around the original config. */
function remanifest(again: BuiltImage): Uint8Array {
  const manifest = JSON.parse(Buffer.from(again.manifest).toString()) as Record<string, unknown>;
  const original = JSON.parse(Buffer.from(built.manifest).toString()) as Record<string, unknown>;
  return Buffer.from(JSON.stringify({ ...manifest, config: original['config'] }));
}

async function documentIn(store: Store): Promise<string> {
  const artifacts = await store.reader.listArtifacts();
  // Three documents, the trace of the start, and what it reaches.
  expect(artifacts).toHaveLength(5);
  const inventory = artifacts.find(({ link }) => link.key.format === 'cdx-json');
  return Buffer.from(await readArtifactBytes(store.blobs, inventory!)).toString();
}

/** Scans in this process with a fresh data folder. @param shuffle seed of the order in which layers get their turn */
async function documentOf(ref: string, { jobs = null as number | null, shuffle = 0 } = {}): Promise<string> {
  await using data = await tempFolder();
  await using store = await openStore(data.path);
  expect(await store.reader.listArtifacts()).toEqual([]);
  const random = seededRandom(shuffle);
  const late = async (): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, shuffle === 0 ? 0 : random() * 200));
  const locks: Store['locks'] = {
    tryAcquire: async (...args) => (await late(), store.locks.tryAcquire(...args)),
    acquire: (...args) => store.locks.acquire(...args),
  };
  const shuffled = new Proxy(store, {
    get: (target, name) => {
      const value: unknown = name === 'locks' ? locks : Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const config = configSchema.parse({ jobs });
  const context = { store: shuffled, config, clock: systemClock, progress: () => undefined };
  const { partial, imageId } = await scan(ref, {}, context);
  expect([partial, imageId]).toEqual([false, built.imageId]);
  return documentIn(store);
}

describe('identical bytes', () => {
  it('whatever holds the image, and however its layers are compressed', async () => {
    await using folder = await tempFolder();
    const put = (name: string, bytes: Uint8Array): string => {
      writeFileSync(join(folder.path, name), bytes);
      return join(folder.path, name);
    };
    writeFiles(join(folder.path, 'layout'), ociLayout([built]));
    const oci = archiveOf(ociLayout([built]));
    const refs = {
      'OCI archive': put('oci.tar', oci),
      'OCI layout': join(folder.path, 'layout'),
      'OCI archive in gzip': put('wrapped', gzipSync(oci, { level: 1 })),
      'OCI archive in zstd': put('wrapped.zst', zstdCompressSync(oci)),
      'docker save': put('classic.tar', dockerArchive([built], 'classic')),
      'docker save since 25': put('hybrid.tar', dockerArchive([built], 'hybrid')),
      'docker save in gzip': put('classic.gz', gzipSync(dockerArchive([built], 'classic'), { level: 1 })),
      'podman save': put('podman.tar', dockerArchive([built], 'podman')),
      'all layers plain': put('plain.tar', archiveOf(ociLayout([compressed('none')]))),
      'all layers gzip': put('gzip.tar', archiveOf(ociLayout([compressed('gzip')]))),
      'all layers zstd': put('zstd.tar', archiveOf(ociLayout([compressed('zstd')]))),
    };
    const expected = await documentOf(refs['OCI archive']);
    expect(JSON.parse(expected)).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.7' });
    for (const [name, ref] of Object.entries(refs)) expect([name, await documentOf(ref)]).toEqual([name, expected]);
  });

  it('whatever the number of threads and the order in which layers finish', async () => {
    await using folder = await tempFolder();
    const ref = join(folder.path, 'image.tar');
    writeFileSync(ref, archiveOf(ociLayout([built])));
    const expected = await documentOf(ref);
    for (const jobs of [1, 2, 4]) expect([jobs, await documentOf(ref, { jobs })]).toEqual([jobs, expected]);
    for (const shuffle of [1, 2, 3, 4])
      expect([shuffle, await documentOf(ref, { jobs: 2, shuffle })]).toEqual([shuffle, expected]);
  });

  it('on the command line: threads, time zone, language, folder, file name', async () => {
    await using folder = await tempFolder();
    const work = join(folder.path, 'a folder\u{e9}');
    mkdirSync(work);
    writeFileSync(join(work, 'image.tar'), archiveOf(ociLayout([built])));
    writeFileSync(join(folder.path, '{strange} \u{4e2d}.bin'), dockerArchive([built], 'podman'));
    const runs = [
      { args: [join(work, 'image.tar')] },
      { args: ['--jobs', '1', join(work, 'image.tar')], env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'C' } },
      {
        args: ['--jobs', '4', 'image.tar'],
        cwd: work,
        env: { TZ: 'America/St_Johns', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
      },
      { args: ['../{strange} \u{4e2d}.bin'], cwd: work, env: { TZ: 'Asia/Kathmandu', LC_ALL: 'ja_JP.UTF-8' } },
    ];
    const documents: string[] = [];
    const others = ['cdx-pb', 'spdx-json', 'bom-index', 'spdx23-json', 'cdx16-json'];
    for (const [n, { args, ...options }] of runs.entries()) {
      const files = others.map((format) => join(folder.path, `${n}.${format}`));
      const outputs = others.flatMap((format, i) => ['-o', `${format}=${files[i]}`]);
      const data = join(folder.path, `data${n}`);
      const run = await runCli(['scan', '--data', data, '-o', 'cdx-json=-', ...outputs, ...args], options);
      expect([run.exitCode, run.stderr]).toEqual([0, expect.any(String)]);
      documents.push(run.stdout);
      for (const [i, format] of others.entries())
        expect([format, readFileSync(files[i]!)]).toEqual([format, readFileSync(join(folder.path, `0.${format}`))]);
    }
    for (const document of documents) expect(document).toBe(documents[0]);
    expect(documents[0]).toBe(await documentOf(join(work, 'image.tar')));
  });

  it('with SOURCE_DATE_EPOCH another time, and nothing else', async () => {
    await using folder = await tempFolder();
    const ref = join(folder.path, 'image.tar');
    writeFileSync(ref, archiveOf(ociLayout([built])));
    const documents = [];
    for (const [n, epoch] of ['', '1000000000', '1000000000'].entries()) {
      const data = join(folder.path, `data${n}`);
      const run = await runCli(['scan', '--data', data, '-o', 'cdx-json=-', ref], {
        env: { SOURCE_DATE_EPOCH: epoch },
      });
      expect(run.exitCode).toBe(0);
      documents.push(run.stdout);
    }
    const [plain, dated, again] = documents.map((text) => JSON.parse(text) as { metadata: { timestamp: string } });
    expect(documents[1]).toBe(documents[2]);
    expect([plain!.metadata.timestamp, dated!.metadata.timestamp]).toEqual([
      '2026-01-02T03:04:05Z',
      '2001-09-09T01:46:40Z',
    ]);
    plain!.metadata.timestamp = again!.metadata.timestamp;
    expect(plain).toEqual(again);
  });
});
