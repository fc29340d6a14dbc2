import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzers } from '#engine/analyzers/registry.ts';
import { MiB } from '#shared/model/units.ts';
import { analyzersWithoutInput } from './analyzer-targets.ts';
import { runTargets, type FuzzOptions } from './run-targets.ts';
import { NOT_FUZZED, targets } from './targets.ts';

const has = (name: string): boolean =>
  name in NOT_FUZZED || targets.some((target) => target.name === name || target.name.startsWith(`${name}:`));

describe('the list of readers', () => {
  it('has every folder of formats and every plug-in', () => {
    const folders = readdirSync(`${import.meta.dirname}/../../formats`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `formats/${name}`);
    const ids = analyzers.map(({ id }) => `analyzers/${id}`);
    expect(folders.length).toBeGreaterThan(20);
    expect([...folders, ...ids].filter((name) => !has(name))).toEqual([]);
    expect(analyzersWithoutInput).toEqual([]);
  });

  it('each name once, and what is left out exists', () => {
    expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
  });

  it.for(targets.map((target) => [target.name, target] as const))('reads its own valid input: %s', ([, target]) => {
    for (const seed of target.seeds()) expect(() => target.read(new Uint8Array(seed))).not.toThrow();
  });
});

describe('runTargets', { timeout: 120_000 }, () => {
  const options: FuzzOptions = {
    module: new URL('./planted-readers.ts', import.meta.url).href,
    runs: 2000,
    seed: 1,
    workers: 1,
    hangMs: 60_000,
    heapMib: 128,
    bufferBytes: 16 * MiB,
  };

  it('finds no fault where there is none', async () => {
    expect(await runTargets(['good'], options)).toMatchObject([{ target: 'good', runs: 2000, findings: [] }]);
  });

  it.for([
    ['throws', /^TypeError: planted at engine\/testing\/fuzz\/planted-readers/, 1],
    ['allocates values', /ERR_WORKER_OUT_OF_MEMORY/, 3],
    ['allocates buffers', /more than its bound in buffers/, 3],
  ] as const)('finds a reader that %s, with the input', async ([name, problem, place]) => {
    const [report] = await runTargets([name], options);
    const [finding] = report?.findings ?? [];
    expect(finding?.problem).toMatch(problem);
    expect(Buffer.from(finding?.base64 ?? '', 'base64')[place]).toBe(0xff);
  });

  it('finds a reader that loops, and goes on', async () => {
    const reports = await runTargets(['loops', 'good'], { ...options, hangMs: 500 });
    const loops = reports.find(({ target }) => target === 'loops');
    expect(loops?.findings[0]?.problem).toMatch(/^hangs/);
    expect(Buffer.from(loops?.findings[0]?.base64 ?? '', 'base64')[2]).toBe(0xff);
    expect(reports.find(({ target }) => target === 'good')?.runs).toBe(2000);
  });
});
