import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listBlobs } from '#engine/store/blobs/list-blobs.ts';
import { dataFolder } from '#engine/store/data-folder.ts';
import { openStore } from '#engine/store/index.ts';
import { componentOf, imageIdOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { type DiffId, digestOf } from '#shared/model/digest.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { Component } from '#shared/model/component.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { configSchema } from './config.ts';
import { inventoryKey, makeInventory } from './document.ts';

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
const key = inventoryKey(imageIdOf('x'), 'sha256:set', config, []);

it.for([
  ['two components under one reference', graphOf(componentOf('a'), componentOf('a'))],
  ['a licence that is no text', graphOf(componentOf('a', { licences: [{ text: 7 as never, spdx: null }] }))],
  ['a component without a name', graphOf(componentOf('a', { name: undefined as never }))],
] as const)('stores no document with %s', async ([, graph]) => {
  await using folder = await tempFolder();
  const data = join(folder.path, 'data');
  await using store = await openStore(data);
  await expect(makeInventory(store, graph, key, config)).rejects.toThrow(/Cannot store the inventory: it is not valid/);
  expect(await listBlobs(dataFolder(data))).toEqual([]);
});

it('leaves out what a later layer removed', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(join(folder.path, 'data'));
  const gone = { layers: { introduced: 0, recordWritten: 0, lastModified: 0, removed: 1 } };
  const layers = [LAYER, { ...LAYER, index: 1 }];
  const graph = { ...graphOf(componentOf('a'), componentOf('b', gone)), layers };
  const { artifact } = await makeInventory(store, graph, key, config);
  const only = await makeInventory(store, { ...graph, components: [componentOf('a')] }, key, config);
  expect(artifact.artifactId).toBe(only.artifact.artifactId);
});

it('keeps what could not be read, and options, apart in the key', () => {
  const named = configSchema.parse({ emit: { name: 'x' } });
  const keys = [
    inventoryKey(imageIdOf('x'), 's', config, []),
    inventoryKey(imageIdOf('x'), 's', named, []),
    inventoryKey(imageIdOf('x'), 's', config, ['lost']),
    inventoryKey(imageIdOf('x'), 't', config, []),
    inventoryKey(imageIdOf('y'), 's', config, []),
  ].map((one) => JSON.stringify(one));
  expect(new Set(keys).size).toBe(keys.length);
});
