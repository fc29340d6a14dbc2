import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { archiveOf, digest, dockerArchive, image, json, ociLayout, writeFiles } from '#engine/testing/image.ts';
import { type CliRun, runCli } from '#engine/testing/run-cli.ts';
import { dir, file, hardlink, symlink, tar, type TarEntry } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ScanResult } from '#shared/schema/scan-result.ts';
import { snapshot } from './folder-snapshot.ts';
import { archiveOfMany, layoutAround, writeManyEntries, zeros } from './huge-inputs.ts';

/**
 * Bad input (acceptance 8), each in a process of its own: exit code, one clear line or a partial result that keeps the good layer,
 * nothing written outside the data folder, and at most 512 MiB of memory.
 */
const MAX_MIB = 512;

const status = [
  'Package: kept',
  'Status: install ok installed',
  'Version: 1',
  'Architecture: all',
  'Maintainer: x',
  'Description: x',
  '',
  '',
].join('\n');
const base: readonly TarEntry[] = [
  file('etc/os-release', 'ID=example\nVERSION_ID=1\n'),
  dir('var'),
  dir('var/lib'),
  dir('var/lib/dpkg'),
  file('var/lib/dpkg/status', status),
];

type Case = Readonly<{
  name: string;
  /** Makes the input in a folder. @returns the reference */
  make: (folder: string) => string;
  exit: number;
  /** Exit 2: part of the one line on stderr, which also names the input. Exit 0 and 6: of the diagnostics, as JSON. */
  says?: RegExp;
  /** Layers that must be read; the first holds a package. Default for exit 0 and 6: the first. */
  keeps?: boolean;
}>;

const written = (folder: string, bytes: Uint8Array): string => {
  const path = join(folder, 'input');
  writeFileSync(path, bytes);
  return path;
};

/** An image of the good layer and another one, as an OCI archive. */
const withLayer =
  (bytes: Uint8Array, compression: 'none' | 'gzip' | 'zstd' = 'none') =>
  (folder: string): string =>
    written(
      folder,
      archiveOf(ociLayout([image({ layers: [{ entries: base }, { tar: bytes, compression }], tags: ['t:1'] })])),
    );
const withEntries = (...entries: TarEntry[]) => withLayer(tar(entries));

/** The same, with the second blob replaced by other bytes under the same name, and the descriptor's size as it was. */
const withBlob =
  (blob: Uint8Array, compression: 'none' | 'gzip' | 'zstd' = 'gzip') =>
  (folder: string): string => {
    const built = image({ layers: [{ entries: base }, { entries: [file('x', 'x')], compression }], tags: ['t:1'] });
    const files = new Map(ociLayout([built]));
    files.set(`blobs/sha256/${built.layers[1]!.digest.slice(7)}`, blob);
    return written(folder, archiveOf(files));
  };

/** An OCI image whose second layer is a blob of any bytes, with descriptors that fit it; its diffID stays a guess. */
const withRawBlob =
  (blob: Uint8Array, mediaType: string) =>
  (folder: string): string => {
    const built = image({ layers: [{ entries: base }], tags: ['t:1'] });
    const config = json({
      os: 'linux',
      architecture: 'amd64',
      config: {},
      rootfs: { type: 'layers', diff_ids: [built.layers[0]!.diffId, `sha256:${'ab'.repeat(32)}`] },
    });
    const described = { mediaType, digest: digest(blob), size: blob.byteLength };
    const manifest = json({
      ...(JSON.parse(Buffer.from(built.manifest).toString()) as object),
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: digest(config),
        size: config.byteLength,
      },
      layers: [
        {
          mediaType: built.layers[0]!.mediaType,
          digest: built.layers[0]!.digest,
          size: built.layers[0]!.blob.byteLength,
        },
        described,
      ],
    });
    const files = new Map<string, Uint8Array>([
      ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
      [
        'index.json',
        json({
          schemaVersion: 2,
          manifests: [
            {
              mediaType: 'application/vnd.oci.image.manifest.v1+json',
              digest: digest(manifest),
              size: manifest.byteLength,
            },
          ],
        }),
      ],
    ]);
    for (const bytes of [config, manifest, blob, built.layers[0]!.blob])
      files.set(`blobs/sha256/${digest(bytes).slice(7)}`, bytes);
    return written(folder, archiveOf(files));
  };
const layerType = (suffix: string): string => `application/vnd.oci.image.layer.v1.tar${suffix}`;

