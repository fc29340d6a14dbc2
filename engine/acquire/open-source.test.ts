import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hexOf } from '#shared/model/digest.ts';
import {
  archiveOf,
  type BuiltImage,
  configType,
  descriptor,
  digest,
  dockerArchive,
  type Files,
  image,
  indexType,
  json,
  manifestType,
  ociLayout,
  writeFiles,
} from '#engine/testing/image.ts';
import { hashedDiffIds, openImage, refusal, type Wish } from '#engine/testing/source.ts';
import { dir, file, hardlink, joinBytes, symlink, tar } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { AcquireError } from './acquire-error.ts';
import { openSource } from './open-source.ts';

const base = { entries: [dir('etc'), file('etc/os-release', 'ID=test\n')], createdBy: 'ADD rootfs' };
const top = { entries: [file('app', 'x'.repeat(3000))], createdBy: 'COPY app' };
const one = image({ layers: [base, top, base], tags: ['alpine:3'], created: '2024-01-02T03:04:05Z', cmd: ['/app'] });
const packed = image({
  layers: [
    { ...base, compression: 'gzip' },
    { ...top, compression: 'zstd' },
  ],
  tags: ['registry.example/team/app:1'],
});
const arm = image({
  layers: [top],
  platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
  tags: ['alpine:3'],
});

async function withFile<T>(bytes: Uint8Array, use: (path: string, folder: string) => Promise<T>): Promise<T> {
  await using folder = await tempFolder();
  const path = join(folder.path, 'image.bin');
  writeFileSync(path, bytes);
  return await use(path, folder.path);
}
const open = (bytes: Uint8Array, wish: Wish = {}) =>
  withFile(bytes, async (path, folder) => {
    const acquired = await openImage(folder, path, wish);
    return { ...acquired, hashed: hashedDiffIds(acquired) };
  });
const refuse = (bytes: Uint8Array, wish: Wish = {}): Promise<AcquireError> =>
  withFile(bytes, (path, folder) => refusal(folder, path, wish));
const codes = (acquired: { diagnostics: readonly { code: string }[] }): string[] =>
  acquired.diagnostics.map((d) => d.code);
/** A layout with some files replaced, or left out. */
const layout = (
  images: readonly BuiltImage[],
  replace: Record<string, Uint8Array | undefined>,
  nested?: string,
): Files => {
  const files = new Map(ociLayout(images, nested));
  for (const [name, bytes] of Object.entries(replace)) {
    if (bytes === undefined) files.delete(name);
    else files.set(name, bytes);
  }
  return files;
};
const blob = (of: string): string => `blobs/sha256/${of.slice(7)}`;

