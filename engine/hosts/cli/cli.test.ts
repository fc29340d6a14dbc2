import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { z } from 'zod';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { SAMPLE_FILE } from '#engine/testing/sample-image.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { runCommandLine } from './run-command-line.ts';
import { fileRowSchema } from '#shared/schema/file-row.ts';
import { packageRowSchema } from '#shared/schema/package-row.ts';
import { scanResultSchema } from '#shared/schema/scan-result.ts';

const TAG = 'example.org/greeting:1';
let folder: Awaited<ReturnType<typeof tempFolder>>;
let data: string;
let imageId: string;

/** Runs a command line in this process: starting a Node for each would be most of the time. */
async function runCli(args: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const exitCode = await runCommandLine(args, { stdout, stderr });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs a command on the scanned sample. */
const stellaops = (...args: string[]) => runCli([...args, '--data', data]);
const ndjson = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

beforeAll(async () => {
  folder = await tempFolder();
  data = join(folder.path, 'data');
  const { exitCode, stdout } = await stellaops('scan', SAMPLE_FILE, '--json');
  expect(exitCode).toBe(0);
  imageId = scanResultSchema.parse(JSON.parse(stdout)).imageId;
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('scan', () => {
  it('prints one result of the published shape on stdout and progress on stderr', async () => {
    const { exitCode, stdout, stderr } = await stellaops('scan', SAMPLE_FILE, '--json', '--force');
    const result = scanResultSchema.parse(JSON.parse(stdout));
    expect([exitCode, result.partial, result.layers.map(({ cached }) => cached)]).toEqual([
      0,
      false,
      [false, false, false],
    ]);
    expect(stderr).toMatch(/^acquire\nlayers\nlayer \d\/3 done /);
  });

  it('counts the same components when it is scanned again', async () => {
    const [first, again] = [
      await stellaops('scan', SAMPLE_FILE, '--json', '--force'),
      await stellaops('scan', SAMPLE_FILE, '--json'),
    ];
    const results = [first, again].map(({ stdout }) => scanResultSchema.parse(JSON.parse(stdout)));
    expect(results.map(({ components }) => components)).toEqual([3, 3]);
    expect(results[1]?.layers.every(({ cached }) => cached !== false)).toBe(true);
  });

  it('writes the document where it is told, the same bytes as export prints', async () => {
    const target = join(folder.path, 'bom.cdx.json');
    await stellaops('scan', SAMPLE_FILE, '-o', `cdx-json=${target}`);
    const exported = await stellaops('export', TAG, '--format', 'cdx-json');
    expect(exported.stdout).toBe(readFileSync(target, 'utf8'));
    expect(JSON.parse(exported.stdout)).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.7' });
    const alias = await stellaops('sbom', 'export', imageId.slice(0, 20));
    expect(alias.stdout).toBe(exported.stdout);
    // Nothing is left beside the file.
    expect(readdirSync(folder.path).sort()).toEqual(['bom.cdx.json', 'data']);
  });

  it.for(['cdx-json', 'cdx-pb', 'spdx-json', 'bom-index', 'spdx23-json', 'cdx16-json'])(
    'every format is valid, and the same from scan and export: %s',
    async (format) => {
      const [target, exported] = ['scanned', 'exported'].map((name) => join(folder.path, `${name}.${format}`)) as [
        string,
        string,
      ];
      await stellaops('scan', SAMPLE_FILE, '-o', `${format}=${target}`);
      await stellaops('export', TAG, '--format', format, '-o', exported);
      expect(Buffer.compare(readFileSync(target), readFileSync(exported))).toBe(0);
      const { exitCode, stdout } = await stellaops('sbom', 'validate', target);
      expect([exitCode, stdout.slice(0, 7)]).toEqual([0, 'valid  ']);
      const lean = join(folder.path, `lean.${format}`);
      await stellaops('export', TAG, '--format', format, '--profile', 'lean', '-o', lean);
      expect((await stellaops('sbom', 'validate', lean, '--json')).exitCode).toBe(0);
    },
  );

  it('validate says what is wrong, with exit 1', async () => {
    const target = join(folder.path, 'wrong.json');
    writeFileSync(target, '{"bomFormat":"CycloneDX","specVersion":"1.7","components":[{"name":"x"}]}');
    const { exitCode, stdout } = await stellaops('sbom', 'validate', target, '--json');
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      1,
      { valid: false, errors: [{ at: '/components/0', problem: 'required: {"missingProperty":"type"}' }] },
    ]);
    expect((await stellaops('sbom', 'validate', join(folder.path, 'none'))).exitCode).toBe(4);
  });

  it('the index answers which layers have a component', async () => {
    const target = join(folder.path, 'bom-index.bin');
    await stellaops('scan', SAMPLE_FILE, '-o', `bom-index=${target}`);
    const packages = ndjson((await stellaops('packages', TAG, '--json')).stdout) as {
      key: string;
      layers: { introduced: number };
    }[];
    const { key, layers } = packages[0] ?? { key: '', layers: { introduced: 0 } };
    const { exitCode, stdout } = await stellaops('index', 'query', target, key, '--json');
    const found = JSON.parse(stdout) as { layers: { index: number }[] };
    expect([exitCode, found.layers[0]?.index]).toEqual([0, layers.introduced]);
    expect((await stellaops('index', 'query', target, 'pkg:deb/debian/none@1')).exitCode).toBe(4);
    expect((await stellaops('index', 'query', SAMPLE_FILE, key)).exitCode).toBe(2);
  });

  it('says partial with exit 6 when a layer cannot be read, and keeps the others', async () => {
    const built = image({ tags: ['cut:1'], layers: [{ entries: [file('a', 'x')] }, { entries: [file('b', 'y')] }] });
    const wrong = dockerArchive([built], 'hybrid', {
      [`blobs/sha256/${built.layers[1]?.digest.slice(7)}`]: new Uint8Array(1024),
    });
    const path = join(folder.path, 'wrong.tar');
    writeFileSync(path, wrong);
    const { exitCode, stdout } = await stellaops('scan', path, '--json');
    const result = scanResultSchema.parse(JSON.parse(stdout));
    expect([exitCode, result.partial]).toEqual([6, true]);
    expect(result.diagnostics).toMatchObject([{ code: 'digest-mismatch', where: { layer: 1 } }]);
    const files = await stellaops('files', 'cut:1', '--json');
    // A document of it says so too.
    const exported = await stellaops('export', 'cut:1');
    expect([exported.exitCode, JSON.parse(exported.stdout)]).toMatchObject([
      6,
      { compositions: expect.arrayContaining([expect.objectContaining({ aggregate: 'incomplete' })]) },
    ]);
    expect([files.exitCode, ndjson(files.stdout).map((row) => fileRowSchema.parse(row).path)]).toEqual([6, ['a']]);
  });
});

describe('reading commands', () => {
  it('files: every row of the published shape, in byte order', async () => {
    const { exitCode, stdout } = await stellaops('files', TAG, '--json');
    const paths = ndjson(stdout).map((row) => fileRowSchema.parse(row).path);
    expect([exitCode, paths.length]).toEqual([0, paths.length]);
    expect(paths).toEqual([...paths].sort());
    expect(paths).toContain('opt/app/server');
  });

  it('packages: sorted by key, removed ones only when asked for', async () => {
    const { stdout } = await stellaops('packages', TAG, '--json');
    const rows = ndjson(stdout).map((row) => packageRowSchema.parse(row));
    expect(rows.map(({ key }) => key)).toEqual(rows.map(({ key }) => key).sort());
    expect(rows.map(({ type, name, version, layers }) => [type, name, version, layers.introduced])).toEqual([
      ['bin', 'server', null, 2],
      ['deb', 'greet-data', '1:7-1', 0],
      ['deb', 'greet', '2.3-2', 1],
    ]);
    const removed = await stellaops('packages', TAG, '--removed', '--json');
    expect(
      ndjson(removed.stdout)
        .map((row) => packageRowSchema.parse(row))
        .map(({ name, version, layers }) => [name, version, layers.removed]),
    ).toEqual([
      ['greet', '2.3-1', 1],
      ['old-tool', '0.9-2', 2],
    ]);
  });

  it.for([
    ['greet', /introduced in layer 1/],
    ['usr/bin/greet', /owned by pkg:deb/],
    ['usr/bin/old-tool', /removed in layer 2/],
    ['opt/app/server', /is bin:sha256:/],
  ] as const)('why %s', async ([subject, want]) => {
    const { exitCode, stdout } = await stellaops('why', TAG, subject);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(want)]);
  });

  it.for([['images'], ['artifacts'], ['artifacts', TAG], ['jobs'], ['config'], ['gc', '--dry-run'], ['schema']])(
    '%j runs, as text and as JSON',
    async (args) => {
      const text = await stellaops(...args);
      expect(text.exitCode).toBe(0);
      if (args[0] === 'schema') return;
      const asJson = await stellaops(...args, '--json');
      expect(asJson.exitCode).toBe(0);
      if (asJson.stdout !== '') ndjson(asJson.stdout);
    },
  );

  it('schema: each published name is a JSON Schema that zod made', async () => {
    const names = (await stellaops('schema')).stdout.trimEnd().split('\n');
    expect(names).toEqual(expect.arrayContaining(['config', 'file-row', 'package-row', 'scan-result']));
    const { stdout } = await runCli(['schema', 'file-row']);
    expect(JSON.parse(stdout)).toEqual(z.toJSONSchema(fileRowSchema, { io: 'input' }));
  });
});

