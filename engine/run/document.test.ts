import type { DocumentUsage } from '#engine/emit/options.ts';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listBlobs } from '#engine/store/blobs/list-blobs.ts';
import { dataFolder } from '#engine/store/data-folder.ts';
import { openStore, readArtifactBytes } from '#engine/store/index.ts';
import { componentOf, imageIdOf } from '#engine/testing/scan-commit.ts';
import { systemClock } from '#engine/ports/clock.ts';
import { SAMPLE_FILE } from '#engine/testing/sample-image.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { type DiffId, digestOf, type ImageId } from '#shared/model/digest.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { Component } from '#shared/model/component.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { configSchema } from './config.ts';
import { inventoryKeys, makeInventory, remakeDocument } from './document.ts';
import type { DocumentFormat } from './formats.ts';
import { scan } from './scan.ts';

const LAYER = { index: 0, diffId: digestOf(sha256('layer')) as DiffId, createdBy: null };

const graphOf = (...components: Component[]): ImageGraph => ({
  imageId: imageIdOf('x'),
  config: null,
  layers: [LAYER],
  distro: null,
  components,
  fileCounts: {},
  diagnostics: [],
  complete: true,
});
const config = configSchema.parse({});
const USAGE: DocumentUsage = {
  entrypoint: ['app'],
  outcome: 'resolved',
  counts: { reached: 0, notReached: 1, possible: 0, open: 0 },
  proofOf: () => [],
};
const keys = inventoryKeys(imageIdOf('x'), 'sha256:set', config, []);

it.for([
  ['two components under one reference', graphOf(componentOf('a'), componentOf('a'))],
  ['a licence that is no text', graphOf(componentOf('a', { licences: [{ text: 7 as never, spdx: null }] }))],
  ['a component without a name', graphOf(componentOf('a', { name: undefined as never }))],
] as const)('stores no document with %s', async ([, graph]) => {
  await using folder = await tempFolder();
  const data = join(folder.path, 'data');
  await using store = await openStore(data);
  await expect(makeInventory(store, graph, keys, config, USAGE)).rejects.toThrow(
    /Cannot store the inventory as cdx-json: it is not valid/,
  );
  expect(await listBlobs(dataFolder(data))).toEqual([]);
});

it('leaves out what a later layer removed', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(join(folder.path, 'data'));
  const gone = { layers: { introduced: 0, recordWritten: 0, lastModified: 0, removed: 1 } };
  const layers = [LAYER, { ...LAYER, index: 1 }];
  const graph = { ...graphOf(componentOf('a'), componentOf('b', gone)), layers };
  const made = await makeInventory(store, graph, keys, config, USAGE);
  const only = await makeInventory(store, { ...graph, components: [componentOf('a')] }, keys, config, USAGE);
  expect(made.map(({ artifact }) => artifact.artifactId)).toEqual(only.map(({ artifact }) => artifact.artifactId));
  expect(made.map(({ path }) => path.replace(imageIdOf('x'), 'ID'))).toEqual([
    'images/ID/inventory.cdx.json.zst',
    'images/ID/inventory.cdx.pb.zst',
    'indexes/ID/bom-index.bin.zst',
  ]);
  expect(made.map(({ artifact }) => artifact.validation)).toMatchObject([
    { valid: true },
    { valid: true, reEmitted: true, lossy: ['$schema', 'bomFormat', 'component.version when it is empty'] },
    { valid: true },
  ]);
});

it('keeps what could not be read, and options, apart in the key', () => {
  const named = configSchema.parse({ emit: { name: 'x' } });
  const keys = [
    inventoryKeys(imageIdOf('x'), 's', config, []),
    inventoryKeys(imageIdOf('x'), 's', named, []),
    inventoryKeys(imageIdOf('x'), 's', config, ['lost']),
    inventoryKeys(imageIdOf('x'), 't', config, []),
    inventoryKeys(imageIdOf('y'), 's', config, []),
  ].map((one) => JSON.stringify(one));
  expect(new Set(keys).size).toBe(keys.length);
});

it('documents made from the stored graph are those that the scan stored', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(join(folder.path, 'data'));
  const progress = (): void => undefined;
  const { imageId } = await scan(SAMPLE_FILE, {}, { store, config, clock: systemClock, progress });
  const all = await store.reader.listArtifacts({ imageId: imageId as ImageId });
  const artifacts = all.filter(({ link }) => link.key.view === 'inventory');
  expect(artifacts.map(({ link }) => link.key.format).sort()).toEqual(['bom-index', 'cdx-json', 'cdx-pb']);
  for (const artifact of artifacts) {
    const wish = { format: artifact.link.key.format as DocumentFormat, view: 'inventory', profile: 'full' } as const;
    const remade = await remakeDocument(store, imageId as ImageId, wish, config);
    expect(Buffer.compare(remade ?? new Uint8Array(), await readArtifactBytes(store.blobs, artifact))).toBe(0);
  }
});
