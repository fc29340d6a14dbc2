/**
 * `npm run check`: every rule of the project. All of them run, each prints one line; the findings of those that failed follow.
 * Exit code 1 if one failed.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { bannedWords, machineNames } from './rules/banned-words.ts';
import { fileSizes } from './rules/file-sizes.ts';
import { checkLockFile } from './rules/lock-file.ts';
import { type Finding, readProjectFiles } from './rules/project-files.ts';
import { stageReadmes } from './rules/stage-readmes.ts';

type Verdict = Readonly<{ ok: boolean; details: string }>;
type Check = Readonly<{ name: string; run: () => Promise<Verdict> }>;

const root = resolve(import.meta.dirname, '../..');
/** Folders of code. One that is not there yet is no error. */
const folders = ['shared', 'engine', 'app', 'renderer', 'e2e'].filter((folder) => existsSync(join(root, folder)));

/** A tool among the project's own packages. Its exit code is the verdict. */
function tool(name: string, program: string, ...parameters: string[]): Check {
  const options = { cwd: root, maxBuffer: 64 << 20, env: { ...process.env, NO_COLOR: '1' } };
  const run = (): Promise<Verdict> =>
    new Promise((done) => {
      const path = join(root, 'node_modules/.bin', program);
      execFile(process.execPath, [path, ...parameters], options, (error, out, err) =>
        done({ ok: error === null, details: `${out}${err}` }),
      );
    });
  return { name, run };
}

function rule(name: string, find: () => Finding[]): Check {
  const run = async (): Promise<Verdict> => {
    const findings = find();
    const details = findings.map(({ level, path, text }) => `${level}: ${path}: ${text}\n`).join('');
    return { ok: findings.every(({ level }) => level !== 'error'), details };
  };
  return { name, run };
}

const files = readProjectFiles(root);
// The longest first, so that the others fit beside them.
const checks: readonly Check[] = [
  tool('lint', 'oxlint', '--type-aware', '--deny-warnings', '.'),
  tool('types', 'tsc', '-b'),
  tool('dead code', 'knip', '--no-config-hints'),
  tool('import rules', 'depcruise', '--config', 'dependency-cruiser.cjs', ...folders),
  tool('format', 'prettier', '--check', '--log-level', 'warn', '.'),
  rule('file sizes', () => fileSizes(files)),
  rule('stage READMEs', () => stageReadmes(files)),
  rule('lock file', () => checkLockFile(root)),
  rule('banned words', () => bannedWords(files, machineNames(root, process.env))),
];

const failed: string[] = [];
const waiting = [...checks];

async function work(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const { name } = check;
    const start = performance.now();
    const { ok, details } = await check.run();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(14)}${seconds.padStart(6)} s`);
    if (!ok) failed.push(`\n${name}\n${details}`);
    // Notes of a rule that passes.
    else if (details.startsWith('note')) console.log(details.trimEnd().replaceAll(/^/gm, '         '));
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
for (const report of failed) console.log(report);
process.exitCode = failed.length === 0 ? 0 : 1;