describe('kinds of archives', () => {
  it.for([
    ['classic', dockerArchive([one], 'classic'), 'docker-archive', one, ['config layout']],
    ['podman', dockerArchive([one], 'podman'), 'docker-archive', one, ['config layout']],
    ['hybrid', dockerArchive([one], 'hybrid'), 'docker-archive', one, ['config layout', 'manifest synthesised']],
    [
      'hybrid, compressed',
      dockerArchive([packed], 'hybrid'),
      'docker-archive',
      packed,
      ['config layout', 'manifest layout'],
    ],
    ['OCI archive', archiveOf(ociLayout([packed])), 'oci-archive', packed, ['config layout', 'manifest layout']],
    [
      'members with ./',
      archiveOf(ociLayout([packed]), './'),
      'oci-archive',
      packed,
      ['config layout', 'manifest layout'],
    ],
    [
      'members with /',
      archiveOf(ociLayout([packed]), '/'),
      'oci-archive',
      packed,
      ['config layout', 'manifest layout'],
    ],
    [
      'a nested index',
      archiveOf(ociLayout([packed], 'x')),
      'oci-archive',
      packed,
      ['config layout', 'manifest layout', 'index layout'],
    ],
    ['gzip around it', gzipSync(dockerArchive([one])), 'docker-archive', one, ['config layout']],
    [
      'zstd around it',
      zstdCompressSync(archiveOf(ociLayout([one]))),
      'oci-archive',
      one,
      ['config layout', 'manifest layout'],
    ],
  ] as const)('%s', async ([, bytes, kind, built, digests]) => {
    const acquired = await open(bytes);
    expect(acquired.source.kind).toBe(kind);
    expect(acquired.imageId).toBe(built.imageId);
    expect(Buffer.from(acquired.configBytes).equals(built.config)).toBe(true);
    expect(acquired.digests.map((d) => `${d.kind} ${d.provenance}`)).toEqual(digests);
    expect(acquired.hashed).toEqual(built.layers.map((layer) => layer.diffId));
    expect(acquired.layers.map((layer) => layer.diffId)).toEqual(built.layers.map((layer) => layer.diffId));
    expect(acquired.layers.map((layer) => layer.createdBy)).toEqual(
      ['ADD rootfs', 'COPY app', 'ADD rootfs'].slice(0, built.layers.length),
    );
    expect(acquired.platform).toEqual({ os: 'linux', architecture: 'amd64' });
    expect(acquired.diagnostics).toEqual([]);
  });

  it('says all of one image', async () => {
    const acquired = await open(dockerArchive([packed], 'hybrid'));
    expect(acquired).toMatchObject({
      tags: ['registry.example/team/app:1'],
      config: {
        created: null,
        env: [],
        entrypoint: null,
        cmd: null,
        workingDir: '',
        user: '',
        diffIds: packed.layers.map((l) => l.diffId),
      },
      layers: [
        {
          index: 0,
          digest: packed.layers[0]?.digest,
          mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
          foreign: false,
        },
        {
          index: 1,
          digest: packed.layers[1]?.digest,
          mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd',
          foreign: false,
        },
      ],
    });
  });

  it('legacy: a chain of parents, no diffIDs', async () => {
    const acquired = await open(dockerArchive([one], 'legacy'));
    expect(acquired.tags).toEqual(['alpine:3']);
    expect(acquired.hashed).toEqual(one.layers.map((layer) => layer.diffId));
    expect(acquired.layers.map(({ diffId, createdBy }) => ({ diffId, createdBy }))).toEqual([
      { diffId: null, createdBy: 'layer 0' },
      { diffId: null, createdBy: 'layer 1' },
      { diffId: null, createdBy: 'layer 2' },
    ]);
    expect(codes(acquired)).toEqual(['anomaly']);
  });

  it('legacy: parents in a circle', async () => {
    const loop = tar([
      file('repositories', json({ x: { 1: 'a' } })),
      file('a/json', json({ parent: 'b' })),
      file('b/json', json({ parent: 'a' })),
    ]);
    const error = await refuse(loop);
    expect([error.code, error.diagnostic.code]).toEqual(['damaged', 'limit-exceeded']);
  });

  it('a layout folder, and a root file system', async () => {
    await using folder = await tempFolder();
    writeFiles(join(folder.path, 'layout'), ociLayout([packed]));
    const acquired = await openImage(folder.path, join(folder.path, 'layout'));
    expect(acquired.source).toEqual({ kind: 'oci-layout', path: join(folder.path, 'layout') });
    expect(hashedDiffIds(acquired)).toEqual(packed.layers.map((layer) => layer.diffId));
    const spool = { tempFile: () => Promise.reject(new Error('not needed')) };
    for (const ref of [folder.path, `dir:${join(folder.path, 'layout')}`]) {
      expect(await openSource(ref, { spool })).toEqual({
        source: { kind: 'directory', path: ref.replace('dir:', '') },
      });
    }
    await expect(openSource(folder.path, { spool, image: 'x' })).rejects.toMatchObject({ code: 'no-such-image' });
    mkdirSync(join(folder.path, 'etc'));
    writeFileSync(join(folder.path, 'index.json'), '{}');
    expect(await openSource(folder.path, { spool })).toMatchObject({ source: { kind: 'directory' } });
  });
});

