import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveImage, scanned } from '#engine/testing/scanned-image.ts';
import { file } from '#engine/testing/tar.ts';
import { EXPORT_FORMATS, type ExportFormat } from '#shared/model/export.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { ask, connect, ownHeaders, startTestConsole, type TestConsole } from './testing/console.ts';

let running: TestConsole;
let imageId: ImageId;
let link: ReturnType<typeof connect>;

beforeAll(async () => {
  running = await startTestConsole();
  const { result } = await scanned(running.engine, await saveImage(running.folder));
  imageId = result!.imageId;
  link = connect(running.server, running.server.token);
});
afterAll(async () => {
  link[Symbol.dispose]();
  await running[Symbol.asyncDispose]();
});

const bytesOf = (id: string, headers: Record<string, string> = {}) =>
  ask(running.server, `/artifacts/${id}`, { headers: { ...ownHeaders(running.server), ...headers } });

describe('an export', () => {
  it.for<[format: ExportFormat, fileName: string, schema: string]>([
    ['cdx-json', 'small-1.inventory.cdx.json', 'http://cyclonedx.org/schema/bom-1.7.schema.json'],
    ['cdx-pb', 'small-1.inventory.cdx.pb', 'bom-1.7.proto'],
    ['spdx-json', 'small-1.inventory.spdx3.json', 'https://spdx.org/schema/3.0.1/spdx-json-schema.json'],
    ['bom-index', 'small-1.inventory.bom-index.bin', 'bom-index'],
    ['spdx23-json', 'small-1.inventory.spdx.json', 'http://spdx.org/rdf/terms/2.3'],
    ['cdx16-json', 'small-1.inventory.cdx16.json', 'http://cyclonedx.org/schema/bom-1.6.schema.json'],
  ])('as %s is what its digest says', async ([format, fileName, schema]) => {
    const made = await link.api.export.make.mutate({ imageId, format });
    expect(made).toMatchObject({ fileName, components: 3, schema, identical: true, complete: true });
    const { status, body, headers } = await bytesOf(made.id);
    expect([status, body.length, headers['content-type']]).toEqual([200, made.size, made.mediaType]);
    expect(`sha256:${createHash('sha256').update(body).digest('hex')}`).toBe(made.id);
  });

  it('knows every format', () => {
    expect(EXPORT_FORMATS.length).toBe(6);
  });

  it('is the document that the scan stored', async () => {
    const stored = await link.api.artifacts.list.query({ imageId });
    const scanned = stored.filter(({ path, view }) => !path.startsWith('exports/') && view === 'inventory');
    expect(scanned.length).toBe(3);
    for (const { id, format } of scanned)
      expect((await link.api.export.make.mutate({ imageId, format: format as ExportFormat })).id).toBe(id);
  });

  it('with another name or without proofs is another document, and stands where no other is looked for', async () => {
    const plain = await link.api.export.make.mutate({ imageId, format: 'cdx-json' });
    const named = await link.api.export.make.mutate({ imageId, format: 'cdx-json', name: 'example/small:1' });
    const lean = await link.api.export.make.mutate({ imageId, format: 'cdx-json', profile: 'lean' });
    expect(lean.fileName).toBe('small-1.inventory.lean.cdx.json');
    expect(lean.size).toBeLessThan(plain.size);
    expect(named.identical).toBe(true);
    const document = JSON.parse((await bytesOf(named.id)).body.toString()) as { metadata: { component: object } };
    expect(document.metadata.component).toMatchObject({ name: 'example/small:1' });
    expect((await link.api.export.make.mutate({ imageId, format: 'cdx-json' })).id).toBe(plain.id);
  });

  it('comes in ranges', async () => {
    const { id, size } = await link.api.export.make.mutate({ imageId, format: 'cdx-json' });
    const { status, body, headers } = await bytesOf(id, { range: 'bytes=1-11' });
    expect([status, body.toString(), headers['content-range']]).toEqual([206, '"$schema":"', `bytes 1-11/${size}`]);
    expect((await bytesOf(id, { range: `bytes=${size}-` })).status).toBe(416);
  });

  it('of an image that could not be read completely says so in its name', async () => {
    const layers = [{ entries: [file('var/lib/rpm/rpmdb.sqlite', 'SQLite format 3\0 and no more')] }];
    const path = await saveImage(running.folder, { tags: ['example/broken:1'], layers }, 'broken.tar');
    const { result } = await scanned(running.engine, path);
    const made = await link.api.export.make.mutate({ imageId: result!.imageId, format: 'cdx-json' });
    expect(made).toMatchObject({ fileName: 'broken-1.inventory.partial.cdx.json', complete: false });
    const { compositions } = JSON.parse((await bytesOf(made.id)).body.toString()) as { compositions: object[] };
    expect(compositions).toContainEqual(expect.objectContaining({ aggregate: 'incomplete' }));
  });

  it('of what the start reaches is another document', async () => {
    const made = await link.api.export.make.mutate({ imageId, format: 'cdx-json', view: 'usage' });
    expect(made).toMatchObject({ identical: true, fileName: expect.stringMatching(/\.usage\.cdx\.json$/) });
    const { properties } = JSON.parse((await bytesOf(made.id)).body.toString()) as { properties: object[] };
    expect(properties).toContainEqual({ name: 'stellaops:document:view', value: 'usage' });
  });

  it('is refused of an image that is not there', async () => {
    const asked = link.api.export.make.mutate({ imageId: `sha256:${'0'.repeat(64)}` as ImageId, format: 'cdx-json' });
    await expect(asked).rejects.toMatchObject({
      message: expect.stringMatching(/Cannot find image/),
      data: { reason: 'not-found' },
    });
  });
});
