import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Dispatch } from '#engine/analyzers/dispatch.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { entryLink, entryPath, entrySha256, entryType } from './layer-index.ts';
import type { PassResult } from './layer-pass.ts';
import { PackWriter } from './pack.ts';
import { readDirectory } from './read-directory.ts';

const read = (root: string): Promise<PassResult> =>
  readDirectory(root, {
    dispatch: new Dispatch([]),
    isKnown: () => false,
    pack: new PackWriter(() => undefined),
  });

const rows = ({ index }: PassResult) =>
  Array.from({ length: index.count }, (_, row) => {
    const type = entryType(index, row);
    const detail = type === 'file' ? entrySha256(index, row) : entryLink(index, row);
    return [type, entryPath(index, row), detail, (index.mode[row] as number).toString(8)];
  });

it('lists a tree in the order of its names, without following a link', async () => {
  await using outside = await tempFolder();
  await using folder = await tempFolder();
  const at = (name: string): string => join(folder.path, name);
  const large = Buffer.alloc(3 * 1024 * 1024 + 17, 'large');
  writeFileSync(join(outside.path, 'secret'), 'x');
  mkdirSync(at('b'));
  writeFileSync(at('b/file'), 'content');
  writeFileSync(at('b/large'), large);
  writeFileSync(at('b/.wh.name'), '');
  linkSync(at('b/file'), at('c'));
  symlinkSync(outside.path, at('a'));
  symlinkSync('loop', at('loop'));
  writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/`), Buffer.from([0x7a, 0xff])]), '');
  chmodSync(at('b'), 0o2750);
  chmodSync(at('b/file'), 0o4755);
  chmodSync(at('b/large'), 0o600);
  chmodSync(at('b/.wh.name'), 0o644);
  const found = await read(folder.path);
  expect(rows(found).map(([type, path, detail]) => [type, path, detail])).toEqual([
    ['symlink', 'a', outside.path],
    ['dir', 'b', ''],
    ['file', 'b/.wh.name', sha256('')],
    ['file', 'b/file', sha256('content')],
    ['file', 'b/large', sha256(large)],
    ['hardlink', 'c', 'b/file'],
    ['symlink', 'loop', 'loop'],
    ['file', 'z\xff', sha256('')],
  ]);
  expect(rows(found).map((row) => row[3])).toMatchObject({ 1: '2750', 3: '4755', 4: '600' });
  expect(found.diagnostics).toEqual([]);
});

it('is the same wherever the tree lies', async () => {
  await using folder = await tempFolder();
  for (const place of ['one', 'two/deeper']) {
    mkdirSync(join(folder.path, place, 'etc'), { recursive: true });
    writeFileSync(join(folder.path, place, 'etc/x'), 'x');
  }
  const [one, two] = await Promise.all(['one', 'two/deeper'].map((place) => read(join(folder.path, place))));
  expect(rows(one!)).toEqual(rows(two!));
});

it('goes on beside what cannot be read, and says what it lost', async () => {
  await using folder = await tempFolder();
  // Names so long that the path below them is longer than the system allows.
  let path = folder.path;
  const name = 'n'.repeat(250);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'z'), 'kept');
  const here = process.cwd();
  try {
    for (let depth = 0; depth < 20; depth++) {
      process.chdir(path);
      mkdirSync(name);
      path = name;
    }
  } finally {
    process.chdir(here);
  }
  const found = await read(folder.path);
  // Node's own rm cannot name them either.
  execFileSync('rm', ['-rf', join(folder.path, name)]);
  expect(found.diagnostics).toMatchObject([{ code: 'failed', what: 'reading a file', found: 'ENAMETOOLONG' }]);
  expect(rows(found).at(-1)?.slice(0, 3)).toEqual(['file', 'z', sha256('kept')]);
});
