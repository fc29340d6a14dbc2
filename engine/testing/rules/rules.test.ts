import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../temp-folder.ts';
import { bannedWords, machineNames } from './banned-words.ts';
import { fileSizes } from './file-sizes.ts';
import { lockFile } from './lock-file.ts';
import { countLines, readProjectFiles } from './project-files.ts';
import { stageReadmes } from './stage-readmes.ts';

const linesOf = (n: number): string => 'x\n'.repeat(n);

test('a source file above 400 lines is listed, above 600 refused; documents are neither', () => {
  const files = [400, 401, 600, 601].map((n) => ({ path: `engine/a/${n}.ts`, text: linesOf(n) }));
  expect(fileSizes([...files, { path: 'long.md', text: linesOf(900) }])).toEqual([
    { level: 'note', path: 'engine/a/401.ts', text: '401 lines' },
    { level: 'note', path: 'engine/a/600.ts', text: '600 lines' },
    { level: 'error', path: 'engine/a/601.ts', text: '601 lines' },
  ]);
});

test('a stage without a short README is refused', () => {
  const source = (stage: string) => ({ path: `engine/${stage}/deep/read-it.ts`, text: '' });
  expect(
    stageReadmes([
      { path: 'engine/good/README.md', text: linesOf(20) },
      { path: 'engine/long/README.md', text: linesOf(21) },
      { path: 'engine/index.ts', text: '' },
      { path: 'engine/empty/notes.txt', text: '' },
      ...['good', 'long', 'silent'].map(source),
    ]),
  ).toEqual([
    { level: 'error', path: 'engine/long/README.md', text: '21 lines, at most 20' },
    { level: 'error', path: 'engine/silent/README.md', text: 'is missing' },
  ]);
});

test('unfinished work, lone tests and names of the machine are refused', () => {
  // In two parts, so that the check does not find them here.
  const mark = ['TO', 'DO'].join('');
  const lone = ['test', 'only'].join('.');
  const text = [`// ${mark}: later`, `${lone}('a')`, 'see /home/me/product/x', 'method, todos, XXXX'];
  expect(bannedWords([{ path: 'a.ts', text: text.join('\n') }], ['/home/me/product'])).toEqual([
    { level: 'error', path: 'a.ts:1', text: mark },
    { level: 'error', path: 'a.ts:2', text: lone },
    { level: 'error', path: 'a.ts:3', text: '/home/me/product' },
  ]);
});

test('names of the machine: its own folders and a registry that is not the public one', () => {
  const registry = (url: string) => ({ npm_config_registry: url });
  expect(machineNames('/home/me/product', registry('https://mirror.example/npm/'))).toEqual(
    expect.arrayContaining(['/home/me/product', 'mirror.example']),
  );
  for (const root of ['/usr/src/app', '/product', '/tmp/clone'])
    expect(machineNames(root, registry('https://registry.npmjs.org/'))).not.toContain(root);
  expect(machineNames('/app', registry('https://registry.npmjs.org/'))).not.toContain('registry.npmjs.org');
});

test('project files are the texts that people write', async () => {
  await using folder = await tempFolder();
  const files = ['a.ts', 'sub/b.md', 'node_modules/x/c.js', 'sub/testdata/d.txt', 'sub/generated/e.js', '.ci/run'];
  for (const file of files) {
    mkdirSync(join(folder.path, file, '..'), { recursive: true });
    writeFileSync(join(folder.path, file), file);
  }
  writeFileSync(join(folder.path, 'binary.bin'), 'a\0b');
  expect(readProjectFiles(folder.path)).toEqual(['.ci/run', 'a.ts', 'sub/b.md'].map((path) => ({ path, text: path })));
});

test('the lock file says that a package need not be compiled', () => {
  const manifests: Readonly<Record<string, { gypfile?: boolean }>> = {
    said: { gypfile: false },
    unsaid: { gypfile: false },
    plain: {},
  };
  const lock = { packages: { '': {}, said: { gypfile: false }, unsaid: {}, plain: {}, elsewhere: {} } };
  expect(lockFile(lock, (place) => manifests[place])).toEqual([
    { level: 'error', path: 'package-lock.json', text: 'unsaid: run node engine/testing/rules/lock-file.ts' },
  ]);
});

test('lines', () => {
  expect(['', 'a', 'a\n', 'a\n\n', 'a\nb'].map(countLines)).toEqual([0, 1, 1, 2, 2]);
});