describe('wrapped archives', () => {
  const plain = dockerArchive([one]);
  const half = Math.ceil(plain.length / 2);
  const members = (pack: (bytes: Uint8Array) => Uint8Array) => [
    pack(plain.subarray(0, half)),
    pack(plain.subarray(half)),
  ];
  const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
  it.for([
    ['gzip of two members', joinBytes(members(gzipSync)), []],
    ['gzip with zeros behind', joinBytes([gzipSync(plain), new Uint8Array(700)]), []],
    ['zstd of two frames', joinBytes(members(zstdCompressSync)), []],
    ['zstd with skippable frames', joinBytes([skippable, ...members(zstdCompressSync), skippable]), []],
    ['zstd with zeros behind', joinBytes([zstdCompressSync(plain), new Uint8Array(700)]), []],
    ['zstd with garbage behind', joinBytes([zstdCompressSync(plain), Buffer.from('garbage')]), ['anomaly']],
  ] as const)('%s', async ([, bytes, diagnostics]) => {
    const acquired = await open(bytes);
    expect(acquired.hashed).toEqual(one.layers.map((layer) => layer.diffId));
    expect(codes(acquired)).toEqual(diagnostics);
  });

  it.for([
    ['gzip in gzip', gzipSync(gzipSync(plain)), 'gzip data around a file compressed with gzip'],
    ['gzip around text', gzipSync('hello'), 'gzip data around a file of 5 bytes'],
    ['xz', Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 0), 'a file compressed with xz'],
  ] as const)('%s is no image', async ([, bytes, says]) => {
    const error = await refuse(bytes);
    expect([error.code, error.message]).toEqual(['not-an-image', expect.stringContaining(says)]);
  });

  it('gzip with garbage behind is wrong data, and its last block is lost', async () => {
    const noisy = dockerArchive([image({ layers: [{ entries: [file('noise', noise(600_000))] }] })]);
    const acquired = await refuse(joinBytes([gzipSync(noisy), Buffer.from('garbage')]));
    expect([acquired.code, acquired.diagnostic.code]).toEqual(['damaged', 'missing']);
    const small = await refuse(joinBytes([gzipSync(plain), Buffer.from('garbage')]));
    expect([small.code, small.diagnostic.code]).toEqual(['damaged', 'malformed']);
  });

  it('a gzip header and nothing more', async () => {
    expect(await refuse(Uint8Array.of(0x1f, 0x8b, 8, 0))).toMatchObject({
      code: 'damaged',
      diagnostic: { code: 'malformed' },
    });
  });

  it('keeps what a cut one still has', async () => {
    const last = image({ layers: [{ entries: [file('noise', noise(400_000))] }] });
    const files = ociLayout([last]);
    const order = new Map([...files].sort(([, a], [, b]) => a.byteLength - b.byteLength));
    for (const pack of [gzipSync, zstdCompressSync]) {
      const whole = pack(archiveOf(order));
      const acquired = await open(whole.subarray(0, whole.length - 100_000));
      expect(codes(acquired)).toEqual(['anomaly', 'anomaly', 'truncated']);
      expect(acquired.layers[0]?.region?.size).toBeGreaterThan(100_000);
    }
  });
});

describe('what is no image', () => {
  it.for([
    ['an empty file', new Uint8Array(), 'an empty file'],
    ['a short file', Buffer.from('#!/bin/sh\n'), 'a file of kind script'],
    ['garbage', Buffer.from(noise(5000)), 'a file that is no tar archive'],
    ['an empty tar', tar([]), 'which is empty'],
    ['a layer', tar([dir('etc'), file('etc/passwd', 'root')]), 'which begins with etc, etc/passwd'],
    ['manifest.json: []', tar([file('manifest.json', '[]')]), 'a manifest.json that lists no image: []'],
    [
      'index.json without manifests',
      archiveOf(layout([], { 'index.json': json({ manifests: null }) })),
      'a list without images',
    ],
  ] as const)('%s', async ([, bytes, says]) => {
    const error = await refuse(bytes);
    expect([error.code, error.message]).toEqual(['not-an-image', expect.stringContaining(says)]);
  });

  it('an artifact, by its media type', async () => {
    const config = json({});
    const manifest = json({
      config: descriptor('application/vnd.oci.empty.v1+json', config),
      artifactType: 'application/x-sbom',
    });
    const index = json({ manifests: [descriptor(manifestType, manifest)] });
    const files = new Map([
      [blob(digest(manifest)), manifest],
      [blob(digest(config)), config],
      ['index.json', index],
    ]);
    expect((await refuse(archiveOf(files))).message).toContain('found only application/x-sbom');
  });

  it.for([
    ['docker:alpine', 'would-need-network'],
    ['registry:x/y', 'would-need-network'],
    ['https://registry.example/x', 'would-need-network'],
    ['/no/such/path', 'not-found'],
    ['alpine:3.19', 'not-found'],
    ['', 'not-found'],
    ['a\0b', 'not-found'],
    ['/dev/null', 'not-an-image'],
  ] as const)('%s: %s', async ([ref, code]) => {
    expect((await refusal('/nowhere', ref)).code).toBe(code);
  });
});