describe('configuration', () => {
  it('flags win over the environment, the environment over the file, the file over defaults', async () => {
    await using own = await tempFolder();
    writeFileSync(
      join(own.path, 'scanner.yaml'),
      'jobs: 3\nemit:\n  name: from-file\n  sourceDateEpoch: "5"\nanalyzers:\n  os/dpkg-status: false\n',
    );
    vi.stubEnv('SOURCE_DATE_EPOCH', '7');
    const { stdout } = await runCli(['config', '--json', '--jobs', '2', '--data', own.path]);
    vi.unstubAllEnvs();
    expect(JSON.parse(stdout)).toMatchObject({
      config: { jobs: 2, emit: { name: 'from-file', sourceDateEpoch: '7' } },
      flags: ['jobs'],
      environment: ['SOURCE_DATE_EPOCH'],
    });
    // A plug-in that is off is part of the analyzer set, and finds nothing.
    const scanned = await runCli(['scan', SAMPLE_FILE, '--json', '--data', own.path]);
    expect(scanResultSchema.parse(JSON.parse(scanned.stdout)).components).toBe(1);
  });

  it.for(['jobs: many', 'limitz: {}', '- list', ': : :'])('refuses a file with %j', async (text) => {
    await using own = await tempFolder();
    writeFileSync(join(own.path, 'scanner.yaml'), text);
    const { exitCode, stderr } = await runCli(['config', '--data', own.path]);
    expect([exitCode, stderr.split('\n').length, stderr]).toEqual([2, 2, expect.stringContaining('scanner.yaml')]);
  });
});

