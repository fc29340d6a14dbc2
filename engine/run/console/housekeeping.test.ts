import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFileOf } from '#engine/hosts/cli/config-file.ts';
import { pluginsFolder } from '#engine/plugins/index.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { Engine } from './engine.ts';
import { openEngine } from './open-engine.ts';

const MARKERS = 'language/go-markers';

/** As a host opens it: with the configuration that is written. */
function open(dataDir: string, restart?: () => void): Promise<Engine> {
  const configFile = configFileOf({ data: dataDir });
  return openEngine({ dataDir, config: configFile.read(), configFile, ...(restart ? { restart } : {}) });
}

async function stateOf(engine: Engine, id: string) {
  const { analyzers, restartNeeded } = await engine.housekeeping.plugins();
  const one = analyzers.find((analyzer) => analyzer.id === id);
  const { analyzers: running } = await engine.about();
  return {
    running: one?.running,
    configured: one?.configured,
    restartNeeded,
    used: running.some((key) => key.startsWith(`${id}@`)),
  };
}

describe('switches of plug-ins', () => {
  it('take effect at the next start alone; heuristics are off and labelled until then', async () => {
    await using folder = await tempFolder();
    {
      await using engine = await open(folder.path);
      const { analyzers } = await engine.housekeeping.plugins();
      expect(analyzers.filter(({ heuristic }) => heuristic).map(({ id, running }) => [id, running])).toEqual([
        [MARKERS, false],
      ]);
      expect(analyzers.filter(({ running, heuristic }) => !running && !heuristic)).toEqual([]);
      await engine.housekeeping.setPlugin({ kind: 'analyzer', id: MARKERS, on: true });
      await engine.housekeeping.setPlugin({ kind: 'analyzer', id: 'binary/pe', on: false });
      expect(await stateOf(engine, MARKERS)).toEqual({
        running: false,
        configured: true,
        restartNeeded: true,
        used: false,
      });
    }
    await using engine = await open(folder.path);
    expect(await stateOf(engine, MARKERS)).toEqual({
      running: true,
      configured: true,
      restartNeeded: false,
      used: true,
    });
    expect(await stateOf(engine, 'binary/pe')).toMatchObject({ running: false, used: false });
    // Back to what is usual: the file says nothing more about it.
    await engine.housekeeping.setPlugin({ kind: 'analyzer', id: MARKERS, on: false });
    await engine.housekeeping.setPlugin({ kind: 'analyzer', id: 'binary/pe', on: true });
    expect(configFileOf({ data: folder.path }).read().analyzers).toEqual({});
  });

  it('accept a plug-in from outside by the hash of all its files', async () => {
    await using folder = await tempFolder();
    const place = join(pluginsFolder(folder.path), 'one');
    mkdirSync(place, { recursive: true });
    const manifest = {
      schemaVersion: 1,
      id: 'test/one',
      displayName: 'One',
      version: 1,
      requiresRestart: true,
      entryPoint: 'index.js',
      capabilities: ['file-analyzer'],
      wants: [{ suffix: '.ko' }],
    };
    writeFileSync(join(place, 'manifest.json'), JSON.stringify(manifest));
    writeFileSync(join(place, 'index.js'), 'first');
    await using engine = await open(folder.path);
    const plugins = async () => (await engine.housekeeping.plugins()).plugins;
    const hash = expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string;
    const row = { id: 'test/one', version: 1, displayName: 'One', kind: 'file-analyzer', hash };
    expect(await plugins()).toEqual([{ ...row, running: 'off', configured: 'off' }]);
    await engine.housekeeping.setPlugin({ kind: 'plugin', id: 'test/one', on: true });
    expect(await plugins()).toEqual([{ ...row, running: 'off', configured: 'accepted' }]);
    writeFileSync(join(place, 'index.js'), 'second');
    expect(await plugins()).toEqual([{ ...row, running: 'off', configured: 'changed' }]);
    await engine.housekeeping.setPlugin({ kind: 'plugin', id: 'test/one', on: false });
    expect(await plugins()).toEqual([{ ...row, running: 'off', configured: 'off' }]);
  });

  it('refuse what is not there, and a configuration that is not theirs', async () => {
    await using folder = await tempFolder();
    await using engine = await open(folder.path);
    const wish = { kind: 'analyzer', id: 'no/such', on: true } as const;
    await expect(engine.housekeeping.setPlugin(wish)).rejects.toMatchObject({ code: 'not-found' });
    await expect(engine.housekeeping.setPlugin({ ...wish, kind: 'plugin' })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(() => engine.housekeeping.restart()).toThrow('cannot be started again');
    await using other = await openEngine({ dataDir: join(folder.path, 'other') });
    await expect(other.housekeeping.setPlugin({ ...wish, id: MARKERS })).rejects.toMatchObject({ code: 'refused' });
    expect((await other.housekeeping.plugins()).place).toEqual({ path: null, writable: false });
  });
});

it('asks its host for a restart', async () => {
  await using folder = await tempFolder();
  let asked = 0;
  await using engine = await open(folder.path, () => (asked += 1));
  engine.housekeeping.restart();
  expect([asked, (await engine.housekeeping.plugins()).canRestart]).toEqual([1, true]);
});

it('puts no name, path, message or value of the environment into diagnostics', async () => {
  await using folder = await tempFolder();
  const canary = 'canary-8472';
  process.env['STELLAOPS_TEST_CANARY'] = canary;
  const dataDir = join(folder.path, canary);
  await using engine = await open(dataDir);
  const path = join(dataDir, `${canary}.tar`);
  writeFileSync(path, sampleImage());
  for (const source of [path, join(dataDir, `no-${canary}.tar`)]) {
    await engine.scans.start({ source: { path: source } }).catch(() => undefined);
  }
  await expect
    .poll(async () => (await engine.scans.list()).every(({ status }) => status === 'done' || status === 'failed'), {
      timeout: 60_000,
    })
    .toBe(true);
  const text = await engine.housekeeping.diagnostics();
  delete process.env['STELLAOPS_TEST_CANARY'];
  const bundle = JSON.parse(text) as Readonly<Record<string, unknown>>;
  expect(Object.keys(bundle)).toEqual([
    'about',
    'analyzerSet',
    'analyzers',
    'acceptedPlugins',
    'limits',
    'workers',
    'storage',
    'images',
    'jobs',
    'connections',
  ]);
  expect(bundle['images']).toMatchObject({ count: 1, layers: 3 });
  for (const hidden of [canary, folder.path, 'example.org', 'greeting']) expect(text).not.toContain(hidden);
});