describe('references with a scheme', () => {
  const hybrid = dockerArchive([one, packed], 'hybrid');
  it.for([
    ['docker-archive:PATH:alpine:3', 'docker-archive', one],
    ['docker-archive:PATH:@1', 'docker-archive', packed],
    ['oci-archive:PATH:registry.example/team/app:1', 'oci-archive', packed],
    [`oci-archive:PATH@${one.manifestDigest}`, 'oci-archive', one],
  ] as const)('%s', ([ref, kind, built]) =>
    withFile(hybrid, async (path, folder) => {
      const acquired = await openImage(folder, ref.replace('PATH', path));
      expect([acquired.source.kind, acquired.imageId]).toEqual([kind, built.imageId]);
    }),
  );

  it.for([
    ['oci:PATH', 'not-an-image'],
    ['dir:PATH', 'not-an-image'],
    ['docker-archive:PATH:nothing:1', 'no-such-image'],
    ['PATH:alpine:3', 'not-found'],
  ] as const)('%s: %s', ([ref, code]) =>
    withFile(hybrid, async (path, folder) => {
      expect((await refusal(folder, ref.replace('PATH', path))).code).toBe(code);
    }),
  );
});

describe('choosing', () => {
  const two = dockerArchive([one, packed]);
  const platforms = archiveOf(ociLayout([one, arm], 'multi'));
  it.for([
    ['a tag', two, { image: 'alpine:3' }, one],
    ['a tag in full', two, { image: 'docker.io/library/alpine:3' }, one],
    ['a position', two, { image: '@1' }, packed],
    ['a config digest', two, { image: packed.imageId }, packed],
    ['seven digits', two, { image: hexOf(packed.imageId).slice(0, 7) }, packed],
    ['a platform', platforms, { platform: 'linux/arm64' }, arm],
    ['a platform by another name', platforms, { platform: 'linux/x86_64' }, one],
    ['a tag and a platform', platforms, { image: 'multi', platform: 'linux/amd64' }, one],
    ['a manifest digest', platforms, { image: arm.manifestDigest }, arm],
  ] as const)('by %s', async ([, bytes, wish, built]) => {
    expect((await open(bytes, wish)).imageId).toBe(built.imageId);
  });

  it.for([
    ['several images', two, {}, 'ambiguous', 2],
    ['several platforms', platforms, { image: 'multi' }, 'ambiguous', 2],
    ['another tag', two, { image: 'alpine:4' }, 'no-such-image', 2],
    ['six digits', two, { image: hexOf(packed.imageId).slice(0, 6) }, 'no-such-image', 2],
    ['a position too far', two, { image: '@2' }, 'no-such-image', 2],
    ['another platform', platforms, { platform: 'linux/s390x' }, 'no-such-platform', 2],
    ['a platform that is none', platforms, { platform: 'arm64' }, 'no-such-platform', 0],
  ] as const)('refused for %s', async ([, bytes, wish, code, choices]) => {
    const error = await refuse(bytes, wish);
    expect([error.code, error.choices.length]).toEqual([code, choices]);
  });

  it('lists what there is to choose from', async () => {
    const error = await refuse(archiveOf(ociLayout([one, arm], 'multi')));
    expect(error.choices).toEqual([
      {
        positions: [0],
        tags: ['multi'],
        digest: one.manifestDigest,
        imageId: one.imageId,
        platform: one.platform,
        present: true,
      },
      {
        positions: [0],
        tags: ['multi'],
        digest: arm.manifestDigest,
        imageId: arm.imageId,
        platform: arm.platform,
        present: true,
      },
    ]);
  });

  it('takes one config under several tags as one image', async () => {
    const tagged = { ...one, tags: ['b:2', 'a:1'] };
    expect((await open(archiveOf(ociLayout([tagged])))).tags).toEqual(['a:1', 'b:2']);
    expect((await open(archiveOf(ociLayout([tagged])), { image: 'b:2' })).tags).toEqual(['a:1', 'b:2']);
    expect(
      (
        await open(
          dockerArchive([
            { ...one, tags: ['b:2'] },
            { ...one, tags: ['a:1'] },
          ]),
        )
      ).tags,
    ).toEqual(['a:1', 'b:2']);
  });

  it('leaves attestations out', async () => {
    const unknown = { os: 'unknown', architecture: 'unknown' };
    const byPlatform = image({ layers: [{ entries: [] }], platform: unknown });
    expect((await open(archiveOf(ociLayout([one, byPlatform], 'x')))).imageId).toBe(one.imageId);
    const referring = {
      ...descriptor(manifestType, arm.manifest),
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    };
    const index = json({ manifests: [descriptor(manifestType, one.manifest), referring] });
    expect((await open(archiveOf(layout([one, arm], { 'index.json': index })))).imageId).toBe(one.imageId);
  });

  it('takes the only platform that is there, and says that others are listed', async () => {
    const files = layout([one, arm], { [blob(arm.manifestDigest)]: undefined }, 'x');
    const acquired = await open(archiveOf(files));
    expect(acquired.imageId).toBe(one.imageId);
    expect(acquired.diagnostics).toMatchObject([{ code: 'anomaly', found: 'linux/arm64/v8' }]);
    const error = await refuse(archiveOf(files), { platform: 'linux/arm64' });
    expect([error.code, error.choices.map((choice) => choice.present)]).toEqual(['no-such-platform', [true, false]]);
  });

  it('does not let a hybrid hide a platform that manifest.json leaves out', async () => {
    const item = { Config: blob(one.imageId), RepoTags: ['alpine:3'], Layers: one.layers.map((l) => blob(l.digest)) };
    const files = layout([one, arm], { 'manifest.json': json([item]) }, 'alpine:3');
    expect((await refuse(archiveOf(files))).code).toBe('ambiguous');
    expect((await open(archiveOf(files), { platform: 'linux/arm64' })).imageId).toBe(arm.imageId);
  });
});

