import { mkdir, rename, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { saveImage, scanned, smallImage } from '#engine/testing/scanned-image.ts';
import { file, hardlink, symlink, whiteout } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Evidence, Locator } from '#shared/model/evidence.ts';
import { EVERYTHING } from '#shared/schema/filter.ts';
import { configSchema, type Engine, openEngine } from '../index.ts';

const BIG = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(20 << 20, 'big')]);

let folder: Awaited<ReturnType<typeof tempFolder>>;
let engine: Engine;

beforeAll(async () => {
  folder = await tempFolder();
  engine = await openEngine({ dataDir: join(folder.path, 'data'), config: configSchema.parse({ jobs: 1 }) });
});

afterAll(async () => {
  await engine.close();
  await folder[Symbol.asyncDispose]();
});

async function scan(path: string): Promise<ImageId> {
  const { result, failure } = await scanned(engine, path);
  expect(failure).toBeNull();
  return result!.imageId;
}

/** Every proof of every component. */
async function proofs(imageId: ImageId): Promise<readonly Evidence[]> {
  const { rows } = await engine.images.components({
    imageId,
    filter: EVERYTHING,
    sort: [],
    at: { offset: 0 },
    limit: 1000,
    facets: false,
  });
  const components = await Promise.all(rows.map(({ key }) => engine.images.component(imageId, key)));
  return components.flatMap(({ evidence }) => evidence);
}

/** What is shown for a locator, with the highlighted bytes as text. */
async function shown(imageId: ImageId, locator: Locator, more: { context?: number; at?: number } = {}) {
  const bytes = await engine.evidence.read({ imageId, locator, context: 16, ...more });
  if (bytes.state === 'evicted') return bytes;
  const window = Buffer.from(bytes.base64, 'base64');
  const marked = bytes.segments.map(({ from, to }) => window.subarray(from, to).toString('latin1'));
  return { ...bytes, text: window.toString('latin1'), marked };
}

