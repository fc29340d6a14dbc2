import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { systemClock } from '#engine/ports/clock.ts';
import { openStore, type ImageRecord, type Store } from '#engine/store/index.ts';
import { elfFile } from '#engine/testing/executable-files.ts';
import { type ImageSpec, type LayerSpec } from '#engine/testing/image.ts';
import { saveImage } from '#engine/testing/scanned-image.ts';
import '#engine/testing/compile-cache.ts';
import { dir, file, opaque, symlink, type TarEntry, whiteout } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ImageDiff } from '#shared/model/diff.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { configSchema } from './config.ts';
import { DiffError, diffStored, findDiff } from './diff.ts';
import { scan } from './scan.ts';

/** Pairs of real images through the whole pipeline: what is expected follows from how they are built. */
let folder: Awaited<ReturnType<typeof tempFolder>>;
let store: Store;
beforeAll(async () => {
  folder = await tempFolder();
  store = await openStore(join(folder.path, 'data'));
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function scanned(spec: ImageSpec, settings: object = {}): Promise<ImageRecord> {
  const path = await saveImage(folder.path, spec);
  const config = configSchema.parse({ jobs: 1, ...settings });
  const { imageId } = await scan(path, {}, { store, config, clock: systemClock, progress: () => undefined });
  return (await store.reader.findImage(imageId as ImageId)) ?? expect.fail('not stored');
}

async function diffOf(old: ImageSpec, now: ImageSpec): Promise<ImageDiff> {
  return await diffStored(store, await scanned(old), await scanned(now), { view: 'inventory', allowMixed: false });
}

const os = (version = '12'): TarEntry => file('usr/lib/os-release', `ID=debian\nVERSION_ID="${version}"\n`);
/** Packages as `name=version`. */
const status = (...packages: readonly string[]): TarEntry =>
  file(
    'var/lib/dpkg/status',
    packages
      .map((text) => {
        const [name = '', version = ''] = text.split('=');
        return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\nDescription: x\n\n`;
      })
      .join(''),
  );
/** An installed R package: several versions may lie in several libraries. */
const rPackage = (library: string, name: string, version: string): TarEntry =>
  file(`${library}/${name}/DESCRIPTION`, `Package: ${name}\nVersion: ${version}\nBuilt: R 4.2.2; ; 2024-01-01; unix\n`);
const layer = (createdBy: string, ...entries: readonly TarEntry[]): LayerSpec => ({ createdBy, entries });
const imageOf = (...layers: readonly LayerSpec[]): ImageSpec => ({ layers });

const rowsOf = ({ rows }: ImageDiff): string[] =>
  rows.map(({ name, class: kind, also, direction, layer: at, perSide }) =>
    [
      name,
      kind,
      perSide.map(({ versions }) => versions.join('+') || 'none').join(' → '),
      direction ?? '',
      also.join('+'),
      at ? `${at.role} ${at.index}` : '',
    ]
      .filter((part) => part !== '')
      .join(' | '),
  );
const filesOf = ({ files }: ImageDiff): string[] =>
  files.map(
    ({ path, class: kind, also, layer: at }) => `${path} | ${kind} | ${also.join('+')} | ${at.role} ${at.index}`,
  );

const base = layer('base', os(), status('a=1', 'b=2', 'c=3'), file('etc/f', 'f'), file('etc/g', 'g'));

describe('image pairs', () => {
  it('identical: said so', async () => {
    const diff = await diffOf(imageOf(base), imageOf(base));
    expect([diff.identical, diff.summary, diff.layers]).toEqual([
      true,
      {
        rows: { added: 0, removed: 0, version_changed: 0, metadata_changed: 0 },
        same: 3,
        files: { added: 0, removed: 0, modified: 0, metadata_changed: 0, moved: 0 },
        filesOmitted: 0,
      },
      [{ old: 0, new: 0, pairedBy: 'diffId' }],
    ]);
  });

  it('upgraded, downgraded, removed and added', async () => {
    const diff = await diffOf(imageOf(base), imageOf(base, layer('RUN apt', status('a=1.1', 'b=1:0', 'd=1'))));
    expect(rowsOf(diff)).toEqual([
      'a | version_changed | 1 → 1.1 | up | layer | new 1',
      'b | version_changed | 2 → 1:0 | up | layer | new 1',
      'c | removed | 3 → none | new 1',
      'd | added | none → 1 | new 1',
    ]);
    const back = await diffOf(imageOf(base, layer('RUN apt', status('a=1.1', 'b=1:0', 'd=1'))), imageOf(base));
    expect(rowsOf(back)).toEqual([
      'a | version_changed | 1.1 → 1 | down | layer | new 0',
      'b | version_changed | 1:0 → 2 | down | layer | new 0',
      'c | added | none → 3 | new 0',
      'd | removed | 1 → none | old 1',
    ]);
  });

  it('moved to another layer', async () => {
    const small = layer('base', os(), status('a=1'));
    const both = layer('RUN install', status('a=1', 'b=2'));
    const diff = await diffOf(imageOf(small, both), imageOf(small, layer('COPY x', file('x')), both));
    // The layer is the same bytes: it only stands elsewhere, with what it brought.
    expect([rowsOf(diff), filesOf(diff)]).toEqual([[], ['x | added |  | new 1']]);
    const merged = await diffOf(
      imageOf(small, both),
      imageOf(layer('base', os(), status('a=1', 'b=2')), layer('COPY x', file('x'))),
    );
    expect(rowsOf(merged)).toEqual(['b | metadata_changed | 2 → 2 | layer | new 0']);
  });

  it('several versions at once', async () => {
    const many = (...versions: readonly string[]): ImageSpec =>
      imageOf(layer('COPY', ...versions.map((version) => rPackage(`opt/${version}`, 'lib', version))));
    const short = ({ rows }: ImageDiff): unknown[] =>
      rows.map(({ class: kind, direction, group, perSide }) => [
        kind,
        direction,
        group,
        ...perSide.map(({ versions }) => versions.join(' ')),
      ]);
    expect(short(await diffOf(many('1.0', '1.9', '1.10'), many('1.9')))).toEqual([
      ['version_changed', null, { gone: ['1.0', '1.10'], came: [], stays: ['1.9'] }, '1.0 1.9 1.10', '1.9'],
    ]);
    expect(short(await diffOf(many('1.0', '1.9', '1.10'), many('1.0', '1.9', '2.0')))).toEqual([
      ['version_changed', 'up', undefined, '1.0 1.9 1.10', '1.0 1.9 2.0'],
    ]);
  });

  it('only metadata: another distribution is one row', async () => {
    const diff = await diffOf(imageOf(base), imageOf(base, layer('RUN upgrade', os('13'))));
    expect(diff.rows.map(({ identity, class: kind, also, changes }) => [identity, kind, also, changes])).toEqual([
      ['image', 'metadata_changed', ['distro'], [{ field: 'distro', old: ['debian 12'], new: ['debian 13'] }]],
    ]);
  });

  it('only metadata: a licence', async () => {
    const copyright = (licence: string): TarEntry =>
      file(
        'usr/share/doc/a/copyright',
        `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: x\nLicense: ${licence}\n`,
      );
    const diff = await diffOf(
      imageOf(layer('base', os(), status('a=1'), copyright('MIT'))),
      imageOf(layer('base', os(), status('a=1'), copyright('Zlib'))),
    );
    expect(diff.rows.map(({ class: kind, changes }) => [kind, changes])).toEqual([
      ['metadata_changed', [{ field: 'licence', old: ['MIT'], new: ['Zlib'] }]],
    ]);
    expect(filesOf(diff)).toEqual(['usr/share/doc/a/copyright | modified | content | new 0']);
  });

  it('files: content, mode, owner, whiteouts, opaque folders, links, other layers', async () => {
    const more = layer(
      'COPY d',
      dir('d'),
      file('d/one', '1'),
      file('d/two', '2'),
      symlink('l', 'etc/f'),
      file('m', 'm'),
    );
    const top = layer(
      'RUN',
      file('etc/f', 'F'),
      file('etc/g', 'g', { mode: 0o600, uid: 5 }),
      opaque('d'),
      file('d/two', '2'),
      whiteout('m'),
      symlink('l', 'etc/g'),
    );
    expect(filesOf(await diffOf(imageOf(base, more), imageOf(base, more, top)))).toEqual([
      'd/one | removed |  | new 2',
      'd/two | moved | layer | new 2',
      'etc/f | modified | content | new 2',
      'etc/g | metadata_changed | mode+owner | new 2',
      'l | modified | link | new 2',
      'm | removed |  | new 2',
    ]);
  });

  it('settings, ports and labels among them', async () => {
    const config = (more: object): ImageSpec => ({ ...imageOf(base), moreConfig: { config: more } });
    const diff = await diffOf(
      config({ Env: ['A=1'], ExposedPorts: { '80/tcp': {} } }),
      config({ Env: ['A=2'], ExposedPorts: { '80/tcp': {}, '81/tcp': {} }, Labels: { who: 'me' }, User: '\ud800' }),
    );
    expect(diff.config.map(({ field, key, old, new: now }) => [field, key, old, now])).toEqual([
      ['env', 'A', '1', '2'],
      ['label', 'who', null, 'me'],
      ['port', '81/tcp', null, '81/tcp'],
      ['user', undefined, null, '\ufffd'],
    ]);
  });
});

test('the document is made once, kept at its path, and the same bytes again', async () => {
  const [old, now] = [await scanned(imageOf(base)), await scanned(imageOf(base, layer('RUN', status('a=2'))))];
  const options = { view: 'inventory', allowMixed: false } as const;
  const diff = await diffStored(store, old, now, options);
  const path = `diffs/${old.imageId}_${now.imageId}/diff.json.zst`;
  const first = await store.reader.findArtifactAt(path);
  expect([first?.validation, first?.link.key.otherImageId]).toEqual([
    { schema: 'stellaops.diff@1', valid: true, problems: [] },
    old.imageId,
  ]);
  expect(await diffStored(store, old, now, options)).toEqual(diff);
  expect(await store.reader.findArtifactAt(path)).toEqual(first);
  await using other = await openStore(join(folder.path, 'other'));
  const [oldPath, nowPath] = [
    await saveImage(folder.path, imageOf(base), 'o'),
    await saveImage(folder.path, imageOf(base, layer('RUN', status('a=2'))), 'n'),
  ];
  const context = {
    store: other,
    config: configSchema.parse({ jobs: 2 }),
    clock: systemClock,
    progress: () => undefined,
  };
  for (const ref of [nowPath, oldPath]) await scan(ref, {}, context);
  const find = async (id: ImageId): Promise<ImageRecord> => (await other.reader.findImage(id)) ?? expect.fail('lost');
  await diffStored(other, await find(old.imageId), await find(now.imageId), options);
  expect((await other.reader.findArtifactAt(path))?.artifactId).toBe(first?.artifactId);
});

test('usage that changed: another start leads to another package', async () => {
  const tools = layer(
    'tools',
    os(),
    status('a=1', 'b=2'),
    file('var/lib/dpkg/info/a.list', '/usr/bin/a\n'),
    file('var/lib/dpkg/info/b.list', '/usr/bin/b\n'),
    file('usr/bin/a', elfFile([]), { mode: 0o755 }),
    file('usr/bin/b', elfFile([]), { mode: 0o755 }),
  );
  const old = await scanned({ layers: [tools], entrypoint: ['/usr/bin/a'] });
  const now = await scanned({ layers: [tools], entrypoint: ['/usr/bin/b'] });
  const changed = ({ rows }: ImageDiff): unknown[] =>
    rows.map(({ name, class: kind, also, perSide }) => [name, kind, also, perSide.map(({ usage }) => usage)]);
  expect(changed(await diffStored(store, old, now, { view: 'inventory', allowMixed: false }))).toEqual([
    ['a', 'metadata_changed', ['usage'], ['reached', 'notReached']],
    ['b', 'metadata_changed', ['usage'], ['notReached', 'reached']],
    // The start itself is a setting of the image.
  ]);
  const used = await diffStored(store, old, now, { view: 'usage', allowMixed: false });
  expect(used.rows.map(({ name, class: kind }) => [name, kind])).toEqual([
    ['a', 'removed'],
    ['b', 'added'],
  ]);
});

test('one that was found is kept later, unless an image was scanned again meanwhile', async () => {
  const specs = [
    imageOf(layer('base', os(), status('late=1'))),
    imageOf(layer('base', os(), status('late=2'))),
  ] as const;
  const [old, now] = [await scanned(specs[0]), await scanned(specs[1])];
  const options = { view: 'inventory', allowMixed: false } as const;
  const path = `diffs/${old.imageId}_${now.imageId}/diff.json.zst`;
  const { diff, keep } = await findDiff(store, old, now, options);
  const kept = await findDiff(store, { ...old, scannedAtMs: old.scannedAtMs - 1 }, now, options);
  expect(await kept.keep?.()).toEqual(diff);
  expect(await store.reader.findArtifactAt(path)).toBeUndefined();
  expect(await keep?.()).toEqual(diff);
  expect((await store.reader.findArtifactAt(path))?.validation?.valid).toBe(true);
  expect((await findDiff(store, old, now, options)).keep).toBeNull();
});

test('different analyzers are refused, and marked where they are allowed', async () => {
  const old = await scanned(imageOf(layer('base', os(), status('only=1'))));
  const now = await scanned(imageOf(layer('base', os(), status('only=2'))), {
    analyzers: { 'os/apk-installed-db': false },
  });
  const refused = diffStored(store, old, now, { view: 'inventory', allowMixed: false });
  await expect(refused).rejects.toThrow(DiffError);
  await expect(refused).rejects.toMatchObject({ code: 'different-analyzers' });
  const { sides } = await diffStored(store, old, now, { view: 'inventory', allowMixed: true });
  expect(new Set(sides.map(({ analyzerSet }) => analyzerSet)).size).toBe(2);
});
