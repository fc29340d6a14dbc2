import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MiB } from '#shared/model/units.ts';
import { type BenchInput, buildInputs, makeRoot } from './build-inputs.ts';
import { analyzerTimes, languageInput } from './languages.ts';
import { runFloor, runScan, type ScanRun } from './measure.ts';
import { usageInputs } from './usage.ts';

/**
 * `npm run bench [-- --root DIR --work DIR --runs N --only scans|languages|usage]`: scans of a real root file system as ratios to floors taken in the same run.
 * Nothing here fails: machines are noisy, so figures are printed and read by people.
 */
const { values } = parseArgs({
  options: {
    root: { type: 'string' },
    work: { type: 'string', default: join(tmpdir(), 'stellaops-bench') },
    runs: { type: 'string', default: '5' },
    only: { type: 'string', default: 'all' },
  },
});
const cli = join(import.meta.dirname, '../../../dist/engine/cli.js');
if (!existsSync(cli)) throw new Error('Cannot measure: the engine is not built, expected "npm run build" before');
const runs = Number(values.runs);

const root = values.root ?? makeRoot(values.work);
const isMeant = (name: string): boolean => values.only === 'all' || values.only === name;
if (isMeant('scans')) await measureScans();
if (isMeant('languages')) await measureLanguages();
if (isMeant('usage')) await measureUsage();

async function measureScans(): Promise<void> {
  const inputs = await buildInputs(root, values.work);
  console.log(
    `${((inputs[0]?.bytes ?? 0) / MiB) | 0} MiB of ${root}, best of ${runs}; aims: gzip ≤ 1.5, zstd ≤ 2.0, plain ≤ 2.2 × floor; warm ≤ 0.3 s; ≤ 512 MiB\n`,
  );
  console.log(
    row([
      'input',
      'floor ms',
      'floor+files',
      'cold ms',
      'layers ms',
      '× floor',
      '× files',
      'RSS MiB',
      'unchanged',
      'hashed',
    ]),
  );
  const stageTables: string[] = [];
  for (const input of inputs) {
    const floors: number[] = [];
    const fileFloors: number[] = [];
    const cold: ScanRun[] = [];
    // Interleaved, so that a slow minute of the machine hits all three alike.
    for (let i = 0; i < runs; i++) {
      floors.push(await runFloor('diffId', input.layers));
      fileFloors.push(await runFloor('files', input.layers));
      cold.push(await inFreshFolder((data) => runScan(cli, [input.archive, '--data', data])));
    }
    const warm = await warmRuns(input);
    const best = cold.reduce((a, b) => (a.ms < b.ms ? a : b));
    const [floor, fileFloor] = [Math.min(...floors), Math.min(...fileFloors)];
    const peak = Math.max(...cold.map((run) => run.peakRssMiB));
    console.log(
      row([
        input.name,
        ms(floor),
        ms(fileFloor),
        ms(best.ms),
        ms(best.stages.get('layers') ?? 0),
        ratio(best.ms, floor),
        ratio(best.ms, fileFloor),
        peak.toFixed(0),
        ms(warm.unchanged.ms),
        ms(warm.hashed.ms),
      ]),
    );
    stageTables.push(
      `${input.name.padEnd(10)} ${[...best.stages].map(([stage, time]) => `${stage} ${ms(time)}`).join(' · ')}`,
    );
  }
  console.log(
    `\nStages of the best cold run, ms (start = process start until the first line)\n${stageTables.join('\n')}`,
  );
}

/** What the analyzers of languages and binaries add to a cold scan, and how much each of them takes. */
async function measureLanguages(): Promise<void> {
  const { archive, layers, holds, without } = await languageInput(root, values.work);
  const floors: number[] = [];
  const on: ScanRun[] = [];
  const off: ScanRun[] = [];
  for (let i = 0; i < runs; i++) {
    floors.push(await runFloor('diffId', layers));
    on.push(await inFreshFolder((data) => runScan(cli, [archive, '--data', data])));
    off.push(await inFreshFolder((data) => runScan(cli, [archive, '--data', data, '--config', without])));
  }
  const best = (all: readonly ScanRun[]): ScanRun => all.reduce((a, b) => (a.ms < b.ms ? a : b));
  const floor = Math.min(...floors);
  const size = layers.reduce((sum, layer) => sum + statSync(layer).size, 0);
  console.log(`\nAnalyzers of languages and binaries, ${(size / MiB) | 0} MiB (${holds}), best of ${runs}\n`);
  console.log(row(['analyzers', 'floor ms', 'cold ms', '× floor', 'RSS MiB']));
  for (const [name, run] of [
    ['with', best(on)],
    ['without', best(off)],
  ] as const)
    console.log(row([name, ms(floor), ms(run.ms), ratio(run.ms, floor), run.peakRssMiB.toFixed(0)]));
  console.log(`\nEach in one thread, and its part of the cold scan; aim: none over 20 %\n`);
  for (const [id, time] of (await analyzerTimes(layers)).slice(0, 8))
    console.log(`${id.padEnd(32)} ${ms(time).padStart(8)} ms ${((100 * time) / best(on).ms).toFixed(1).padStart(6)} %`);
}

/** What trace and usage add to a cold scan: the same layers with a start and without one. */
async function measureUsage(): Promise<void> {
  const { plain, started, layers } = await usageInputs(root, values.work);
  const archives = [plain, ...started.map(({ archive }) => archive)];
  const all = archives.map((): ScanRun[] => []);
  for (let i = 0; i < runs; i++)
    for (const [at, archive] of archives.entries())
      all[at]?.push(await inFreshFolder((data) => runScan(cli, [archive, '--data', data])));
  const [before, ...others] = all.map((some) => some.reduce((a, b) => (a.ms < b.ms ? a : b)));
  const size = layers.reduce((sum, layer) => sum + statSync(layer).size, 0);
  console.log(
    `\nTrace and usage of Node applications, ${(size / MiB) | 0} MiB, best of ${runs}; aim: ≤ 1.2 × the scan without a start\n`,
  );
  console.log(row(['start', 'cold ms', '× none', 'cpu ms', '× none', 'usage ms', 'RSS MiB']));
  for (const [at, run] of [before, ...others].entries())
    if (before && run)
      console.log(
        row([
          started[at - 1]?.name ?? 'none',
          ms(run.ms),
          ratio(run.ms, before.ms),
          ms(run.cpuMs),
          ratio(run.cpuMs, before.cpuMs),
          ms(run.stages.get('usage') ?? 0),
          run.peakRssMiB.toFixed(0),
        ]),
      );
}

async function warmRuns(input: BenchInput): Promise<{ unchanged: ScanRun; hashed: ScanRun }> {
  return inFreshFolder(async (data) => {
    await runScan(cli, [input.archive, '--data', data]);
    const best = async (more: string[], want: string): Promise<ScanRun> => {
      const all: ScanRun[] = [];
      for (let i = 0; i < 3; i++) all.push(await runScan(cli, [input.archive, '--data', data, ...more]));
      if (all.some(({ cached }) => cached.some((one) => one !== want)))
        throw new Error(`expected ${want} layers, found ${all[0]?.cached.join(', ')}`);
      return all.reduce((a, b) => (a.ms < b.ms ? a : b));
    };
    return { unchanged: await best([], 'unchanged'), hashed: await best(['--verify'], 'hashed') };
  });
}

async function inFreshFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(values.work, 'data-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(10) : cell.padStart(11))).join(' ');
}

function ms(time: number): string {
  return time.toFixed(0);
}

function ratio(time: number, floor: number): string {
  return (time / floor).toFixed(2);
}
