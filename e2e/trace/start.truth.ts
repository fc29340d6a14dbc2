import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LayerIndex } from '#engine/layers/layer-index.ts';
import type { HopStatus } from '#shared/model/entry-trace.ts';
import { skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { cases } from './support/cases.ts';
import { runForReal, type Running } from './support/run-for-real.ts';
import { traceLacks, traceRoot } from './support/trace-root.ts';
import { caseEnv, layerOf, Overlay, traceCase, writeCase } from './support/traced-case.ts';

skipNotice('entry points that are run', traceLacks);

/** Most of the hops of all cases that may be open. */
const MOST_POSSIBLE = 0.25;

describe.skipIf(traceLacks.length > 0)('an entry point, run for real', () => {
  const work = new WorkFolder();
  const statuses: HopStatus[] = [];
  let lower = '';
  let base: LayerIndex;

  beforeAll(() => {
    lower = join(traceRoot(), 'root');
    base = layerOf(lower);
  });
  afterAll(() => work[Symbol.dispose]());

  it.for(cases)('$name', async (one) => {
    const folder = work.fresh('case');
    const upper = join(folder, 'upper');
    mkdirSync(upper);
    writeCase(one, lower, upper);
    const top = layerOf(upper);
    using overlay = new Overlay(lower, upper, folder);
    const trace = traceCase(one, [base, top], overlay.merged);
    const argv = [...(one.entrypoint ?? []), ...(one.cmd ?? [])];
    const start = { argv, env: caseEnv(one), cwd: one.cwd ?? '/', uid: one.uid ?? 0 };
    const real = await runForReal(overlay.merged, start, join(folder, 'strace'));
    expect(real.leaves).not.toEqual([]);

    const live = trace.hops.filter(({ status }) => status !== 'notTaken');
    statuses.push(...live.map(({ status }) => status));
    const shown = (path: string | null, words: readonly string[]): string => `${path ?? '?'} ${JSON.stringify(words)}`;
    const found = real.leaves.map(({ path, argv }) => shown(path, argv));
    if (one.open === true) {
      // What was started behind is no terminal; a word that only a run knows stands as the script says it.
      const said = [...trace.terminals, ...live.filter(({ kind }) => kind === 'background')];
      const fits = ({ path, argv }: Running): boolean =>
        said.some(
          (other) =>
            other.path === path &&
            other.argv.length === argv.length &&
            other.argv.every((word, i) => word === argv[i] || word.includes('$')),
        );
      expect(real.leaves.filter((leaf) => !fits(leaf))).toEqual([]);
    } else {
      expect(trace.terminals.map(({ path, argv }) => shown(path, argv)).toSorted()).toEqual(found.toSorted());
      expect(trace.diagnostics).toEqual([]);
      expect(live.filter(({ status }) => status === 'possible').map(({ argv }) => argv)).toEqual([]);
      expect(trace.outcome).toBe('resolved');
    }
    // Whatever was called "not taken" did not run.
    const ran = new Set(real.started.map(({ argv }) => JSON.stringify(argv)));
    const alive = new Set(live.map(({ argv }) => JSON.stringify(argv)));
    const dead = trace.hops.filter(({ status, argv }) => status === 'notTaken' && !alive.has(JSON.stringify(argv)));
    expect(dead.filter(({ argv }) => ran.has(JSON.stringify(argv)))).toEqual([]);
  });

  it('is known for the most part', () => {
    const possible = statuses.filter((status) => status === 'possible').length;
    const share = possible / statuses.length;
    console.log(
      `${cases.length} entry points, ${statuses.length} hops, ${possible} of them possible (${(share * 100).toFixed(1)} %)`,
    );
    expect(share).toBeLessThanOrEqual(MOST_POSSIBLE);
  });
});
