import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Component } from '#shared/model/component.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { runCommandLine } from '#engine/hosts/cli/run-command-line.ts';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { debComponent } from '#engine/testing/graph.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { OpenPlugins } from './open-plugins.ts';
import { type FoundPlugin, pluginsFolder, readPlugins } from './read-plugins.ts';

const EXAMPLES = join(import.meta.dirname, '../../docs/plug-ins');
const MANIFEST = {
  schemaVersion: 1,
  id: 'test/one',
  displayName: 'One',
  version: 1,
  requiresRestart: true,
  entryPoint: 'index.js',
  capabilities: ['file-analyzer'],
  wants: [{ suffix: '.ko' }],
};
const ANNOTATOR = { ...MANIFEST, id: 'test/notes', capabilities: ['annotator'], wants: [] };

let folder: Awaited<ReturnType<typeof tempFolder>>;
let data: string;
let count = 0;

beforeAll(async () => (folder = await tempFolder()));
afterAll(async () => await folder[Symbol.asyncDispose]());
beforeEach(() => (data = join(folder.path, String(count++))));

/** Puts a plug-in into the data folder. */
function plug(name: string, manifest: unknown, code = ''): string {
  const place = join(pluginsFolder(data), name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'manifest.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  writeFileSync(join(place, 'index.js'), code);
  return place;
}

async function only(): Promise<FoundPlugin> {
  const { plugins } = await readPlugins(data);
  return plugins[0] ?? expect.fail('no plug-in');
}

/** Every plug-in that is there, accepted. */
async function open(): Promise<OpenPlugins> {
  const { plugins } = await readPlugins(data);
  return await OpenPlugins.open(data, Object.fromEntries(plugins.map(({ manifest, hash }) => [manifest.id, hash])));
}

async function cli(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        texts[name] += chunk.toString();
        done();
      },
    });
  const exitCode = await runCommandLine([...args, '--data', data], { stdout: sink('stdout'), stderr: sink('stderr') });
  return { exitCode, ...texts };
}

describe('manifests', () => {
  it.for<[name: string, manifest: unknown, found: RegExp]>([
    ['no JSON', '{', /JSON/],
    ['another schema version', { ...MANIFEST, schemaVersion: 2 }, /schemaVersion/],
    ['a key that is not known', { ...MANIFEST, network: true }, /network/],
    ['an entry point outside', { ...MANIFEST, entryPoint: '../index.js' }, /entryPoint/],
    ['an entry point that is not there', { ...MANIFEST, entryPoint: 'main.js' }, /main\.js/],
    ['two capabilities', { ...MANIFEST, capabilities: ['file-analyzer', 'annotator'] }, /capabilities/],
    ['a pattern that leaves the root', { ...MANIFEST, wants: [{ path: '../etc' }] }, /wants/],
  ])('%s', async ([, manifest, found]) => {
    const place = plug('one', manifest);
    const { plugins, diagnostics } = await readPlugins(data);
    expect(plugins).toEqual([]);
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'malformed',
        what: 'plug-in manifest',
        found: expect.stringMatching(found) as string,
        where: { file: join(place, 'manifest.json') },
      }),
    ]);
  });

  it('a link in the folder, and an id that another one has', async () => {
    symlinkSync('/etc/passwd', join(plug('a', MANIFEST), 'link'));
    plug('b', MANIFEST);
    plug('c', MANIFEST);
    const { plugins, diagnostics } = await readPlugins(data);
    expect(plugins.map(({ folder: place }) => place)).toEqual([join(pluginsFolder(data), 'b')]);
    expect(diagnostics).toHaveLength(2);
  });

  it('the hash changes with every file', async () => {
    const place = plug('one', MANIFEST, 'export const x = 1;');
    const before = (await only()).hash;
    writeFileSync(join(place, 'index.js'), 'export const x = 2;');
    const changed = (await only()).hash;
    writeFileSync(join(place, 'more.txt'), '');
    expect(new Set([before, changed, (await only()).hash]).size).toBe(3);
  });
});

