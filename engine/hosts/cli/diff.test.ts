import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { SAMPLE_FILE, SAMPLE_UPDATE_FILE } from '#engine/testing/sample-image.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { diffSchema } from '#shared/schema/diff.ts';
import { runCommandLine } from './run-command-line.ts';

const [ONE, TWO] = ['example.org/greeting:1', 'example.org/greeting:2'];
let folder: Awaited<ReturnType<typeof tempFolder>>;

class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function stellaops(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const exitCode = await runCommandLine([...args, '--data', join(folder.path, 'data')], { stdout, stderr });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

const diff = (old: string, now: string, ...more: string[]) => stellaops('diff', '--old', old, '--new', now, ...more);

beforeAll(async () => {
  folder = await tempFolder();
  const both = await stellaops('scan', SAMPLE_FILE, SAMPLE_UPDATE_FILE);
  expect(both.exitCode).toBe(0);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('diff', () => {
  it.for([
    ['text', /^  upgraded +deb greet 2\.3-2 → 2\.4-1$/m],
    ['markdown', /^\| upgraded \| deb greet 2\.3-2 → 2\.4-1 \|$/m],
    ['ndjson', /^\{"kind":"component",.*"identity":"pkg:deb\/debian\/greet\?arch=amd64"/m],
    ['json', /^\{.*"schema":"stellaops.diff@1".*\}$/m],
  ] as const)('prints %s', async ([format, expected]) => {
    const { exitCode, stdout } = await diff(ONE, TWO, '--format', format);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(expected);
  });

  it('prints JSON of the published shape; as sbom diff too', async () => {
    const [one, other] = [
      await diff(ONE, TWO, '--json'),
      await stellaops('sbom', 'diff', '--old', ONE, '--new', TWO, '--format', 'json'),
    ];
    const parsed = diffSchema.parse(JSON.parse(one.stdout));
    expect(parsed.rows.map(({ name, class: kind }) => [name, kind])).toEqual([
      ['ada', 'added'],
      ['greet', 'version_changed'],
    ]);
    expect(other).toEqual(one);
  });

  it('scans a file first', async () => {
    const other = join(folder.path, 'other.tar');
    writeFileSync(other, dockerArchive([image({ layers: [{ entries: [file('new', 'x')] }] })], 'hybrid'));
    const { exitCode, stdout, stderr } = await diff(ONE, other);
    expect([exitCode, stderr.startsWith('acquire\n')]).toEqual([0, true]);
    expect(stdout).toContain('\n  added         /new\n');
  });

  it('tells by exit code', async () => {
    const same = await diff(ONE, ONE, '--exit-code');
    expect(same.stdout).toMatch(/^identical: 3 components/m);
    expect([same.exitCode, (await diff(ONE, TWO, '--exit-code')).exitCode, (await diff(ONE, TWO)).exitCode]).toEqual([
      0, 7, 0,
    ]);
  });

  it('marks another platform and a partial image', async () => {
    const [arm, cut] = [join(folder.path, 'arm.tar'), join(folder.path, 'cut.tar')];
    const spec = { layers: [{ entries: [file('a', 'a')] }] };
    writeFileSync(arm, dockerArchive([image({ ...spec, platform: { os: 'linux', architecture: 'arm64' } })], 'hybrid'));
    const other = await diff(ONE, arm);
    expect([other.exitCode, other.stdout]).toEqual([
      0,
      expect.stringContaining('\nNOTE the platforms differ: linux/amd64 and linux/arm64\n'),
    ]);
    const whole = image({ layers: [...spec.layers, { entries: [file('b', 'b'.repeat(5000))], compression: 'gzip' }] });
    const blob = whole.layers[1]?.digest ?? expect.fail('no layer');
    const damaged = Buffer.from(whole.layers[1]?.blob ?? []);
    damaged.fill(0, 20);
    const name = `blobs/sha256/${blob.slice(7)}`;
    writeFileSync(cut, dockerArchive([whole], 'hybrid', { [name]: damaged }));
    const partial = await diff(ONE, cut);
    expect(partial.exitCode).toBe(6);
    expect(partial.stdout).toContain('\nNOTE the new image is partial: what is missing there may only be unread\n');
    expect(partial.stdout).toMatch(/^new .*PARTIAL/m);
  });

  it.for<[string, readonly string[], number, RegExp]>([
    ['no side', ['--old', ONE], 2, /expected --old and --new/],
    ['an unknown image', ['--old', 'nope', '--new', TWO], 4, /^Cannot find image "nope" in /],
    [
      'an unknown format',
      ['--old', ONE, '--new', TWO, '--format', 'xml'],
      2,
      /found format "xml", expected one of text/,
    ],
    ['an unknown view', ['--old', ONE, '--new', TWO, '--view', 'all'], 2, /found view "all"/],
    ['a registry', ['--old', 'registry:x/y', '--new', TWO], 5, /network/],
  ])('refuses %s', async ([, args, exitCode, message]) => {
    const found = await stellaops('diff', ...args);
    expect([found.exitCode, found.stdout]).toEqual([exitCode, '']);
    expect(found.stderr).toMatch(message);
  });

  it('refuses images of different analyzers, unless told', async () => {
    const config = join(folder.path, 'other.yaml');
    writeFileSync(config, 'limits:\n  layerBytes: 1000000\n');
    await stellaops('scan', SAMPLE_UPDATE_FILE, '--config', config);
    const refused = await diff(ONE, TWO);
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/^Cannot compare .* different analyzers/);
    const allowed = await diff(ONE, TWO, '--allow-mixed', '--exit-code');
    expect([allowed.exitCode, allowed.stdout]).toEqual([
      7,
      expect.stringMatching(/^NOTE .*different sets of analyzers/m),
    ]);
  });
});
