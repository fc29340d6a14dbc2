import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkStore, openStore } from '#engine/store/index.ts';
import { runCli } from '#engine/testing/run-cli.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { midSizeArchive } from './mid-size-image.ts';

/** How long the processes work side by side. */
const SECONDS = Number(process.env['STELLAOPS_TOGETHER_SECONDS'] ?? 60);

it('two scans and a collection, over and over in one data folder: all succeed, with the same bytes', async () => {
  await using folder = await tempFolder();
  const data = join(folder.path, 'data');
  const images = ['one', 'two'].map((name) => {
    const path = join(folder.path, `${name}.tar`);
    writeFileSync(path, midSizeArchive(name));
    return path;
  });
  // What each image's document is in a folder of its own.
  const expected = await Promise.all(
    images.map((image, i) => documentOf(['scan', '--data', join(folder.path, `alone${i}`), '-o', 'cdx-json=-', image])),
  );
  expect(expected[0]).not.toBe(expected[1]);

  const end = Date.now() + SECONDS * 1000;
  const rounds = { one: 0, two: 0, gc: 0 };
  const scanning = images.map(async (image, i) => {
    for (let n = 0; Date.now() < end; n++) {
      // Every second time everything is read and written again.
      const force = n % 2 === 0 ? ['--force'] : ['--verify'];
      expect(await documentOf(['scan', ...force, '--data', data, '-o', 'cdx-json=-', image])).toBe(expected[i]);
      rounds[i === 0 ? 'one' : 'two'] += 1;
    }
  });
  const collecting = (async () => {
    while (Date.now() < end) {
      const { exitCode, stderr } = await runCli(['gc', '--data', data]);
      expect([exitCode, stderr]).toEqual([0, stderr]);
      rounds.gc += 1;
    }
  })();
  await Promise.all([...scanning, collecting]);
  console.log(`in ${SECONDS} s: ${JSON.stringify(rounds)}`);
  expect(Math.min(...Object.values(rounds))).toBeGreaterThan(2);

  {
    await using store = await openStore(data);
    await store.gc();
  }
  expect(await checkStore(data)).toEqual({ problems: [], orphans: 0, temporaryFiles: 0 });
});

async function documentOf(args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(args);
  expect([exitCode, stderr]).toEqual([0, stderr]);
  return stdout;
}
