import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { killRepeatedly } from '#engine/testing/crash-driver.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { checkStore, openStore } from './index.ts';
import type { Phase } from './phases.ts';

const child = join(import.meta.dirname, '../testing/store-child.ts');

/** A catalog that opens, sound pages, every row's bytes in place; and after one collection nothing that no row names. */
async function expectSound(dataDir: string): Promise<void> {
  await using store = await openStore(dataDir);
  expect((await checkStore(dataDir)).problems).toEqual([]);
  await store.gc();
  expect(await checkStore(dataDir)).toEqual({ problems: [], orphans: 0, temporaryFiles: 0 });
}

// Each process takes a fraction of a second to start, more on a busy machine.
describe('a killed process', { timeout: 120_000 }, () => {
  it('leaves a sound store at any instant, while it writes and collects', async () => {
    await using folder = await tempFolder();
    const dataDir = join(folder.path, 'data');
    const report = await killRepeatedly({
      kills: 20,
      command: (n) => [child, dataDir, 'both', `writer ${n}`],
      scratch: folder.path,
      withinMs: 150,
      seed: 20,
      afterKill: () => expectSound(dataDir),
    });
    expect(report).toMatchObject({ killed: 20, finished: 0 });
  });

  const phases: readonly Phase[] = [
    'blob:write',
    'blob:rename',
    'transaction:begin',
    'transaction:commit',
    'gc:sweep',
    'gc:aside',
    'gc:unlink',
    'gc:done',
  ];
  it.for(phases)('leaves a sound store when it enters %s', async (phase) => {
    await using folder = await tempFolder();
    const dataDir = join(folder.path, 'data');
    const report = await killRepeatedly({
      kills: 1,
      command: () => [child, dataDir, 'both', 'writer'],
      env: { STELLAOPS_TEST_KILL_AT: phase },
      scratch: folder.path,
      withinMs: 60_000,
      seed: 1,
      afterKill: () => expectSound(dataDir),
    });
    expect(report.phases).toEqual({ [phase]: 1 });
  });
});
