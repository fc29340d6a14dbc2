import { describe, expect, it } from 'vitest';
import { hopOf, stepOf } from '#engine/testing/usage.ts';
import type { Hop } from '#shared/model/entry-trace.ts';
import type { FileStep } from './reach.ts';
import { proofsIn, reach } from './reach.ts';

/** Every file with its state and its proof, as `from>to` by mechanism. */
function told(hops: readonly Hop[], steps: readonly FileStep[]): Record<string, string> {
  const files = reach({ hops }, steps);
  const byPath = new Map(files.map((one) => [one.path, one]));
  return Object.fromEntries(
    files.map(({ path, state }) => [
      path,
      `${state}: ${proofsIn(
        byPath,
        hops,
      )(path)
        .map(({ from, to, mechanism }) => `${from ?? 'config'} -${mechanism}> ${to}`)
        .join(', ')}`,
    ]),
  );
}

describe('files that a start leads to', () => {
  it('have a shortest proof, from the config on', () => {
    const hops = [
      hopOf('a', 'entry.sh'),
      hopOf('b', 'bin/app', { parent: 'a', kind: 'exec' }),
      hopOf('c', 'app/main.js', { parent: 'b', kind: 'load' }),
    ];
    const steps = [
      stepOf('app/main.js', 'app/one.js'),
      stepOf('app/one.js', 'app/far.js'),
      stepOf('app/far.js', 'app/two.js'),
      stepOf('app/main.js', 'app/two.js'),
      stepOf('bin/app', 'lib/libc.so', { mechanism: 'link' }),
      // A ring, and something that nothing leads to.
      stepOf('app/two.js', 'app/main.js'),
      stepOf('other.js', 'away.js'),
    ];
    const start = 'reached: config -hop> entry.sh';
    const app = `${start}, entry.sh -hop> bin/app`;
    const main = `${app}, bin/app -hop> app/main.js`;
    expect(told(hops, steps)).toEqual({
      'entry.sh': start,
      'bin/app': app,
      'app/main.js': main,
      'app/one.js': `${main}, app/main.js -code> app/one.js`,
      'app/two.js': `${main}, app/main.js -code> app/two.js`,
      'app/far.js': `${main}, app/main.js -code> app/one.js, app/one.js -code> app/far.js`,
      'lib/libc.so': `${app}, bin/app -link> lib/libc.so`,
    });
  });

  it('a hop deep in scripts is no nearer than a short way through code', () => {
    const hops = [
      hopOf('a', 'one'),
      hopOf('b', 'two', { parent: 'a' }),
      hopOf('c', 'three', { parent: 'b' }),
      hopOf('d', 'x', { parent: 'c' }),
    ];
    expect(told(hops, [stepOf('one', 'x')])['x']).toBe('reached: config -hop> one, one -code> x');
  });

  it('a way that is taken counts more than a shorter one that may be', () => {
    const hops = [
      hopOf('a', 'entry.sh'),
      hopOf('m', 'bin/maybe', { parent: 'a', status: 'possible' }),
      hopOf('n', 'bin/never', { parent: 'a', status: 'notTaken' }),
      hopOf('b', 'bin/app', { parent: 'a' }),
    ];
    const steps = [
      stepOf('bin/app', 'lib/mid'),
      stepOf('lib/mid', 'lib/shared'),
      stepOf('bin/maybe', 'lib/shared'),
      stepOf('bin/maybe', 'lib/own'),
      stepOf('bin/never', 'lib/no'),
    ];
    const start = 'config -hop> entry.sh';
    expect(told(hops, steps)).toEqual({
      'entry.sh': `reached: ${start}`,
      'bin/app': `reached: ${start}, entry.sh -hop> bin/app`,
      'bin/maybe': `possible: ${start}, entry.sh -hop> bin/maybe`,
      'lib/mid': `reached: ${start}, entry.sh -hop> bin/app, bin/app -code> lib/mid`,
      'lib/shared': `reached: ${start}, entry.sh -hop> bin/app, bin/app -code> lib/mid, lib/mid -code> lib/shared`,
      'lib/own': `possible: ${start}, entry.sh -hop> bin/maybe, bin/maybe -code> lib/own`,
    });
  });

  it('steps say what they are: the word, the place, the hop', () => {
    const hops = [hopOf('a', 'bin/app', { argv: ['app', '-x'], file: 'entry.sh', line: 3, column: 5 })];
    const step = stepOf('bin/app', 'lib/z.so', { mechanism: 'link', rule: 'RUNPATH', as: 'libz.so.1', file: null });
    expect(reach({ hops }, [step])).toEqual([
      {
        path: 'bin/app',
        state: 'reached',
        step: {
          mechanism: 'hop',
          rule: 'start',
          from: null,
          to: 'bin/app',
          as: 'app',
          file: 'entry.sh',
          line: 3,
          column: 5,
          hop: 'a',
        },
      },
      { path: 'lib/z.so', state: 'reached', step },
    ]);
  });

  it('a file that nothing leads to has no proof', () => {
    expect(proofsIn(new Map(), [])('lib/none')).toEqual([]);
  });
});
