import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { EngineChild } from '#shared/host/engine-child.ts';
import { EngineKeeper, type EngineState } from '#shared/host/engine-keeper.ts';
import { isBuilt } from '../../app/start/build-age.ts';
import { writeElectronStub } from './electron-stub.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** What the fuses must be, and that the packager may not leave to Electron's defaults. */
const fuses: Readonly<Record<string, boolean>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

const folder = await tempFolder();
const packed = join(folder.path, 'out', process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked');
const asar = join(packed, 'resources/app.asar');
const extracted = join(folder.path, 'extracted');
const native = `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`;

/** Files of a folder, sorted. */
async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    .sort();
}

/** Modules that a built file asks for. */
async function requiresOf(path: string): Promise<string[]> {
  const text = await readFile(join(extracted, path), 'utf8');
  return [...new Set([...text.matchAll(/\b(?:require|import)\("([^"]+)"\)/g)].map(([, name]) => name ?? ''))].sort();
}

beforeAll(async () => {
  const bin = (name: string): string => join(root, 'node_modules', name);
  // In a test, Vite would leave packages out of the bundles.
  const { VITEST: _, ...env } = process.env;
  if (!isBuilt(root)) await run(process.execPath, [bin('vite/bin/vite.js'), 'build'], { cwd: root, env });
  const { version } = JSON.parse(await readFile(bin('electron/package.json'), 'utf8')) as { version: string };
  const stub = join(folder.path, 'electron');
  await mkdir(stub);
  // Each fuse the other way round, so that each has to be set.
  await writeElectronStub(stub, version, [...Object.values(fuses).map((on) => !on), true]);
  const settings = [`-c.electronDist=${stub}`, `-c.directories.output=${join(folder.path, 'out')}`];
  await run(process.execPath, [bin('electron-builder/cli.js'), '--dir', '--linux', `--${process.arch}`, ...settings], {
    cwd: root,
  });
  extractAll(asar, extracted);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('the packed desktop program', () => {
  it('has each fuse as it must be', async () => {
    const wire = await getCurrentFuseWire(join(packed, 'stellaops-scanner'));
    const states = Object.keys(fuses).map((name) => [
      name,
      wire[FuseV1Options[name as keyof typeof FuseV1Options]] === FuseState.ENABLE,
    ]);
    expect(Object.fromEntries(states)).toEqual(fuses);
    // One that Electron has turned on for memory safety and the packager does not know.
    expect(wire[FuseV1Options.WasmTrapHandlers]).toBe(FuseState.ENABLE);
  });

  it('holds the bundles, SQLite and bitmaps, and nothing else', () => {
    const files = listPackage(asar, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1));
    const kinds = files.map((path) =>
      path
        .replace(/^dist\/engine\/[\w-]+-[\w-]{8}\.js$/, 'dist/engine/CHUNK')
        .replace(/^dist\/renderer\/assets\/.+/, 'dist/renderer/ASSET')
        .replace(/^node_modules\/better-sqlite3\/lib\/.+/, 'node_modules/better-sqlite3/LIB'),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      'LICENSE',
      'dist',
      'dist/app',
      'dist/app/main.cjs',
      'dist/app/preload.cjs',
      'dist/engine',
      'dist/engine/CHUNK',
      'dist/engine/desktop.js',
      'dist/engine/layer-worker.js',
      'dist/renderer',
      'dist/renderer/ASSET',
      'dist/renderer/assets',
      'dist/renderer/index.html',
      'node_modules',
      'node_modules/better-sqlite3',
      'node_modules/better-sqlite3/LIB',
      'node_modules/better-sqlite3/LICENSE',
      'node_modules/better-sqlite3/lib',
      'node_modules/better-sqlite3/package.json',
      'node_modules/better-sqlite3/prebuilds',
      native,
      'node_modules/roaring-wasm',
      'node_modules/roaring-wasm/LICENSE',
      'node_modules/roaring-wasm/index.js',
      'node_modules/roaring-wasm/index.wasm',
      'node_modules/roaring-wasm/package.json',
      'package.json',
    ]);
  });

  it('has one file outside of its archive: the native module for this machine, as it was installed', async () => {
    expect(await filesIn(`${asar}.unpacked`)).toEqual([native]);
    const [there, here] = await Promise.all([readFile(join(`${asar}.unpacked`, native)), readFile(join(root, native))]);
    expect(there.equals(here)).toBe(true);
  });

  it('would find its native module for every system that it is made for', async () => {
    const names = ['darwin', 'linux', 'win32'].flatMap((name) => [`${name}-arm64.node`, `${name}-x64.node`]);
    expect(await readdir(join(root, 'node_modules/better-sqlite3/prebuilds'))).toEqual(expect.arrayContaining(names));
  });

  it('has a preload script that a sandbox can run: one file that asks for Electron alone', async () => {
    expect(await requiresOf('dist/app/preload.cjs')).toEqual(['electron']);
    expect((await requiresOf('dist/app/main.cjs')).filter((name) => !name.startsWith('node:'))).toEqual([
      'electron/common',
      'electron/main',
    ]);
  });

  it('starts: its main script hands its paths to the instance that runs', async () => {
    const electron = join(extracted, 'node_modules/electron');
    await mkdir(electron);
    await writeFile(join(electron, 'package.json'), '{ "name": "electron", "type": "commonjs" }');
    const app = `{ isPackaged: false, quit: () => console.log('quit'),
      requestSingleInstanceLock: (data) => (console.log(JSON.stringify(data)), false) }`;
    await writeFile(join(electron, 'common.js'), 'exports.nativeImage = {}');
    await writeFile(join(electron, 'main.js'), `exports.app = ${app}`);
    const { stdout } = await run(process.execPath, [join(extracted, 'dist/app/main.cjs'), 'a.tar'], { cwd: '/srv' });
    expect(stdout).toBe('{"paths":["/srv/a.tar"],"links":[]}\nquit\n');
  });
});

describe('the packed engine, kept by the program', () => {
  it('serves the packed page, is back after a kill on the same port with another secret, and ends in order', async () => {
    const states: EngineState[] = [];
    const pids: number[] = [];
    let exitCode: number | null = null;
    /** As Electron would, but in a process of Node. */
    const start = (): EngineChild => {
      const child = fork(join(extracted, 'dist/engine/desktop.js'), [], {
        env: { ...process.env, STELLAOPS_HOME: join(folder.path, 'data') },
        execArgv: [],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      pids.push(child.pid ?? 0);
      return {
        send: (message) => void child.send(message),
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) =>
          void once(child, 'exit').then(([code]) => {
            exitCode = code as number | null;
            listener(exitCode ?? 137);
          }),
        kill: () => void child.kill('SIGKILL'),
      };
    };
    const keeper = new EngineKeeper({
      fork: start,
      onState: (state) => states.push(state),
      nowMs: () => performance.now(),
      after: (ms, later) => {
        const timer = setTimeout(later, ms);
        return () => clearTimeout(timer);
      },
    });
    const running = (count: number) =>
      expect
        .poll(() => states.filter(({ at }) => at === 'running').length, { timeout: 60_000, interval: 50 })
        .toBe(count);
    const statusFor = async (token: string): Promise<number> => {
      const headers = { authorization: `Bearer ${token}`, 'sec-fetch-site': 'same-origin' };
      return (await fetch(`${origin}/bytes/x`, { headers })).status;
    };

    keeper.start();
    await running(1);
    const { origin, token: first } = keeper.state as Extract<EngineState, { at: 'running' }>;
    const page = await fetch(origin);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await statusFor(first)).toBe(404);

    process.kill(pids[0] ?? 0, 'SIGKILL');
    await running(2);
    const { origin: again, token: second } = keeper.state as Extract<EngineState, { at: 'running' }>;
    expect(again).toBe(origin);
    expect([await statusFor(first), await statusFor(second)]).toEqual([401, 404]);

    await keeper.stop();
    expect(exitCode).toBe(0);
    expect(states.map(({ at }) => at)).toEqual(['starting', 'running', 'restarting', 'starting', 'running', 'stopped']);
  });
});
