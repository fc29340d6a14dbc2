import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '#engine/ports/clock.ts';
import { configSchema, scan } from '#engine/run/index.ts';
import { checkStore, openStore, type Store } from '#engine/store/index.ts';
import { killRepeatedly } from '#engine/testing/crash-driver.ts';
import { compileCache } from '#engine/testing/compile-cache.ts';
import { cliMain, runCli } from '#engine/testing/run-cli.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { midSizeArchive } from './mid-size-image.ts';

/**
 * `kill -9` at 200 instants of command lines that scan and collect. After each: the catalog opens, its pages are sound, every
 * row's bytes are there, a new scan gives the same document, and one collection leaves nothing that no row names.
 */
const KILLS = Number(process.env['STELLAOPS_KILLS'] ?? 200);
const AT_LEAST = KILLS / 20;

/** What the phases that the store writes down belong to. */
const areas = {
  'blob write': /^blob:(create|write|sync)$/,
  rename: /^blob:(rename|done)$/,
  transaction: /^transaction:/,
  gc: /^gc:/,
} as const;

const totals: Record<string, number> = {};
let killed = 0;

afterAll(() => {
  const lines = Object.entries(totals).toSorted(([a], [b]) => (a < b ? -1 : 1));
  console.log(
    `killed ${killed} processes; last phase of each:\n${lines.map(([name, n]) => `${String(n).padStart(5)}  ${name}`).join('\n')}`,
  );
});

/**
 * A third of the kills come at random instants. The others come when a phase is seen: writing and renaming a blob take a thousandth
 * of a scan, and would hardly be hit.
 */
function steering(what: string): (n: number) => RegExp | undefined {
  const wanted = what === 'gc' ? [undefined, areas.gc, areas.gc] : [undefined, areas['blob write'], areas.rename];
  return (n) => wanted[n % wanted.length];
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A data folder with something to collect, for long enough to be hit: blobs of a scan that never ended. */
async function plantGarbage(store: Store, round: number): Promise<void> {
  for (let i = 0; i < 240; i++) await store.blobs.put(Buffer.from(`garbage ${round} ${i}`));
}

describe.concurrent('a killed command', () => {
  it.for(['scan beside other images', 'scan into an empty folder', 'gc'] as const)('%s', async (what) => {
    await using folder = await tempFolder();
    const dataDir = join(folder.path, 'data');
    // With something in the folder, each scan finds two layers there and one that it does not know.
    const variants = what === 'scan beside other images' ? ['a', 'b', 'c', 'd'] : ['a'];
    const archives = variants.map((variant) => {
      const archive = join(folder.path, `${variant}.tar`);
      writeFileSync(archive, midSizeArchive(variant));
      return archive;
    });
    const archiveOf = (n: number): string => archives[n % archives.length]!;
    const documents = new Map<string, string | undefined>();
    const scanAgain = async (store: Store, archive: string): Promise<void> => {
      const context = { store, config: configSchema.parse({}), clock: systemClock, progress: () => undefined };
      const { artifacts, partial } = await scan(archive, {}, context);
      const [document] = artifacts.map(({ id }) => id);
      expect([partial, document]).toEqual([false, documents.get(archive) ?? document]);
      documents.set(archive, document);
    };
    for (const archive of archives) {
      await using alone = await tempFolder();
      await using store = await openStore(alone.path);
      await scanAgain(store, archive);
    }
    if (what === 'gc') {
      await using store = await openStore(dataDir);
      await scanAgain(store, archives[0]!);
      await plantGarbage(store, -1);
    }
    const kills = KILLS * (what === 'gc' ? 0.2 : 0.4);
    // How long the work takes depends on the machine and on what else it does.
    const withinMs =
      what === 'gc' ? 150 : await timeOf(() => runCli(['scan', '--data', join(folder.path, 'timed'), archives[0]!]));
    let seed = what.length;
    let done = 0;
    while (done < kills) {
      const report = await killRepeatedly({
        kills: kills - done,
        command: (n) =>
          what === 'gc' ? [cliMain, 'gc', '--data', dataDir] : [cliMain, 'scan', '--data', dataDir, archiveOf(n)],
        env: { NODE_COMPILE_CACHE: compileCache },
        scratch: folder.path,
        withinMs,
        when: steering(what),
        seed: seed++,
        afterKill: async (n) => {
          await using store = await openStore(dataDir);
          expect((await checkStore(dataDir)).problems).toEqual([]);
          await scanAgain(store, archiveOf(n));
          await store.gc();
          expect(await checkStore(dataDir)).toEqual({ problems: [], orphans: 0, temporaryFiles: 0 });
          if (what === 'gc') await plantGarbage(store, n);
          else if (what === 'scan into an empty folder' || (n + 1) % archives.length === 0) {
            await store.close();
            rmSync(dataDir, { recursive: true });
          }
        },
      });
      done += report.killed;
      killed += report.killed;
      for (const [name, n] of Object.entries(report.phases)) totals[name] = (totals[name] ?? 0) + n;
    }
  });
});

it('kills were spread over everything that the store does', () => {
  expect(killed).toBe(KILLS);
  for (const [area, names] of Object.entries(areas)) {
    const n = Object.entries(totals).reduce((sum, [name, count]) => sum + (names.test(name) ? count : 0), 0);
    expect([area, n >= AT_LEAST, totals]).toEqual([area, true, totals]);
  }
});