describe('damage', () => {
  const wrong = json({ os: 'linux' });
  it.for([
    [
      'a config that is not what its name says',
      dockerArchive([one], 'classic', { [`${hexOf(one.imageId)}.json`]: wrong }),
      'digest-mismatch',
    ],
    [
      'a config of the right size with another byte',
      archiveOf(layout([one], { [blob(one.imageId)]: Buffer.from(one.config).fill(0x20, 5, 6) })),
      'digest-mismatch',
    ],
    ['a config of another size', archiveOf(layout([one], { [blob(one.imageId)]: wrong })), 'malformed'],
    [
      'a manifest with another byte',
      archiveOf(layout([one], { [blob(one.manifestDigest)]: Buffer.from(one.manifest).fill(0x20, 9, 10) })),
      'digest-mismatch',
    ],
    ['manifest.json that is no list', tar([file('manifest.json', '{}')]), 'malformed'],
    ['manifest.json that is no JSON', tar([file('manifest.json', '[{')]), 'malformed'],
    ['manifest.json with a wrong field', tar([file('manifest.json', json([{ Config: 5 }]))]), 'malformed'],
    ['a sparse manifest.json', tar([file('manifest.json', '[]', { type: 'S' })]), 'unsupported'],
    ['JSON that is too deep', tar([file('manifest.json', '['.repeat(70) + ']'.repeat(70))]), 'limit-exceeded'],
    [
      'an unknown digest algorithm',
      archiveOf(layout([], { 'index.json': json({ manifests: [{ mediaType: manifestType, digest: 'md5:0' }] }) })),
      'unsupported',
    ],
    [
      'a digest that is a path',
      archiveOf(
        layout([], {
          'index.json': json({ manifests: [{ mediaType: manifestType, digest: 'sha256:../../etc/passwd' }] }),
        }),
      ),
      'malformed',
    ],
    [
      'a diffID that is no digest',
      dockerArchive([image({ layers: [base], moreConfig: { rootfs: { diff_ids: ['x'] } } })]),
      'malformed',
    ],
  ] as const)('%s', async ([, bytes, code]) => {
    const error = await refuse(bytes);
    expect([error.code, error.diagnostic.code]).toEqual(['damaged', code]);
    expect(error.diagnostic.where?.file).toMatch(/image\.bin$/);
  });

  it('refuses a document that is index and manifest at once', async () => {
    const both = json({ config: descriptor(configType, one.config), layers: [], manifests: [] });
    const files = layout([one], {
      [blob(digest(both))]: both,
      'index.json': json({ manifests: [descriptor(manifestType, both)] }),
    });
    expect((await refuse(archiveOf(files))).message).toContain('index and manifest at once');
  });

  it('stops at nested indexes without end', async () => {
    const files = new Map<string, Uint8Array>();
    let inner = json({ manifests: [] });
    for (let depth = 0; depth < 6; depth++) {
      files.set(blob(digest(inner)), inner);
      inner = json({ manifests: [descriptor(indexType, inner), descriptor(indexType, inner)] });
    }
    files.set('index.json', inner);
    expect((await refuse(archiveOf(files))).diagnostic).toMatchObject({ code: 'limit-exceeded', limit: 4 });
  });

  it('stops at an index that multiplies', async () => {
    const leaf = json({ manifests: Array.from({ length: 200 }, () => ({ mediaType: 'x', digest: 'y' })) });
    const middle = json({ manifests: Array.from({ length: 200 }, () => descriptor(indexType, leaf)) });
    const files = new Map([
      [blob(digest(leaf)), leaf],
      [blob(digest(middle)), middle],
    ]);
    files.set('index.json', json({ manifests: [descriptor(indexType, middle)] }));
    expect((await refuse(archiveOf(files))).diagnostic).toMatchObject({ code: 'limit-exceeded', what: 'image index' });
  });

  it('opens the other images beside a damaged one', async () => {
    const bytes = dockerArchive([one, packed], 'classic', { [`${hexOf(one.imageId)}.json`]: wrong });
    expect((await open(bytes, { image: '@1' })).imageId).toBe(packed.imageId);
    expect((await refuse(bytes, { image: '@0' })).diagnostic.code).toBe('digest-mismatch');
  });
});

