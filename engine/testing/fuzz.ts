import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { MiB } from '#shared/model/units.ts';
import { runTargets } from './fuzz/run-targets.ts';
import { NOT_FUZZED, targets } from './fuzz/targets.ts';

/**
 * `npm run fuzz [-- --runs N --only NAME --seed S --workers N --slow]`: every reader over changed valid input and random bytes. A reader
 * gives a value, diagnostics or a ParseError; anything else, a hang and lost memory included, is printed with its input.
 * `--read BASE64` with `--only` reads one input again, here, with the whole error.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    only: { type: 'string', multiple: true, default: [''] },
    seed: { type: 'string', default: `${Date.now() % 2 ** 31}` },
    workers: { type: 'string', default: `${availableParallelism()}` },
    slow: { type: 'boolean', default: false },
    read: { type: 'string' },
  },
});
const chosen = targets.filter(({ name }) => values.only.some((part) => name.includes(part)));
if (chosen.length === 0) throw new Error(`No reader has ${values.only.join(' or ')} in its name`);
if (values.read !== undefined) {
  for (const target of chosen)
    console.log(target.name, target.read(new Uint8Array(Buffer.from(values.read, 'base64'))));
} else {
  console.log(`seed ${values.seed}, ${values.runs} runs each, ${values.workers} threads`);
  const reports = await runTargets(
    chosen.map(({ name }) => name),
    {
      module: new URL('./fuzz/targets.ts', import.meta.url).href,
      runs: Number(values.runs),
      seed: Number(values.seed),
      workers: Number(values.workers),
      hangMs: 10_000,
      heapMib: 384,
      bufferBytes: 384 * MiB,
      onReport({ target, runs, ms, slowestMs, slowestBase64, findings }) {
        console.log(
          `${target.padEnd(44)} ${runs} runs, ${Math.round(ms)} ms (slowest ${slowestMs.toFixed(1)} ms), ${findings.length} findings`,
        );
        if (values.slow) console.log(`  ${slowestBase64}`);
        for (const { problem, base64 } of findings) console.log(`  ${problem}\n  ${base64}`);
      },
    },
  );
  for (const [name, reason] of Object.entries(NOT_FUZZED)) console.log(`not run: ${name}: ${reason}`);
  const bad = reports.filter(({ findings }) => findings.length > 0);
  console.log(
    `${reports.length} readers, ${bad.length} with findings${bad.map(({ target }) => ` ${target}`).join('')}`,
  );
  process.exitCode = bad.length > 0 ? 1 : 0;
}
