import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { configFileOf } from './config-file.ts';

it('changes one line and keeps comments and everything else', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'scanner.yaml');
  const file = configFileOf({ data: folder.path });
  expect([file.path, file.writable]).toEqual([path, true]);

  // There is none yet.
  file.set('analyzers', 'language/go-markers', true);
  expect(readFileSync(path, 'utf8')).toBe('analyzers:\n  language/go-markers: true\n');
  expect(file.read().analyzers).toEqual({ 'language/go-markers': true });

  writeFileSync(path, '# ours\njobs: 2 # two cores\nanalyzers:\n  binary/pe: false # not here\n');
  file.set('analyzers', 'binary/elf', false);
  file.set('plugins', 'test/one', `sha256:${'a'.repeat(64)}`);
  file.set('analyzers', 'binary/elf', null);
  expect(readFileSync(path, 'utf8')).toBe(
    `# ours\njobs: 2 # two cores\nanalyzers:\n  binary/pe: false # not here\nplugins:\n  test/one: sha256:${'a'.repeat(64)}\n`,
  );
  // The last line of a section takes the section with it.
  file.set('plugins', 'test/one', null);
  expect(readFileSync(path, 'utf8')).not.toContain('plugins');
  expect(readdirSync(folder.path)).toEqual(['scanner.yaml']);
});

it('does not touch a file that it cannot read, nor one that was named by hand', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'scanner.yaml');
  writeFileSync(path, 'analyzers: [\n');
  expect(() => configFileOf({ data: folder.path }).set('analyzers', 'a/b', true)).toThrow('Cannot change');
  expect(readFileSync(path, 'utf8')).toBe('analyzers: [\n');
  expect(configFileOf({ config: path }).writable).toBe(false);
});
