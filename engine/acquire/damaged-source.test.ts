import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
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
  image,
  indexType,
  json,
  manifestType,
  ociLayout,
} from '#engine/testing/image.ts';
import { base, one, packed, open, refuse, codes, layout, blob } from '#engine/testing/opened-image.ts';
import { openImage } from '#engine/testing/source.ts';
import { dir, file, hardlink, symlink, tar } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { AcquireError } from './acquire-error.ts';

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
