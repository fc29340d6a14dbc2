import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { saveImage, scanned } from '#engine/testing/scanned-image.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import { configSchema } from '../config.ts';
import { openEngine } from './open-engine.ts';

const CYCLONEDX = { format: 'cdx-json', view: 'inventory', profile: 'full', name: null } as const;
const absent = `sha256:${'0'.repeat(64)}`;

async function withImage(config = configSchema.parse({})) {
  const folder = await tempFolder();
  const dataDir = join(folder.path, 'data');
  const engine = await openEngine({ dataDir, config });
  const { result } = await scanned(engine, await saveImage(folder.path));
  const imageId = result?.imageId ?? ('' as ImageId);
  return {
    engine,
    dataDir,
    imageId,
    list: () => engine.images.artifacts(imageId),
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('the documents of an image', () => {
  it('are those of the scan, with their count, name and what is known of writing them again', async () => {
    await using made = await withImage();
    const list = await made.list();
    expect(
      list.map(({ kind, format, view, fileName, components, reEmitted, remakes }) => [
        kind,
        format,
        view,
        fileName,
        components,
        reEmitted,
        remakes,
      ]),
    ).toEqual([
      ['sbom', 'cdx-json', 'inventory', 'small-1.inventory.cdx.json', 3, null, true],
      ['sbom', 'cdx-pb', 'inventory', 'small-1.inventory.cdx.pb', 3, { identical: true, by: 'read-back' }, true],
      ['bom-index', 'bom-index', 'inventory', 'small-1.inventory.bom-index.bin', 3, null, true],
      ['entrytrace.graph', 'entrytrace-json', '', 'small-1.entrytrace.json', null, null, false],
      ['usage', 'usage-json', '', 'small-1.usage.json', null, null, false],
    ]);
    expect(new Set(list.map(({ origin, valid, current, layer }) => `${origin} ${valid} ${current} ${layer}`))).toEqual(
      new Set(['scan true true null']),
    );
    await expect(made.engine.images.artifacts(absent as ImageId)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are listed once: one that was asked for and is that of the scan is the scan’s, and was made twice', async () => {
    await using made = await withImage();
    const { id } = await made.engine.exports.make(made.imageId, CYCLONEDX);
    const named = await made.engine.exports.make(made.imageId, { ...CYCLONEDX, name: 'example/small:1' });
    const rows = (await made.list()).filter(({ format }) => format === 'cdx-json');
    const of = (wanted: Digest) =>
      rows.flatMap(({ id: one, origin, name, components, reEmitted }) =>
        one === wanted ? [{ origin, name, components, reEmitted }] : [],
      );
    const twice = { components: 3, reEmitted: { identical: true, by: 'made-twice' } };
    expect([of(id), of(named.id), rows.length]).toEqual([
      [{ origin: 'scan', name: null, ...twice }],
      [{ origin: 'request', name: 'example/small:1', ...twice }],
      2,
    ]);
  });

  it('of single layers, and what they make up, are among them where the scan made them', async () => {
    await using made = await withImage(configSchema.parse({ emit: { fragments: true } }));
    const rows = (await made.list()).filter(({ kind }) => kind === 'fragment' || kind === 'composition');
    expect(rows.map(({ fileName, layer, components, remakes }) => [fileName, layer, components, remakes])).toEqual([
      ['small-1.composition.json', null, null, false],
      ['small-1.layer-0.sbom.cdx.json', 0, 2, false],
      ['small-1.layer-0.sbom.spdx.json', 0, 2, false],
      ['small-1.layer-1.sbom.cdx.json', 1, 1, false],
      ['small-1.layer-1.sbom.spdx.json', 1, 1, false],
    ]);
  });
});

describe('made again', () => {
  it('is the same under the name that it was made with, and is not stored', async () => {
    await using made = await withImage();
    const named = await made.engine.exports.make(made.imageId, { ...CYCLONEDX, profile: 'lean', name: 'a/b:1' });
    const before = await made.list();
    for (const { id, size, remakes } of before.filter((one) => one.remakes))
      expect([remakes, await made.engine.exports.remake(made.imageId, id)]).toEqual([
        true,
        { id, size, identical: true },
      ]);
    expect(before.find(({ id }) => id === named.id)?.remakes).toBe(true);
    expect(await made.list()).toEqual(before);
  });

  it('is another one once the stored facts are others, and that is said', async () => {
    await using made = await withImage();
    const [row] = await made.list();
    const { id } = row ?? expect.fail('no document');
    using db = new DatabaseSync(join(made.dataDir, 'catalog.db'));
    const [chunk] = db.prepare('SELECT components FROM component_chunks').all() as { components: Uint8Array }[];
    const text = zstdDecompressSync(chunk?.components ?? Buffer.alloc(0)).toString();
    db.prepare('UPDATE component_chunks SET components = ?').run(text.replaceAll('"alpha"', '"gamma"'));
    const again = await made.engine.exports.remake(made.imageId, id);
    expect(again.identical).toBe(false);
    expect(again.id).not.toBe(id);
  });

  it('is refused of what a scan alone makes, and of what is not there', async () => {
    await using made = await withImage();
    const trace = (await made.list()).find(({ kind }) => kind === 'entrytrace.graph') ?? expect.fail('no trace');
    const { exports } = made.engine;
    await expect(exports.remake(made.imageId, trace.id)).rejects.toMatchObject({ code: 'refused' });
    await expect(exports.remake(made.imageId, absent as Digest)).rejects.toMatchObject({ code: 'not-found' });
    await expect(exports.remake(absent as ImageId, trace.id)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('handed out', () => {
  it('lies as a file under its own name, again after somebody removed it, and goes with the engine', async () => {
    await using made = await withImage();
    const [row] = await made.list();
    const { id } = row ?? expect.fail('no document');
    const folder = join(made.dataDir, 'handed-out');
    const path = join(folder, id.slice(7), 'small-1.inventory.cdx.json');
    const sha256 = () => `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
    const both = [made.engine.exports.handOut(made.imageId, id), made.engine.exports.handOut(made.imageId, id)];
    expect(await Promise.all(both)).toEqual([1, 2].map(() => ({ id, fileName: 'small-1.inventory.cdx.json' })));
    expect([sha256(), readdirSync(join(path, '..'))]).toEqual([id, ['small-1.inventory.cdx.json']]);
    rmSync(folder, { recursive: true });
    await made.engine.exports.handOut(made.imageId, id);
    expect(sha256()).toBe(id);
    await expect(made.engine.exports.handOut(made.imageId, absent as Digest)).rejects.toMatchObject({
      code: 'not-found',
    });
    await made.engine.close();
    expect(existsSync(path)).toBe(false);
  });
});