const docker =
  (replace: Readonly<Record<string, Uint8Array | undefined>>) =>
  (folder: string): string =>
    written(
      folder,
      dockerArchive(
        [image({ layers: [{ entries: base }, { entries: [file('x', 'x')] }], tags: ['t:1'] })],
        'classic',
        replace,
      ),
    );

const changedJson =
  (name: string, change: (text: string) => string) =>
  (folder: string): string => {
    const built = image({ layers: [{ entries: base }], tags: ['t:1'] });
    const files = new Map(ociLayout([built]));
    files.set(name, Buffer.from(change(Buffer.from(files.get(name)!).toString())));
    return written(folder, archiveOf(files));
  };

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const gzipTail = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.byteLength - 30);

const cases: Case[] = [
  {
    name: 'random bytes',
    make: (folder) => written(folder, Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251))),
    exit: 2,
    says: /container image: found .*no tar/,
  },
  {
    name: 'an empty file',
    make: (folder) => written(folder, Buffer.alloc(0)),
    exit: 2,
    says: /container image: found an empty file/,
  },
  {
    name: 'a picture',
    make: (folder) => written(folder, Buffer.from(`89504e470d0a1a0a0000000d49484452${'00'.repeat(600)}`, 'hex')),
    exit: 2,
    says: /container image: found/,
  },
  { name: 'nothing there', make: (folder) => join(folder, 'none'), exit: 4, says: /Cannot find/ },
  {
    name: 'zeros',
    make: (folder) => written(folder, Buffer.alloc(1 << 20)),
    exit: 2,
    says: /container image|description/,
  },
  {
    name: 'a layer, not an image',
    make: (folder) => written(folder, tar(base)),
    exit: 2,
    says: /without manifest\.json, index\.json or repositories.*etc\/os-release/,
  },
  {
    name: 'an empty folder',
    make: (folder) => (mkdirSync(join(folder, 'empty')), join(folder, 'empty')),
    exit: 0,
    keeps: false,
  },
  {
    name: 'a manifest nested 100,000 deep',
    make: docker({ 'manifest.json': Buffer.from(deep) }),
    exit: 2,
    says: /manifest\.json, depth: 65 exceeds the limit of 64/,
  },
  {
    name: 'a manifest of 17 MiB',
    make: docker({ 'manifest.json': Buffer.from(`[${' '.repeat(17 << 20)}]`) }),
    exit: 2,
    says: /manifest\.json: \d+ exceeds the limit/,
  },
  {
    name: 'a manifest that is no JSON',
    make: docker({ 'manifest.json': Buffer.from('{"Config":') }),
    exit: 2,
    says: /manifest\.json: found .*expected JSON/,
  },
  {
    name: 'a manifest of another shape',
    make: docker({ 'manifest.json': json([{ Config: 1, Layers: 'x' }]) }),
    exit: 2,
    says: /manifest\.json.*expected/,
  },
  {
    name: 'an index that lists a wrong digest',
    make: changedJson('index.json', (text) => text.replace(/sha256:../, 'sha256:00')),
    exit: 2,
    says: /input: Cannot/,
  },
  {
    name: 'an index nested 100,000 deep',
    make: changedJson('index.json', () => deep),
    exit: 2,
    says: /depth: 65 exceeds/,
  },
  {
    name: 'a manifest that points out of the archive',
    make: docker({
      'manifest.json': json([{ Config: '../../etc/passwd', RepoTags: null, Layers: ['../../../etc/shadow'] }]),
    }),
    exit: 2,
    says: /named, but none is there/,
  },
  {
    name: 'a layer that points out of the archive',
    make: (folder) => {
      const built = image({ layers: [{ entries: base }], tags: ['t:1'] });
      const config = `${built.imageId.slice(7)}.json`;
      return written(
        folder,
        dockerArchive([built], 'classic', {
          'manifest.json': json([{ Config: config, RepoTags: null, Layers: ['/etc/passwd'] }]),
        }),
      );
    },
    exit: 6,
    says: /missing/,
    keeps: false,
  },
  {
    name: 'a blob that is a symlink out of the layout folder',
    make: (folder) => {
      const built = image({ layers: [{ entries: base }, { entries: [file('x', 'x')] }], tags: ['t:1'] });
      const layout = join(folder, 'layout');
      writeFiles(layout, ociLayout([built]));
      const blob = join(layout, 'blobs/sha256', built.layers[1]!.digest.slice(7));
      rmSync(blob);
      symlinkSync('/etc/passwd', blob);
      return layout;
    },
    exit: 6,
    says: /"layer":1|layer 1|blob/,
  },
  {
    name: 'names above the root',
    make: withEntries(file('../x', 'x'), file('a/../../x', 'x'), file('good', 'x')),
    exit: 6,
    says: /entry name.*no \\"\.\.\\" part/,
  },
  { name: 'absolute names', make: withEntries(file('/etc/absolute', 'x')), exit: 0 },
  {
    name: 'a symlinked parent that leads out of the root',
    make: withEntries(
      symlink('out', '../../../../tmp'),
      file('out/evil', 'x'),
      symlink('abs', '/tmp'),
      file('abs/evil', 'x'),
    ),
    exit: 0,
  },
  {
    name: 'a hard link to a name above the root',
    make: withEntries(hardlink('h', '../../etc/passwd')),
    exit: 6,
    says: /hard link target/,
  },
  {
    name: 'symlink loops, also where databases lie',
    make: withEntries(
      symlink('l0', 'l1'),
      symlink('l1', 'l0'),
      file('l0/x', 'x'),
      symlink('lib', 'lib'),
      symlink('etc/debian_version', 'debian_version'),
    ),
    exit: 6,
    says: /parent of an entry.*loop/,
  },
  {
    name: 'paths 3,000 deep',
    make: withEntries(file(`${'a/'.repeat(3000)}x`, 'x'), file(`${'a/'.repeat(2040)}x`, 'x')),
    exit: 6,
    says: /path length.*4096/,
  },
  { name: 'a name of 300 bytes', make: withEntries(file('n'.repeat(300), 'x')), exit: 6, says: /file name length/ },
  {
    name: 'a link target of 70,000 bytes',
    make: withEntries(symlink('l', 'x'.repeat(70_000))),
    exit: 6,
    says: /link target length/,
  },
  {
    name: 'an entry that states more bytes than follow',
    make: withEntries(file('x', 'abc', { size: 1 << 30 })),
    exit: 6,
    says: /truncated/,
  },
  {
    name: 'an entry that states 8 EiB',
    make: withEntries(file('x', 'abc', { size: 2 ** 47 })),
    exit: 6,
    says: /truncated|limit-exceeded/,
  },
  {
    name: 'a sparse file with a wrong real size',
    make: withEntries(
      file('s', 'abcd', { pax: { 'GNU.sparse.map': '2,4', 'GNU.sparse.size': '3', 'GNU.sparse.name': 's' } }),
    ),
    exit: 6,
    says: /sparse map/,
  },
  {
    name: 'a sparse file of 60 GiB in a block',
    make: withEntries(
      file('s', 'abcd', {
        pax: { 'GNU.sparse.map': '0,4', 'GNU.sparse.size': String(60 * 2 ** 30), 'GNU.sparse.name': 's' },
      }),
    ),
    exit: 6,
    says: /holes in sparse files/,
  },
  {
    name: 'a header with a wrong checksum',
    make: withEntries(file('good', 'x'), file('bad', 'x', { badChecksum: true })),
    exit: 6,
    says: /checksum/,
  },
  {
    name: 'a layer of random bytes',
    make: withLayer(Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 7919) % 251))),
    exit: 6,
    says: /layer/,
  },
  { name: 'a layer of no bytes', make: withLayer(Buffer.alloc(0)), exit: 0 },
  {
    name: 'a layer with other bytes than its digest says',
    make: withBlob(Buffer.from('not the blob')),
    exit: 6,
    says: /digest-mismatch|truncated|malformed/,
  },
  {
    name: 'a gzip layer cut short',
    make: withRawBlob(
      gzipTail(image({ layers: [{ entries: base, compression: 'gzip' }] }).layers[0]!.blob),
      layerType('+gzip'),
    ),
    exit: 6,
    says: /truncated.*gzip/,
  },
  {
    name: 'a zstd layer cut short',
    make: withRawBlob(
      gzipTail(image({ layers: [{ entries: base, compression: 'zstd' }] }).layers[0]!.blob),
      layerType('+zstd'),
    ),
    exit: 6,
    says: /zstd/,
  },
  {
    name: 'a gzip bomb of 10 GiB as a layer',
    make: withRawBlob(zeros('gzip', 160), layerType('+gzip')),
    exit: 6,
    says: /compression ratio/,
  },
  {
    name: 'a zstd bomb of 10 GiB as a layer',
    make: withRawBlob(zeros('zstd', 160), layerType('+zstd')),
    exit: 6,
    says: /compression ratio/,
  },
  {
    name: 'a gzip bomb of 10 GiB as an archive',
    make: (folder) => written(folder, zeros('gzip', 160)),
    exit: 2,
    says: /compression ratio/,
  },
  {
    name: 'a zstd bomb of 10 GiB as an archive',
    make: (folder) => written(folder, zeros('zstd', 160)),
    exit: 2,
    says: /compression ratio/,
  },
  {
    name: 'an archive of 99,000 members around an image',
    make: (folder) =>
      written(
        folder,
        archiveOfMany(
          99_000,
          [...ociLayout([image({ layers: [{ entries: base }], tags: ['t:1'] })])].map(([name, content]) =>
            file(name, content),
          ),
        ),
      ),
    exit: 0,
  },
  {
    name: 'an archive of 100,001 members',
    make: (folder) => written(folder, archiveOfMany(100_001, [])),
    exit: 2,
    says: /100001 exceeds the limit of 100000/,
  },
  {
    name: 'xattrs of 40 MiB',
    make: withEntries(
      ...Array.from({ length: 45 }, (_, i) =>
        file(`x${i}`, '', { pax: { 'SCHILY.xattr.user.x': 'v'.repeat(900_000) } }),
      ),
    ),
    exit: 6,
    says: /xattrs of a layer/,
  },
  {
    name: 'a layer of 1,000,000 entries',
    make: (folder) => {
      const tarFile = join(folder, 'layer');
      layoutAround(join(folder, 'layout'), tarFile, writeManyEntries(tarFile, 1_000_000));
      return join(folder, 'layout');
    },
    exit: 0,
    keeps: false,
  },
];