describe('errors: one line, and JSON with --json', () => {
  const several = () => {
    const path = join(folder.path, 'several.tar');
    writeFileSync(
      path,
      dockerArchive([
        image({ tags: ['a:1'], layers: [{ entries: [file('a')] }] }),
        image({ tags: ['b:1'], layers: [{ entries: [file('b')] }] }),
      ]),
    );
    return path;
  };
  it.for([
    { name: 'no such file', args: () => ['scan', '/no/such/file'], exitCode: 4, says: /Cannot find/ },
    {
      name: 'a file that is no image',
      args: () => ['scan', import.meta.filename],
      exitCode: 2,
      says: /a container image/,
    },
    { name: 'several images', args: () => ['scan', several()], exitCode: 2, says: /a:1[\s\S]*b:1/ },
    { name: 'one of several', args: () => ['scan', several(), '--image', 'b:1'], exitCode: 0, says: /.*/ },
    { name: 'a registry', args: () => ['scan', 'docker:busybox'], exitCode: 5, says: /network/ },
    { name: 'an unknown command', args: () => ['frobnicate'], exitCode: 2, says: /frobnicate/ },
    { name: 'an unknown option', args: () => ['scan', 'x', '--frob'], exitCode: 2, says: /--frob/ },
    { name: 'an unknown format', args: () => ['scan', SAMPLE_FILE, '-o', 'pdf=x'], exitCode: 2, says: /cdx-json/ },
    { name: 'a document of an unknown image', args: () => ['export', 'none:1'], exitCode: 4, says: /none:1/ },
    {
      name: 'an unknown format of a document',
      args: () => ['export', TAG, '--format', 'xml'],
      exitCode: 2,
      says: /Cannot write format "xml": expected one of cdx-json/,
    },
    {
      name: 'an unknown profile',
      args: () => ['export', TAG, '--profile', 'tiny'],
      exitCode: 2,
      says: /Cannot write profile "tiny"/,
    },
    { name: 'an unknown image', args: () => ['files', 'none:1'], exitCode: 4, says: /none:1/ },
    { name: 'an unknown subject', args: () => ['why', TAG, 'pkg:deb/none'], exitCode: 4, says: /pkg:deb\/none/ },
    { name: 'an unknown schema', args: () => ['schema', 'none'], exitCode: 2, says: /scan-result/ },
  ])('$name: exit $exitCode', async ({ args, exitCode, says }) => {
    const text = await stellaops(...args());
    expect([text.exitCode, text.stderr]).toEqual([exitCode, expect.stringMatching(says)]);
    expect(text.stderr).not.toMatch(/\n\s+at /);
    if (exitCode === 0 || args()[0] === 'schema') return;
    const asJson = await stellaops(...args(), '--json');
    const last = asJson.stderr.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ error: { exitCode } });
  });
});

test('a reader that goes away ends the command without a word', () => {
  const command = `"${process.execPath}" "${join(import.meta.dirname, 'main.ts')}" files ${TAG} --json --data "${data}" | head -n 1`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  expect([status, stdout.split('\n').length, stderr]).toEqual([0, 2, '']);
});

test('the starter works from any folder, under whatever Node runs it', () => {
  const elsewhere = join(folder.path, 'elsewhere');
  mkdirSync(elsewhere);
  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'stellaops.js'), '--version'], {
    cwd: elsewhere,
    encoding: 'utf8',
  });
  expect([status, stdout.trim()]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
});