describe('layers that are not as they should be', () => {
  const layerOf = (built: BuiltImage, i: number): string => blob(built.layers[i]?.digest ?? '');

  it('one is missing', async () => {
    const acquired = await open(archiveOf(layout([packed], { [layerOf(packed, 0)]: undefined })));
    expect(acquired.layers.map((layer) => layer.region === null)).toEqual([true, false]);
    expect(acquired.diagnostics).toMatchObject([{ code: 'missing', where: { layer: 0 } }]);
  });

  it('one has another size than its descriptor', async () => {
    const acquired = await open(archiveOf(layout([packed], { [layerOf(packed, 1)]: Buffer.from('short') })));
    expect(acquired.diagnostics).toMatchObject([{ code: 'malformed', found: '5 bytes', where: { layer: 1 } }]);
  });

  it('one is sparse', async () => {
    const [first, second] = one.layers;
    const entries = [
      file('manifest.json', json([{ Config: 'c.json', Layers: ['a', 'b', 'a'] }])),
      file('c.json', one.config),
      file('a', first?.tar),
      file('b', second?.tar, { type: 'S' }),
    ];
    const acquired = await open(tar(entries));
    expect(acquired.layers.map((layer) => layer.region === null)).toEqual([false, true, false]);
    expect(acquired.diagnostics).toMatchObject([
      { code: 'unsupported', found: 'a sparse member', where: { layer: 1 } },
    ]);
  });

  it('one is no file system, or encrypted, or may not be distributed', async () => {
    const layers = [
      descriptor('application/vnd.in-toto+json', Buffer.from('{}')),
      descriptor('application/vnd.oci.image.layer.v1.tar+gzip+encrypted', Buffer.from('secret')),
      descriptor('application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', Buffer.from('windows')),
      descriptor('application/x.some-tar', one.layers[0]?.tar ?? new Uint8Array()),
    ];
    const config = image({ layers: [base, base, base, base] });
    const manifest = json({ config: descriptor(configType, config.config), layers });
    const index = json({ manifests: [descriptor(manifestType, manifest)] });
    const files = layout([config], { [blob(digest(manifest))]: manifest, 'index.json': index });
    const acquired = await open(archiveOf(files));
    expect(acquired.layers.map(({ region, foreign }) => [region !== null, foreign])).toEqual([
      [false, false],
      [false, false],
      [false, true],
      [true, false],
    ]);
    expect(acquired.diagnostics.map((d) => [d.code, d.where?.layer])).toEqual([
      ['unsupported', 0],
      ['unsupported', 1],
      ['missing', 2],
    ]);
  });

  it('Docker 25.0.0: the OCI manifest has no layers, manifest.json has', async () => {
    const empty = json({ mediaType: manifestType, config: descriptor(configType, one.config), layers: [] });
    const index = json({ manifests: [descriptor(manifestType, empty)] });
    const bytes = dockerArchive([one], 'hybrid', { [blob(digest(empty))]: empty, 'index.json': index });
    const acquired = await open(bytes);
    expect(acquired.hashed).toEqual(one.layers.map((layer) => layer.diffId));
    expect(acquired.digests.map((d) => d.kind)).toEqual(['config']);
    expect(acquired.diagnostics).toMatchObject([{ code: 'anomaly', found: '0 layers, 3 in manifest.json' }]);
    // Without manifest.json the diffIDs name the blobs.
    const alone = await open(archiveOf(layout([one], { [blob(digest(empty))]: empty, 'index.json': index })));
    expect(alone.hashed).toEqual(one.layers.map((layer) => layer.diffId));
    expect(alone.diagnostics).toMatchObject([{ code: 'anomaly', found: '0 of 3' }]);
  });

  it('Docker 25.0.0: "manifests": null', async () => {
    const acquired = await open(dockerArchive([one], 'hybrid', { 'index.json': json({ manifests: null }) }));
    expect([acquired.imageId, acquired.diagnostics]).toEqual([one.imageId, []]);
  });

  it('a bad index.json beside a good manifest.json is only noted', async () => {
    const acquired = await open(dockerArchive([one], 'hybrid', { 'index.json': Buffer.from('foobar') }));
    expect([acquired.imageId, codes(acquired)]).toEqual([one.imageId, ['anomaly']]);
  });

  it('manifest.json lists fewer, but their names are diffIDs', async () => {
    const hex = (i: number): string => `${hexOf(one.layers[i]?.diffId ?? one.imageId)}.tar`;
    const acquired = await open(
      tar([
        file('c.json', one.config),
        file(hex(1), one.layers[1]?.tar),
        file('manifest.json', json([{ Config: 'c.json', Layers: [hex(1)] }])),
      ]),
    );
    expect(acquired.hashed).toEqual([null, one.layers[1]?.diffId, null]);
    expect(acquired.diagnostics.map((d) => [d.code, d.where?.layer])).toEqual([
      ['missing', 0],
      ['missing', 2],
    ]);
    const nameless = tar([
      file('c.json', one.config),
      file('layer.tar', one.layers[1]?.tar),
      file('manifest.json', json([{ Config: 'c.json', Layers: ['layer.tar'] }])),
    ]);
    expect((await refuse(nameless)).message).toContain('found "1 in the manifest", expected 3');
  });

  it('no config: layers all the same', async () => {
    const acquired = await open(dockerArchive([one], 'classic', { [`${hexOf(one.imageId)}.json`]: undefined }));
    expect([acquired.imageId, acquired.config, codes(acquired)]).toEqual([one.imageId, null, ['missing']]);
    expect(acquired.hashed).toEqual(one.layers.map((layer) => layer.diffId));
  });
});