describe('the bytes of a proof', () => {
  it('have the hash that is claimed, for each proof of an image', async () => {
    const imageId = await scan(await saveImage(folder.path));
    const evidence = await proofs(imageId);
    expect(evidence.length).toBeGreaterThanOrEqual(3);
    for (const { locator } of evidence) {
      const bytes = await shown(imageId, locator);
      expect(bytes).toMatchObject({ state: 'bytes', sha256: { equal: true, claimed: locator.sha256 } });
      if (bytes.state === 'evicted' || locator.segments.some(({ to }) => to > bytes.window.to)) continue;
      expect(sha256(Buffer.from(bytes.marked.join(''), 'latin1'))).toBe(locator.sha256);
    }
  });

  it('are lines of a database with their numbers, from the kept sources', async () => {
    const imageId = await scan(await saveImage(folder.path));
    const locator = (await proofs(imageId)).find(
      ({ locator }) => locator.kind === 'lines' && locator.segments.some(({ from }) => from > 0),
    )!.locator;
    const bytes = await shown(imageId, locator);
    if (bytes.state === 'evicted') expect.fail(bytes.detail);
    expect(bytes.from).toBe('pack');
    expect(bytes.marked.join('')).toContain('Package: beta');
    expect(bytes.marked.join('')).not.toContain('alpha');
    const all = await shown(imageId, { ...locator, segments: [] }, { context: 100_000 });
    if (all.state === 'evicted') expect.fail(all.detail);
    const lines = all.text.split('\n');
    expect(lines.slice((bytes.lines?.[0]?.from ?? 0) - 1, bytes.lines?.at(-1)?.to).join('\n')).toContain(
      'Package: beta',
    );
    expect(all.text.slice(0, bytes.window.from).split('\n').length).toBe(bytes.firstLine);
  });

  it('are not what is claimed when the locator is wrong', async () => {
    const imageId = await scan(await saveImage(folder.path));
    const [first] = await proofs(imageId);
    const wrong = { ...first!.locator, sha256: sha256('other') };
    expect(await shown(imageId, wrong)).toMatchObject({ sha256: { equal: false, claimed: wrong.sha256 } });
    const far = { ...first!.locator, segments: [{ from: 10_000_000, to: 10_000_010 }] };
    expect(await shown(imageId, far)).toMatchObject({ state: 'bytes', marked: [], sha256: { equal: false } });
  });

  it('can be looked at from anywhere, at most 256 KiB at once', async () => {
    const path = await saveImage(
      folder.path,
      { layers: [{ entries: [file('big', BIG)], compression: 'zstd' }] },
      'big.tar',
    );
    const imageId = await scan(path);
    const [{ locator }] = (await proofs(imageId)) as [Evidence];
    const bytes = await shown(imageId, locator);
    expect(bytes).toMatchObject({
      state: 'bytes',
      from: 'layer',
      size: BIG.length,
      window: { from: 0, to: 256 << 10 },
      segments: [{ from: 0, to: 256 << 10 }],
      cited: [{ from: 0, to: BIG.length }],
      sha256: { equal: true },
    });
    const later = await shown(imageId, locator, { at: 20_000_000, context: 50 });
    expect(later).toMatchObject({
      window: { from: 20_000_000, to: 20_000_100 },
      text: BIG.toString('latin1', 20_000_000, 20_000_100),
    });
    expect(await shown(imageId, locator, { at: BIG.length + 5 })).toMatchObject({ text: '', segments: [] });
    // Too large for memory: in a temporary file that goes with the engine.
    expect(readdirSync(join(folder.path, 'data', 'tmp')).filter((name) => name.endsWith('.evidence')).length).toBe(1);
  });

  it('come with progress when a layer is read again', async () => {
    const path = await saveImage(
      folder.path,
      { layers: [{ entries: [file('tool', BIG.subarray(0, 9 << 20))] }] },
      'again.tar',
    );
    const imageId = await scan(path);
    const [{ locator }] = (await proofs(imageId)) as [Evidence];
    const abort = new AbortController();
    const reading = (async () => {
      for await (const { event } of engine.events.follow(undefined, abort.signal))
        if (event.kind === 'layer-read' && event.done) return event;
      return undefined;
    })();
    await shown(imageId, locator);
    expect(await reading).toMatchObject({ imageId, layerIndex: 0, done: true });
  });

  it.for([
    { name: 'a hard link', path: 'opt/linked' },
    { name: 'a name behind a linked folder', path: 'alias/tool' },
    { name: 'the file itself', path: 'opt/tool' },
  ])('are found through $name', async ({ path }) => {
    const imageId = await scan(
      await saveImage(
        folder.path,
        {
          layers: [
            { entries: [file('opt/tool', BIG.subarray(0, 100)), symlink('alias', 'opt')] },
            { entries: [hardlink('opt/linked', 'opt/tool')] },
          ],
        },
        'links.tar',
      ),
    );
    await using open = await engine.evidence.open(imageId, 1, path);
    expect(Buffer.from(await open.read(0, 200))).toEqual(BIG.subarray(0, 100));
  });

  it("are each layer's own copy", async () => {
    const layers = ['one', 'two'].map((text) => ({ entries: [file('etc/conf.sh', text)] }));
    const imageId = await scan(
      await saveImage(folder.path, { layers: [...layers, { entries: [whiteout('etc/conf.sh')] }] }, 'copies.tar'),
    );
    const read = async (layer: number): Promise<string> => {
      await using open = await engine.evidence.open(imageId, layer, 'etc/conf.sh');
      return Buffer.from(await open.read(0, 10)).toString();
    };
    expect([await read(0), await read(1)]).toEqual(['one', 'two']);
    await expect(read(2)).rejects.toMatchObject({ code: 'not-found' });
    await expect(read(9)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('of a removal are the header of the marker', async () => {
    const removing = { entries: [whiteout('var/lib/dpkg/status')], compression: 'gzip' as const };
    const imageId = await scan(
      await saveImage(folder.path, { layers: [...smallImage.layers, removing] }, 'removed.tar'),
    );
    const removals = (await proofs(imageId)).filter(({ proves }) => proves === 'removal');
    expect(removals.length).toBe(2);
    const bytes = await shown(imageId, removals[0]!.locator);
    expect(bytes).toMatchObject({ state: 'bytes', from: 'layer', sha256: { equal: true }, firstLine: null });
    expect('marked' in bytes && bytes.marked[0]).toContain('.wh.status');
  });

  it('come from an archive that is compressed as a whole', async () => {
    const path = join(folder.path, 'whole.tar.gz');
    await writeFile(path, gzipSync(dockerArchive([image({ ...smallImage, user: 'gz' })], 'hybrid')));
    const imageId = await scan(path);
    const { locator } = (await proofs(imageId)).find(({ source }) => source === 'executable-bytes')!;
    expect(await shown(imageId, locator)).toMatchObject({ state: 'bytes', from: 'layer', sha256: { equal: true } });
  });

  it('come from a folder, as long as it is as it was', async () => {
    const root = join(folder.path, 'root');
    await mkdir(join(root, 'opt'), { recursive: true });
    await writeFile(join(root, 'opt', 'tool'), BIG.subarray(0, 300));
    await writeFile(join(root, 'opt', 'other'), Buffer.concat([BIG.subarray(0, 300), Buffer.from('!')]));
    const imageId = await scan(`dir:${root}`);
    const [tool, other] = (await proofs(imageId)).toSorted((a, b) => (a.locator.path < b.locator.path ? 1 : -1)) as [
      Evidence,
      Evidence,
    ];
    expect(await shown(imageId, tool.locator)).toMatchObject({
      state: 'bytes',
      from: 'folder',
      sha256: { equal: true },
    });
    await writeFile(join(root, 'opt', 'other'), 'changed');
    expect(await shown(imageId, other.locator)).toMatchObject({ state: 'evicted', reason: 'source-changed' });
  });

  it('are gone with their source, but what was kept', async () => {
    const path = await saveImage(folder.path, { ...smallImage, user: 'gone' }, 'gone.tar');
    const imageId = await scan(path);
    await rename(path, `${path}.aside`);
    const states = new Set<string>();
    for (const { source, locator } of await proofs(imageId)) {
      const bytes = await shown(imageId, locator);
      states.add(`${source} ${bytes.state}`);
      if (bytes.state === 'evicted') expect(bytes).toMatchObject({ reason: 'source-gone', sha256: locator.sha256 });
    }
    expect([...states].sort()).toEqual(['executable-bytes evicted', 'os-package-database bytes']);
    await saveImage(folder.path, { ...smallImage, user: 'another' }, 'gone.tar');
    const { locator } = (await proofs(imageId)).find(({ source }) => source === 'executable-bytes')!;
    expect(await shown(imageId, locator)).toMatchObject({ state: 'evicted', reason: 'source-changed' });
  });

  it('in containers that nobody opens yet say so', async () => {
    const imageId = await scan(await saveImage(folder.path));
    const [{ locator }] = (await proofs(imageId)) as [Evidence, ...Evidence[]];
    const inside = { ...locator, container: ['a.zip'] };
    expect(await shown(imageId, inside)).toMatchObject({ state: 'evicted', reason: 'unsupported-container' });
  });
});
