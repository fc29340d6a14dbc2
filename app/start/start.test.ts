import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isBuilt } from './build-age.ts';
import { findElectron } from './electron-binary.ts';

const built = ['engine/cli.js', 'engine/desktop.js', 'renderer/index.html', 'app/main.cjs', 'app/preload.cjs'];

/** Writes files with a time of change in seconds. */
function write(root: string, files: Readonly<Record<string, number>>): void {
  for (const [path, seconds] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
    utimesSync(join(root, path), seconds, seconds);
  }
}

describe('a build', () => {
  const sources = { 'engine/a.ts': 10, 'app/main/b.ts': 20, 'renderer/c.tsx': 30, 'vite.config.ts': 5 };
  const outputs = Object.fromEntries(built.map((path) => [`dist/${path}`, 100]));
  it.for<[name: string, change: Readonly<Record<string, number>>, fresh: boolean]>([
    ['newer than its sources is used', {}, true],
    ['older than one is made again', { 'shared/model/d.ts': 101 }, false],
    ['older than the lock file is made again', { 'package-lock.json': 101 }, false],
    ['does not depend on tests', { 'engine/a.test.ts': 101, 'engine/testing/x.ts': 101, 'app/README.md': 101 }, true],
  ])('%s', async ([, change, fresh]) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'build-'));
    write(folder.path, { ...sources, ...outputs, ...change });
    expect(isBuilt(folder.path)).toBe(fresh);
  });

  it.for(built)('without %s is none', async (missing) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'build-'));
    const { [`dist/${missing}`]: _, ...rest } = outputs;
    write(folder.path, { ...sources, ...rest });
    expect(isBuilt(folder.path)).toBe(false);
  });
});

describe('Electron', () => {
  const package_ = 'node_modules/electron';
  it.for<
    [
      name: string,
      files: readonly string[],
      env: Readonly<Record<string, string>>,
      platform: NodeJS.Platform,
      found: string | undefined,
    ]
  >([
    ['that is not downloaded is not there', ['index.js'], { DISPLAY: ':0' }, 'linux', undefined],
    ['that is half there is not there', ['path.txt'], { DISPLAY: ':0' }, 'linux', undefined],
    ['is found', ['path.txt', 'dist/path.txt'], { DISPLAY: ':0' }, 'linux', 'dist/path.txt'],
    ['is found on Wayland', ['path.txt', 'dist/path.txt'], { WAYLAND_DISPLAY: 'w' }, 'linux', 'dist/path.txt'],
    ['needs a screen', ['path.txt', 'dist/path.txt'], {}, 'linux', undefined],
    ['needs no variable elsewhere', ['path.txt', 'dist/path.txt'], {}, 'darwin', 'dist/path.txt'],
  ])('%s', async ([, files, env, platform, found]) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'electron-'));
    write(folder.path, Object.fromEntries(files.map((path) => [join(package_, path), 1])));
    // Names the program; here it is the file's own text.
    if (files.includes('path.txt')) writeFileSync(join(folder.path, package_, 'path.txt'), 'path.txt');
    const expected = found && join(folder.path, package_, found);
    expect(findElectron(folder.path, env, platform)).toBe(expected);
  });

  it('may be kept elsewhere', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'electron-'));
    write(folder.path, { 'own/electron': 1 });
    const own = join(folder.path, 'own');
    const env = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: own };
    expect(findElectron(folder.path, env, 'linux')).toBe(join(own, 'electron'));
  });
});
