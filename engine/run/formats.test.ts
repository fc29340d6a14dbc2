import { beforeAll, expect, it } from 'vitest';
import { selectComponents } from '#engine/emit/select-components.ts';
import { everyTypeLayers } from '#engine/testing/every-type-image.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { tar } from '#engine/testing/tar.ts';
import { EXPORT_FORMATS } from '#shared/model/export.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { DocumentMaker, FORMATS } from './formats.ts';

let graph: ImageGraph;
beforeAll(async () => {
  graph = selectComponents(await scanInMemory(everyTypeLayers().map((entries) => tar(entries))));
});

it('the console offers every format that there is', () => {
  expect([...EXPORT_FORMATS].sort()).toEqual(Object.keys(FORMATS).sort());
});

it.for(EXPORT_FORMATS)('an image with every type of component is valid as %s, full and lean', async (format) => {
  const maker = new DocumentMaker(graph, { toolVersion: '1' });
  for (const profile of ['full', 'lean'] as const) {
    const { validation } = await maker.make({ format, view: 'inventory', profile });
    expect([profile, validation.errors, validation.valid]).toEqual([profile, [], true]);
  }
});