describe('members of the outer archive', () => {
  const item = (layers: string[]): Uint8Array => json([{ Config: 'c.json', Layers: layers }]);
  const single = image({ layers: [base] });
  const content = single.layers[0]?.tar ?? new Uint8Array();
  const config = file('c.json', single.config);

  it.for([
    ['a symlink to a symlink', [symlink('l', 'd/m'), symlink('d/m', '../n'), file('n', content)]],
    ['an absolute symlink', [symlink('l', '/n'), file('n', content)]],
    ['a hard link', [file('d/n', content), hardlink('l', './d/n')]],
    ['a member twice, the last counts', [file('l', 'old'), file('./l', content)]],
    ['a PAX name', [file('x', content, { pax: { path: 'l' } })]],
    ['a PAX size', [file('l', content, { size: 0, pax: { size: `${content.byteLength}` } })]],
    ['a directory with a size', [{ ...dir('d'), size: 4096 }, file('l', content)]],
    [
      'a GNU long name',
      [
        file('a/'.repeat(60) + 'n', content, { format: 'gnu' as const }),
        symlink('l', 'a/'.repeat(60) + 'n', { format: 'gnu' as const }),
      ],
    ],
    ['Windows separators', [file('w/l', content)], 'w\\l'],
  ] as const)('%s', async ([, entries, name]) => {
    const acquired = await open(tar([file('manifest.json', item([name ?? 'l'])), ...entries, config]));
    expect([acquired.hashed, acquired.diagnostics]).toEqual([[single.layers[0]?.diffId], []]);
  });

  it.for([
    ['a symlink out of the archive', [symlink('l', '../../etc/passwd'), file('etc/passwd', content)]],
    ['symlinks in a circle', [symlink('l', 'm'), symlink('m', 'l')]],
    ['a hard link to nothing', [hardlink('l', 'n')]],
    ['a directory', [dir('l')]],
    ['a device', [{ name: 'l', type: '3' }]],
  ] as const)('%s is no layer', async ([, entries]) => {
    const acquired = await open(tar([file('manifest.json', item(['l'])), config, ...entries]));
    expect(acquired.diagnostics).toMatchObject([{ code: 'missing', where: { layer: 0 } }]);
  });

  it('a name with .. is left out', async () => {
    const acquired = await open(
      tar([file('../manifest.json', '[]'), file('manifest.json', item(['l'])), config, file('l', content)]),
    );
    expect(acquired.diagnostics).toMatchObject([{ code: 'anomaly', found: '../manifest.json' }]);
  });

  it('says what a cut archive still has', async () => {
    const bytes = tar([file('manifest.json', item(['l'])), config, file('l', content)]);
    const cut = await open(bytes.subarray(0, bytes.length - 1024 - 700));
    expect(cut.layers[0]?.region?.size).toBe(content.byteLength - 700);
    expect(cut.diagnostics.map((d) => [d.code, d.where?.layer])).toEqual([
      ['anomaly', undefined],
      ['truncated', 0],
    ]);
    const late = tar([config, file('l', content), file('manifest.json', item(['l']))]);
    const error = await refuse(late.subarray(0, 4000));
    expect([error.code, error.message]).toEqual(['damaged', expect.stringContaining('Cannot read tar member')]);
  });
});

