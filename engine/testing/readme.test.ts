import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from './temp-folder.ts';

const root = join(import.meta.dirname, '../..');

/** Commands of the README's console blocks, each with the output printed below it, in their order. */
function examples(): { command: string; output: string }[] {
  const blocks = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```console\n(.*?)^```$/gms);
  return [...blocks]
    .flatMap(([, block = '']) => block.split(/^\$ /m).slice(1))
    .map((text) => {
      const [command = '', ...output] = text.split('\n');
      return { command, output: output.join('\n') };
    });
}

test('the program prints what the README says', { timeout: 120_000 }, async () => {
  await using folder = await tempFolder();
  symlinkSync(join(root, 'assets'), join(folder.path, 'assets'));
  const shell = `stellaops() { "${process.execPath}" "${join(root, 'engine/hosts/cli/main.ts')}" "$@"; }`;
  const env = { ...process.env, SOURCE_DATE_EPOCH: '', STELLAOPS_HOME: join(folder.path, 'data') };
  const printed = examples().map(({ command }) => {
    const { stdout } = spawnSync('sh', ['-c', `${shell}\n${command}`], { cwd: folder.path, env, encoding: 'utf8' });
    return { command, output: stdout };
  });
  expect(printed.length).toBeGreaterThan(3);
  expect(printed).toEqual(examples());
});
