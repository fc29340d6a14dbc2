import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hexOf } from '#shared/model/digest.ts';
import {
  archiveOf,
  descriptor,
  digest,
  dockerArchive,
  image,
  json,
  manifestType,
  ociLayout,
  writeFiles,
} from '#engine/testing/image.ts';
import { one, packed, arm, withFile, open, refuse, codes, layout, blob } from '#engine/testing/opened-image.ts';
import { hashedDiffIds, openImage, refusal } from '#engine/testing/source.ts';
import { dir, file, joinBytes, tar } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { openSource } from './open-source.ts';

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

/** Bytes that do not compress, the same in every run. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) bytes[i] = (state = (state * 48_271) % 2_147_483_647) & 0xff;
  return bytes;
}