describe('bad input', () => {
  const peaks: [string, number, number][] = [];
  afterAll(() => {
    const most = peaks.sort((a, b) => b[1] - a[1]).slice(0, 6);
    console.log(
      most.map(([name, mib, ms]) => `${mib.toFixed(0)} MiB, ${(ms / 1000).toFixed(1)} s: ${name}`).join('\n'),
    );
  });

  it.concurrent.for(cases)('$name', async ({ name, make, exit, says = /./, keeps = true }) => {
    await using folder = await tempFolder();
    const ref = make(folder.path);
    for (const own of ['work', 'home', 'tmp']) mkdirSync(join(folder.path, own));
    const before = snapshot(folder.path, ['data']);
    const run = await runCli(['scan', '--json', '--data', join(folder.path, 'data'), ref], {
      cwd: join(folder.path, 'work'),
      env: { HOME: join(folder.path, 'home'), TMPDIR: join(folder.path, 'tmp') },
    });
    expect([run.exitCode, run.stderr.slice(-2000), run.stdout.slice(0, 2000)]).toEqual([
      exit,
      expect.any(String),
      expect.any(String),
    ]);
    expect(snapshot(folder.path, ['data'])).toEqual(before);
    if (run.peakMiB !== null) {
      peaks.push([name, run.peakMiB, run.ms]);
      expect(run.peakMiB).toBeLessThanOrEqual(MAX_MIB);
    }
    if (exit === 0 || exit === 6) expectResult(run, exit === 6, says, keeps);
    else expectOneLine(run, ref, says);
  });
});

function expectResult({ stdout }: CliRun, partial: boolean, says: RegExp, keeps: boolean): void {
  const result = JSON.parse(stdout) as ScanResult;
  expect(result.partial).toBe(partial);
  expect(result.artifacts).toHaveLength(3);
  if (keeps) expect(result.components).toBe(1);
  if (partial) expect(JSON.stringify(result.diagnostics)).toMatch(says);
}

/** With `--json` the error is one line of JSON whose message names what, where, found and expected. */
function expectOneLine({ stdout, stderr }: CliRun, ref: string, says: RegExp): void {
  expect(stdout).toBe('');
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => line !== 'acquire');
  expect(lines).toHaveLength(1);
  const { error } = JSON.parse(lines[0]!) as { error: { message: string; code: string } };
  expect(error.message).toMatch(says);
  expect(error.message).toContain(ref);
  expect(error.code).not.toBe('internal');
}
