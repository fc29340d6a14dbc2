import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveOf, dockerArchive, image, ociLayout } from '#engine/testing/image.ts';
import { file, hardlink, whiteout } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { readZipDirectory } from '#engine/formats/zip/read-directory.ts';
import { zip } from '#engine/testing/zip.ts';
import type { Citation } from '#shared/schema/citation.ts';
import { citationSchema } from '#shared/schema/citation.ts';
import { runCommandLine } from './run-command-line.ts';

const stanza = (name: string, version: string): string =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\nDescription: ${name}\n\n`;
const POM = 'groupId=org.example\nartifactId=inner\nversion=1.2\n';
const jar = zip([{ name: 'META-INF/maven/org.example/inner/pom.properties', content: POM }]);
const built = image({
  tags: ['acme/cited:1'],
  created: '2026-01-01T00:00:00Z',
  layers: [
    {
      entries: [
        file('var/lib/dpkg/status', stanza('alpha', '1.0') + stanza('gone', '2')),
        file('srv/inner-1.2.jar', jar),
        file('opt/tool', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(5000, 0x41)])),
        hardlink('opt/twin', 'opt/tool'),
        file('lib/apk/db/installed', 'P:busy\nV:1-r0\nA:x86_64\n\n'),
      ],
    },
    { entries: [file('var/lib/dpkg/status', stanza('alpha', '1.0'))], compression: 'gzip' },
    { entries: [whiteout('lib/apk/db/installed')] },
  ],
});
const archive = dockerArchive([built]);

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

let folder: Awaited<ReturnType<typeof tempFolder>>;
let path: string;
/** By what is cited. */
const citations = new Map<string, Citation>();

async function stellaops(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const exitCode = await runCommandLine([...args, '--data', join(folder.path, 'data')], { stdout, stderr });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

function write(name: string, content: string | Uint8Array): string {
  const at = join(folder.path, name);
  writeFileSync(at, content);
  return at;
}

const verify = (citation: object | string, ...more: string[]) =>
  stellaops(
    'verify',
    'citation',
    write('citation.txt', typeof citation === 'string' ? citation : JSON.stringify(citation)),
    ...more,
  );

type Verdict = { verified: boolean; against: string; wordsDiffer: boolean; checks: { check: string; ok: boolean }[] };

/** The exit code with what the verdict says in short: `image layer !file` when the file differs. */
async function verdictOf(citation: object | string, ...more: string[]): Promise<[number, string, string]> {
  const { exitCode, stdout, stderr } = await verify(citation, '--json', ...more);
  if (stdout === '') return [exitCode, '', stderr];
  const { checks, against } = JSON.parse(stdout) as Verdict;
  return [exitCode, against, checks.map(({ check, ok }) => `${ok ? '' : '!'}${check}`).join(', ')];
}

beforeAll(async () => {
  folder = await tempFolder();
  path = write('image.tar', archive);
  expect((await stellaops('scan', path)).exitCode).toBe(0);
  const rows = [
    ...(await stellaops('packages', 'acme/cited:1', '--json')).stdout.trim().split('\n'),
    ...(await stellaops('packages', 'acme/cited:1', '--json', '--removed')).stdout.trim().split('\n'),
  ].map((line) => JSON.parse(line) as { key: string; name: string });
  for (const { key, name } of rows)
    for (const line of (await stellaops('why', 'acme/cited:1', key, '--cite', '--json')).stdout.trim().split('\n')) {
      const citation = citationSchema.parse(JSON.parse(line));
      citations.set(`${name} ${citation.claim?.proves ?? ''}`, citation);
    }
});
afterAll(() => folder[Symbol.asyncDispose]());

const cited = (name: string): Citation => {
  const citation = citations.get(name);
  if (!citation) throw new Error(`nothing cites ${name}, only ${[...citations.keys()].join(', ')}`);
  return citation;
};

describe('verify citation', () => {
  it('checks all that are in a file, as they are printed one after the other', async () => {
    const print = async (name: string): Promise<string> =>
      (await stellaops('why', 'acme/cited:1', cited(name).subject.key ?? '', '--cite')).stdout;
    const printed = (await print('alpha component')) + (await print('tool component'));
    const count = printed.split('\n').filter((line) => line.startsWith('{')).length;
    expect(count).toBeGreaterThan(1);
    const { exitCode, stdout } = await verify(printed);
    expect([exitCode, stdout.match(/^verified/gm)?.length, stdout.match(/words before/g)]).toEqual([0, count, null]);

    const one = (await verify(printed, '--json')).stdout.trim().split('\n');
    expect(one.map((line) => (JSON.parse(line) as Verdict).verified)).toEqual(
      Array.from({ length: count }, () => true),
    );
    // One that differs makes the difference, wherever it stands.
    const { sha256 } = cited('alpha component').locator;
    const changed = await verify(printed.replaceAll(sha256, '0'.repeat(64)));
    expect([changed.exitCode, /^NOT VERIFIED/m.test(changed.stdout), /^verified/m.test(changed.stdout)]).toEqual([
      1,
      true,
      true,
    ]);
    // What stands behind the last one is no citation.
    expect((await verify(`${printed}\nand more`)).exitCode).toBe(2);
  });

  it.for(['alpha component', 'gone component', 'tool component', 'org.example:inner component'])(
    'finds the bytes of %s in the archive again',
    async (name) => {
      expect(await verdictOf(cited(name))).toEqual([0, 'archive', 'image, layer, cited bytes']);
      expect(await verdictOf(cited(name), '--source', path)).toEqual([0, 'archive', 'image, layer, cited bytes']);
    },
  );

  it('takes the same image in another archive, and its copied text', async () => {
    const other = write('layout.tar', archiveOf(ociLayout([built])));
    const { stdout } = await stellaops('why', 'acme/cited:1', cited('alpha component').subject.key ?? '', '--cite');
    const text = `${stdout.trim().split('\n\n').slice(0, 2).join('\n\n')}\n`;
    expect(text).toMatch(/^alpha 1\.0 {2}\(pkg:deb\/.*\)\nclaim {4}component {3}source os-package-database/);
    expect(await verdictOf(text, '--source', other)).toEqual([0, 'archive', 'image, layer, cited bytes']);
    expect(JSON.parse((await verify(text, '--json')).stdout)).toMatchObject({ wordsDiffer: false });
    const forged = text.replace('alpha 1.0', 'alpha 9.9');
    expect(JSON.parse((await verify(forged, '--json')).stdout)).toMatchObject({ verified: true, wordsDiffer: true });
  });

  it('fails for each byte of the cited range that is changed in the archive', async () => {
    const citation = cited('gone component');
    const start = Buffer.from(archive).indexOf('Package: gone');
    const length = stanza('gone', '2').length;
    for (const at of [start, start + 9, start + 40, start + length - 2]) {
      const changed = Buffer.from(archive);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const [exitCode, , checks] = await verdictOf(citation, '--source', write('changed.tar', changed));
      expect([at - start, exitCode, checks]).toEqual([at - start, 1, 'image, !layer']);
    }
  });

  it('fails for any byte of a compressed layer, and of the config', async () => {
    const citation = cited('alpha component');
    expect(citation.locator.layerIndex).toBe(1);
    const bytes = Buffer.from(archiveOf(ociLayout([built])));
    const blob = built.layers[1]?.blob ?? expect.fail('no layer');
    const [gzip, size] = [bytes.indexOf(blob), blob.length];
    expect(gzip).toBeGreaterThan(0);
    for (let at = gzip + 10; at < gzip + size; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      const [exitCode, , checks] = await verdictOf(citation, '--source', write('changed.tar', changed));
      expect([at, exitCode, checks]).toEqual([at, 1, 'image, !layer']);
    }
    const changed = Buffer.from(bytes);
    changed[bytes.indexOf('"architecture"') + 1] = 0x41;
    expect((await verdictOf(citation, '--source', write('changed.tar', changed))).slice(0, 1)).toEqual([1]);
  });

  it.for([
    ['another layer', { locator: { layerIndex: 0 } }, 'image, !layer'],
    ['no such layer', { locator: { layerIndex: 7 } }, 'image, !layer'],
    ['another path', { locator: { path: 'etc/none' } }, 'image, layer, !file'],
    ['a path that leaves the root', { locator: { path: '../etc' } }, 'image, layer, !file'],
    ['no such member', { locator: { container: ['none'] } }, 'image, layer, !file'],
    ['other bytes', { locator: { segments: [{ from: 1, to: 5 }] } }, 'image, layer, !cited bytes'],
    ['bytes outside of the file', { locator: { segments: [{ from: 1, to: 2 ** 50 }] } }, 'image, layer, !cited bytes'],
    [
      'a header outside of the layer',
      { locator: { container: ['layer tar'], segments: [{ from: 0, to: 2 ** 50 }] } },
      'image, layer, !cited bytes',
    ],
    ['another hash', { locator: { sha256: 'a'.repeat(64) } }, 'image, layer, !cited bytes'],
    ['another file', { fileSha256: 'a'.repeat(64) }, 'image, layer, !file'],
  ] as const)('says what differs: %s', async ([, change, checks]) => {
    const citation = cited('alpha component');
    const changed = {
      ...citation,
      ...change,
      locator: { ...citation.locator, ...('locator' in change ? change.locator : {}) },
    };
    expect(await verdictOf(changed)).toEqual([1, 'archive', checks]);
  });

  it('checks the marker that removes a file, and a name that is a hard link', async () => {
    const { locator, ...rest } = cited('tool component');
    expect(await verdictOf({ ...rest, locator: { ...locator, path: 'opt/twin' } })).toEqual([
      0,
      'archive',
      'image, layer, cited bytes',
    ]);
    const removal = cited('busy removal');
    expect(removal.locator.container).toEqual(['layer tar']);
    expect(await verdictOf(removal)).toEqual([0, 'archive', 'image, layer, cited bytes']);
  });

  it.for([
    ['nothing', '', 2, /found "text without a line that begins/],
    ['no JSON', '{"schema":', 2, /Cannot read citation/],
    ['other JSON', '{"schema":"stellaops.citation@1"}', 2, /expected JSON as/],
  ] as const)('refuses %s', async ([, text, code, message]) => {
    const { exitCode, stderr } = await verify(text);
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(message);
  });

  it('names what is missing', async () => {
    const citation = cited('alpha component');
    const unknown = { ...citation, image: { ...citation.image, id: `sha256:${'b'.repeat(64)}` } };
    expect((await verify(unknown)).exitCode).toBe(4);
    expect((await verify(unknown)).stderr).toMatch(/name its archive with --source/);
    expect(await verdictOf(unknown, '--source', path)).toEqual([1, 'archive', '!image']);
    expect((await verify(citation, '--source', join(folder.path, 'none.tar'))).exitCode).toBe(4);
    expect((await stellaops('verify', 'citation', join(folder.path, 'none.txt'))).exitCode).toBe(4);
  });

  it('prints no control characters of what it was given', async () => {
    const citation = cited('alpha component');
    const { stdout } = await verify({
      ...citation,
      locator: { ...citation.locator, path: 'etc/\u001b[31m\u202ex\ny' },
    });
    expect(stdout).toContain(String.raw`expected etc/\u001b[31m\u202ex\u000ay`);
  });

  // Last: the archive goes.
  it('compares with what was kept once the archive is gone, and says when nothing was', async () => {
    expect(readZipDirectory(jar).length).toBe(1);
    const bytes = readFileSync(path);
    rmSync(path);
    expect(await verdictOf(cited('alpha component'))).toEqual([0, 'kept sources', 'image, layer, cited bytes']);
    const { exitCode, stderr } = await verify(cited('tool component'));
    expect([exitCode, stderr]).toEqual([4, expect.stringMatching(/only its hash was kept.*--source/)]);
    writeFileSync(path, bytes);
    expect(await verdictOf(cited('tool component'))).toEqual([0, 'archive', 'image, layer, cited bytes']);
  });
});
