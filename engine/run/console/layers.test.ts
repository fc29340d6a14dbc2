import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { archiveOf, image, ociLayout } from '#engine/testing/image.ts';
import { scanned } from '#engine/testing/scanned-image.ts';
import { file, symlink, whiteout } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { configSchema, openEngine } from '../index.ts';

it('the history of a name is its own, also where a link in the finished image leads the same path elsewhere', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'image.tar');
  const layers = [
    { entries: [file('run/x', 'new'), file('run/y', 'y'), file('var/run/x', 'older')] },
    { entries: [whiteout('var/run'), symlink('var/run', '../run')] },
  ];
  writeFileSync(path, archiveOf(ociLayout([image({ tags: ['acme/links:1'], layers })])));
  await using engine = await openEngine({
    dataDir: join(folder.path, 'data'),
    config: configSchema.parse({ jobs: 1 }),
  });
  const { result } = await scanned(engine, path);
  const told = async (name: string): Promise<(string | number | null)[][]> =>
    (await engine.layers.path(result!.imageId, name)).map(({ layer, state, size }) => [layer, state, size]);
  expect(await told('var/run/x')).toEqual([
    [0, 'added', 5],
    [1, 'removed', null],
  ]);
  expect(await told('run/x')).toEqual([[0, 'added', 3]]);
  // Nothing was ever at this name itself.
  expect(await told('/var/run/y')).toEqual([[0, 'added', 1]]);
  await expect(told('var/run/z')).rejects.toThrow(/Cannot find/);
});