test('every prefix of an archive ends in an image or an AcquireError', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'cut');
  const small = image({ layers: [{ entries: [file('a', 'b')] }], tags: ['x:1'] });
  const archives = [dockerArchive([small]), archiveOf(ociLayout([small])), gzipSync(dockerArchive([small]))];
  for (const bytes of archives) {
    const step = bytes.length > 2000 ? 64 : 7;
    for (let length = 0; length < bytes.length; length += step) {
      writeFileSync(path, bytes.subarray(0, length));
      await openImage(folder.path, path).catch((error: unknown) => {
        if (!(error instanceof AcquireError)) expect.fail(`prefix of ${length}: ${String(error)}`);
      });
    }
  }
});

test('flipped bytes end in an image or an AcquireError', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'flipped');
  const good = dockerArchive([image({ layers: [{ entries: [file('a', 'b')] }], tags: ['x:1'] })], 'hybrid');
  const flip = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 4 }), async (flips) => {
      const bytes = good.slice();
      for (const { at, to } of flips) bytes[at] = to;
      writeFileSync(path, bytes);
      await openImage(folder.path, path).catch((error: unknown) => {
        if (!(error instanceof AcquireError)) throw error;
      });
    }),
    { numRuns: 300 },
  );
});

/** Bytes that do not compress, the same in every run. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) bytes[i] = (state = (state * 48_271) % 2_147_483_647) & 0xff;
  return bytes;
}
