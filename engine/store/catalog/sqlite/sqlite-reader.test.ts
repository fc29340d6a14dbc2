import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { componentOf, imageIdOf, scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { digestOf } from '#shared/model/digest.ts';
import { openStore, type FileIdentity, type Store } from '../../index.ts';

const identity: FileIdentity = { dev: 1n, ino: 2n ** 63n, size: 10n, mtimeNs: 1_700_000_000_000_000_001n, ctimeNs: 5n };
const manifest = digestOf(sha256('manifest'));

let store: Store;
let folder: Awaited<ReturnType<typeof tempFolder>>;

beforeAll(async () => {
  folder = await tempFolder();
  store = await openStore(folder.path);
  const components = [
    componentOf('apt', { version: '2.0', arch: null, licences: [{ text: 'GPL-2+', spdx: 'GPL-2.0-or-later' }] }),
    componentOf('bash', { version: null, layers: { introduced: 1, recordWritten: 1, lastModified: 2, removed: null } }),
    componentOf('c%_d', { type: 'rpm', state: 'half', licences: [] }),
    componentOf('zlib', { layers: { introduced: 0, recordWritten: 0, lastModified: 0, removed: 2 } }),
  ];
  await store.writer.commitScan(
    await scanCommitOf(store.blobs, 'one', {
      graph: { components },
      digests: [{ digest: manifest, kind: 'manifest', provenance: 'layout' }],
      trust: [
        { identity, offset: 0, length: 10, sha256: sha256('whole'), hashedAtMs: 7 },
        { identity, offset: 2, length: 5, sha256: sha256('part'), hashedAtMs: 8 },
      ],
    }),
  );
});

afterAll(async () => {
  await store.close();
  await folder[Symbol.asyncDispose]();
});

describe('findImages', () => {
  const id = imageIdOf('one');
  it.for([
    { name: 'the whole id', reference: id as string, found: true },
    { name: 'the id without its algorithm', reference: id.slice(7), found: true },
    { name: 'a prefix', reference: id.slice(0, 19), found: true },
    { name: 'a bare prefix of four digits, in capitals', reference: id.slice(7, 11).toUpperCase(), found: true },
    { name: 'three digits', reference: id.slice(7, 10), found: false },
    { name: 'the digest of its manifest', reference: manifest as string, found: true },
    { name: 'a tag', reference: 'example/one:1', found: true },
    { name: 'a part of a tag', reference: 'example/one', found: false },
    { name: 'SQL', reference: `' OR 1=1 --`, found: false },
    { name: 'nothing', reference: '', found: false },
  ])('$name', async ({ reference, found }) => {
    expect((await store.reader.findImages(reference)).map(({ imageId }) => imageId)).toEqual(found ? [id] : []);
  });

  it('gives every image that a prefix may mean', async () => {
    // Sixteen images or more share no first digit with luck only, so take a prefix of four that two have.
    await using other = await tempFolder();
    await using many = await openStore(other.path);
    const taken = new Map<string, string>();
    for (let n = 0; ; n++) {
      const prefix = imageIdOf(`many ${n}`).slice(7, 11);
      const twin = taken.get(prefix);
      taken.set(prefix, `many ${n}`);
      if (twin === undefined) continue;
      for (const name of [twin, `many ${n}`]) await many.writer.commitScan(await scanCommitOf(many.blobs, name));
      expect((await many.reader.findImages(prefix)).map(({ imageId }) => imageId)).toEqual(
        [imageIdOf(twin), imageIdOf(`many ${n}`)].sort(),
      );
      return;
    }
  });
});

describe('counts of components', () => {
  it('by type, removed ones left out', async () => {
    expect(await store.reader.countByType(imageIdOf('one'))).toEqual([
      { type: 'deb', count: 2 },
      { type: 'rpm', count: 1 },
    ]);
  });

  it('by layer', async () => {
    expect(await store.reader.countByLayer(imageIdOf('one'))).toEqual([
      { layer: 0, introduced: 2, removed: 0 },
      { layer: 1, introduced: 1, removed: 0 },
      { layer: 2, introduced: 0, removed: 1 },
    ]);
  });
});

describe('what hosts keep and watch', () => {
  it('settings by prefix', async () => {
    await store.writer.setSetting('ui.theme', 'dark');
    await store.writer.setSetting('ui.theme', 'light');
    await store.writer.setSetting('ui.gone', 'x');
    await store.writer.setSetting('ui.gone', null);
    await store.writer.setSetting('other', '1');
    expect(await store.reader.listSettings('ui.')).toEqual([{ key: 'ui.theme', value: 'light' }]);
  });

  it('a generation that moves with images alone, also by another process', async () => {
    const before = await store.reader.libraryGeneration();
    await using other = await openStore(folder.path);
    await other.writer.setSetting('other', '2');
    expect(await store.reader.libraryGeneration()).toBe(before);
    await other.writer.commitScan(await scanCommitOf(other.blobs, 'two'));
    const after = await store.reader.libraryGeneration();
    expect(after).not.toBe(before);
    expect(await other.reader.libraryGeneration()).toBe(after);
    await other.writer.removeImage(imageIdOf('two'));
    expect(await store.reader.libraryGeneration()).toBe(before);
  });
});

describe('single rows', () => {
  it('finds a component with its evidence', async () => {
    const { key } = componentOf('zlib');
    expect(await store.reader.findComponent(imageIdOf('one'), key)).toEqual(
      componentOf('zlib', { layers: { introduced: 0, recordWritten: 0, lastModified: 0, removed: 2 } }),
    );
    expect(await store.reader.findComponent(imageIdOf('one'), `${key}x`)).toBeUndefined();
  });

  it('finds the components that cite a path', async () => {
    const path = '/usr/share/doc/bash/copyright';
    expect(await store.reader.listClaimsOn(imageIdOf('one'), path)).toEqual([
      { key: componentOf('bash').key, layerIndex: 0, path },
    ]);
    expect((await store.reader.listClaimsOn(imageIdOf('one'), '/var/lib/dpkg/status')).length).toBe(4);
  });

  it('knows the hashes of a file by its whole identity', async () => {
    expect((await store.reader.listTrust(identity)).map(({ offset }) => offset)).toEqual([0, 2]);
    expect(await store.reader.findTrust(identity, 2, 5)).toEqual({
      identity,
      offset: 2,
      length: 5,
      sha256: sha256('part'),
      hashedAtMs: 8,
    });
    expect(await store.reader.findTrust(identity, 2, 4)).toBeUndefined();
    // One nanosecond apart: beyond what a double can tell.
    expect(await store.reader.listTrust({ ...identity, mtimeNs: identity.mtimeNs + 1n })).toEqual([]);
  });

  it('keeps an archive index under its format version', async () => {
    const index = { members: Array.from({ length: 500 }, (_, i) => ({ name: `blobs/sha256/${i}`, offset: i * 512 })) };
    await store.writer.saveArchiveIndex(identity, 3, index);
    expect(await store.reader.findArchiveIndex(identity, 3)).toEqual(index);
    expect(await store.reader.findArchiveIndex(identity, 4)).toBeUndefined();
  });

  it('gives layers with their chain ids', async () => {
    const [layer] = await store.reader.listLayers(imageIdOf('one'));
    expect(layer).toMatchObject({ index: 0, chainId: layer?.diffId, complete: true, size: 1000 });
  });
});