describe('acceptance', () => {
  it('none that is not accepted, changed, or gone', async () => {
    plug('one', MANIFEST, 'export const analyze = () => ({ packages: [] });');
    const { hash } = await only();
    await using none = await OpenPlugins.open(data, {});
    expect(none.analyzers).toEqual([]);
    await expect(OpenPlugins.open(data, { 'test/one': `sha256:${'0'.repeat(64)}` })).rejects.toMatchObject({
      code: 'not-accepted',
      message: expect.stringContaining(hash) as string,
    });
    await expect(OpenPlugins.open(data, { 'test/two': hash })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('file-analyzers', () => {
  const stated = { type: 'generic', name: 'x', version: '1', segments: [{ from: 0, to: 2 }] };
  const analyzed = async (code: string, bytes = Buffer.from('abcd')) => {
    plug('one', MANIFEST, code);
    await using plugins = await open();
    return await plugins.analyzers[0]?.analyzeLater(bytes);
  };

  it('the host cites what they name', async () => {
    const outcome = await analyzed(`export const analyze = () => ({ packages: [${JSON.stringify(stated)}] });`);
    const cited = { kind: 'bytes', container: [], segments: [{ from: 0, to: 2 }], sha256: sha256('ab') };
    expect(outcome).toEqual({
      status: 'complete',
      facts: [
        {
          kind: 'declared-package',
          type: 'generic',
          namespace: null,
          name: 'x',
          version: '1',
          qualifiers: {},
          licences: [],
          details: {},
          requires: [],
          places: [],
          cited,
        },
      ],
    });
  });

  it.for<[name: string, answer: string]>([
    [
      'bytes that the file does not have',
      JSON.stringify({ packages: [{ ...stated, segments: [{ from: 0, to: 5 }] }] }),
    ],
    ['no bytes', JSON.stringify({ packages: [{ ...stated, segments: [] }] })],
    ['a type of the operating system', JSON.stringify({ packages: [{ ...stated, type: 'deb' }] })],
    ['a field of its own', JSON.stringify({ packages: [{ ...stated, purl: 'pkg:generic/x@1' }] })],
    ['nothing', 'undefined'],
  ])('refused: %s', async ([, answer]) => {
    expect(await analyzed(`export const analyze = () => (${answer});`)).toMatchObject({
      status: 'failed',
      diagnostics: [{ code: 'malformed', what: 'answer of plug-in test/one' }],
    });
  });

  it('one that throws has failed on this file', async () => {
    expect(await analyzed(`export const analyze = () => { throw new TypeError('odd'); };`)).toMatchObject({
      status: 'failed',
      diagnostics: [{ code: 'failed', found: 'TypeError: odd' }],
    });
  });

  it('one that ends, or exports nothing, ends the scan', async () => {
    await expect(analyzed('export const analyze = () => process.exit(3);')).rejects.toMatchObject({ code: 'stopped' });
    await expect(analyzed('export const other = 1;')).rejects.toMatchObject({ code: 'bad-answer' });
    await expect(analyzed('syntax error')).rejects.toMatchObject({ code: 'stopped' });
  });

  it.for<[name: string, code: string]>([
    ['read another file', `import { readFileSync } from 'node:fs'; readFileSync('/etc/hostname')`],
    ['read the folder above', `import { readdirSync } from 'node:fs'; readdirSync('..')`],
    ['write', `import { writeFileSync } from 'node:fs'; writeFileSync('x', '')`],
    [
      'start a program',
      `import { spawnSync } from 'node:child_process'; const r = spawnSync('true'); if (r.error) throw r.error`,
    ],
    ['start a thread', `import { Worker } from 'node:worker_threads'; new Worker('', { eval: true })`],
  ])('cannot %s', async ([, code]) => {
    await expect(analyzed(`${code}; export const analyze = () => ({ packages: [] });`)).rejects.toMatchObject({
      code: 'stopped',
      message: expect.stringMatching(/Access to this API has been restricted/) as string,
    });
  });

  it('sees nothing of the environment', async () => {
    const code = `export const analyze = () => ({ packages: Object.keys(process.env).filter((n) => n !== 'NODE_CHANNEL_FD' && n !== 'NODE_CHANNEL_SERIALIZATION_MODE') });`;
    expect(await analyzed(code)).toEqual({ status: 'complete', facts: [] });
  });
});

describe('annotators', () => {
  const components: readonly Component[] = [debComponent('a', '1'), debComponent('b', '2')];
  const annotated = async (code: string): Promise<readonly Component[]> => {
    plug('notes', ANNOTATOR, code);
    await using plugins = await open();
    return await plugins.annotate(components);
  };

  it('add texts under their own name, and change nothing', async () => {
    const code = `export const annotate = ({ components }) => {
      const [first] = components;
      const { key } = first;
      first.name = 'changed';
      return { annotations: [{ key, name: 'note', value: 'seen' }] };
    };`;
    expect(await annotated(code)).toEqual([
      { ...components[0], annotations: { 'test/notes:note': 'seen' } },
      components[1],
    ]);
  });

  it.for<[name: string, annotation: object]>([
    ['a component that is not there', { key: 'pkg:deb/x@1', name: 'note', value: '' }],
    ['a name that is none', { key: components[0]?.key, name: 'Purl!', value: '' }],
    ['an edge', { key: components[0]?.key, name: 'note', value: '', dependencies: [] }],
  ])('refused: %s', async ([, annotation]) => {
    const answer = JSON.stringify({ annotations: [annotation] });
    await expect(annotated(`export const annotate = () => (${answer});`)).rejects.toMatchObject({ code: 'bad-answer' });
  });
});

describe('the examples, in a scan', () => {
  /** Texts as the kernel's build writes them into .modinfo. */
  const module = '\x7fELF…\0license=GPL v2\0name=loop\0vermagic=6.1.0-18-amd64 SMP mod_unload\0';
  const status = 'Package: greet\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n';
  const archive = (): string => {
    const path = join(folder.path, 'image.tar');
    writeFileSync(
      path,
      dockerArchive([
        image({ layers: [{ entries: [file('lib/modules/loop.ko', module), file('var/lib/dpkg/status', status)] }] }),
      ]),
    );
    return path;
  };
  const install = (): void => {
    for (const name of ['kernel-modules', 'support-notes'])
      cpSync(join(EXAMPLES, name), join(pluginsFolder(data), name), { recursive: true });
  };

  it('are off until their hashes are accepted, and then state what they find', async () => {
    install();
    const first = await cli('scan', archive(), '--json');
    expect(first.exitCode).toBe(0);
    const listed = await cli('plugins', '--json');
    const { outside } = JSON.parse(listed.stdout) as { outside: { id: string; state: string; hash: string }[] };
    expect(outside.map(({ id, state }) => [id, state])).toEqual([
      ['example/kernel-modules', 'off'],
      ['example/support-notes', 'off'],
    ]);

    const lines = outside.map(({ id, hash }) => `  ${id}: ${hash}\n`).join('');
    writeFileSync(join(data, 'scanner.yaml'), `plugins:\n${lines}`);
    const second = await cli('scan', archive(), '--json');
    expect(second.exitCode).toBe(0);
    const { imageId } = JSON.parse(second.stdout) as { imageId: string };
    const rows = (await cli('packages', imageId, '--json')).stdout.trim().split('\n');
    const components = rows.map((row) => JSON.parse(row) as Component);
    const found =
      components.find(({ key }) => key === 'pkg:generic/loop@6.1.0-18-amd64') ?? expect.fail(rows.join('\n'));
    const [proof] = found.evidence.filter(({ proves }) => proves === 'component');
    const text = proof?.locator.segments.map(({ from, to }) => Buffer.from(module).toString('utf8', from, to));
    expect(text).toEqual(['name=loop', 'vermagic=6.1.0-18-amd64 SMP mod_unload']);
    expect(found.evidence.map(({ analyzer }) => analyzer.replace(/[0-9a-f]{16}/, '…'))).toEqual([
      'plugin/example/kernel-modules/…@1',
      'plugin/example/kernel-modules/…@1',
    ]);
    const document = JSON.parse((await cli('export', imageId, '--format', 'cdx-json')).stdout) as {
      components: { name: string; properties: { name: string; value: string }[] }[];
    };
    const notes = document.components.flatMap(({ name, properties }) =>
      properties
        .filter((one) => one.name.startsWith('stellaops:annotation:'))
        .map((one) => [name, one.name, one.value]),
    );
    expect(notes).toEqual([
      ['greet', 'stellaops:annotation:example/support-notes:note', 'Maintained by the desktop team'],
    ]);
  });

  it('changed code ends the scan with what to do', async () => {
    install();
    const { plugins } = await readPlugins(data);
    writeFileSync(
      join(data, 'scanner.yaml'),
      `plugins:\n${plugins.map(({ manifest, hash }) => `  ${manifest.id}: ${hash}\n`).join('')}`,
    );
    const code = join(pluginsFolder(data), 'support-notes', 'index.js');
    writeFileSync(code, `${readFileSync(code, 'utf8')}\n`);
    const { exitCode, stderr } = await cli('scan', archive());
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Plug-in example/support-notes is not the one that was accepted');
    expect((await cli('plugins')).stdout).toContain('example/support-notes@1  annotator  changed  components');
  });
});
