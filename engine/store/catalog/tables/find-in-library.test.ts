import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { componentOf, imageIdOf, scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { Component } from '#shared/model/component.ts';
import type { LibraryFindings } from '#shared/model/find.ts';
import { openStore, type Store } from '../../index.ts';

const layers = { introduced: 1, recordWritten: 1, lastModified: 1, removed: null };
const openssl = (version: string, more: Partial<Component> = {}): Component =>
  componentOf('openssl', { version, key: `pkg:deb/debian/openssl@${version}`, evidence: [], ...more });
const core = componentOf('@babel/core', {
  type: 'npm',
  version: '7.1.0',
  key: 'pkg:npm/%40babel/core@7.1.0',
  evidence: [],
});

/** Its package URL has another spelling than the name that it states. */
const typing = componentOf('typing_extensions', {
  type: 'pypi',
  version: '4.1',
  key: 'pkg:pypi/typing-extensions@4.1',
  evidence: [],
});
const many = Array.from({ length: 600 }, (_, i) =>
  componentOf(`many-${1000 + i}`, { version: i === 599 ? '9.9' : '1', evidence: [] }),
);

const images: Readonly<Record<string, readonly Component[]>> = {
  web: [openssl('3.0'), openssl('1.1', { layers: { ...layers, removed: 2 } }), componentOf('zlib')],
  db: [openssl('3.0', { usage: 'reached' }), componentOf('libopenssl-dev', { evidence: [] }), componentOf('zlib')],
  lot: [...many, typing, openssl('3.0', { name: 'openssl-dev', key: 'pkg:deb/debian/openssl-dev@3.0' })],
  app: [core, componentOf('OpenSSL-Extras', { evidence: [] }), componentOf('50%_off', { evidence: [] })],
};
const nameOf = new Map(Object.keys(images).map((name) => [imageIdOf(name), name]));

let folder: Awaited<ReturnType<typeof tempFolder>>;
let store: Store;

beforeAll(async () => {
  folder = await tempFolder();
  store = await openStore(folder.path);
  for (const [name, components] of Object.entries(images)) {
    const commit = await scanCommitOf(store.blobs, name);
    await store.writer.commitScan({ ...commit, graph: { ...commit.graph, components } });
  }
});
afterAll(async () => {
  await store.close();
  await folder[Symbol.asyncDispose]();
});

/** `image: hit, hit` with images by name. */
function told({ groups }: LibraryFindings): string[] {
  return groups
    .map(({ imageId, hits }) => {
      const words = hits.map((hit) =>
        hit.kind === 'file'
          ? `${hit.path} L${hit.layer} ${hit.components}`
          : `${hit.name} ${hit.version}${hit.removed === null ? '' : ` -L${hit.removed}`}${hit.usage ? ` ${hit.usage}` : ''}`,
      );
      return `${nameOf.get(imageId)}: ${words.join(', ')}`;
    })
    .sort();
}

describe('find in all images', () => {
  it.for<[text: string, found: readonly string[]]>([
    [
      'openssl',
      [
        'app: OpenSSL-Extras 1.0',
        'db: openssl 3.0 reached, libopenssl-dev 1.0',
        'lot: openssl-dev 3.0',
        'web: openssl 1.1 -L2, openssl 3.0',
      ],
    ],
    ['OPENSSL 3', ['db: openssl 3.0 reached', 'lot: openssl-dev 3.0', 'web: openssl 3.0']],
    ['openssl@1.1', ['web: openssl 1.1 -L2']],
    ['pkg:deb/debian/openssl', ['db: openssl 3.0 reached', 'web: openssl 1.1 -L2, openssl 3.0']],
    ['pkg:deb/debian/openssl@3.0', ['db: openssl 3.0 reached', 'web: openssl 3.0']],
    ['pkg:npm/%40babel/core', ['app: @babel/core 7.1.0']],
    ['pkg:npm/@babel/core@7', ['app: @babel/core 7.1.0']],
    ['pkg:pypi/typing-extensions', ['lot: typing_extensions 4.1']],
    ['many 9.9', ['lot: many-1599 9.9']],
    ['@babel/core@7', ['app: @babel/core 7.1.0']],
    ['%_', ['app: 50%_off 1.0']],
    ['_', ['app: 50%_off 1.0', 'lot: typing_extensions 4.1']],
    ['/var/lib/dpkg', ['db: /var/lib/dpkg/status L0 1', 'web: /var/lib/dpkg/status L0 1']],
    ['zlib/copyright', ['db: /usr/share/doc/zlib/copyright L0 1', 'web: /usr/share/doc/zlib/copyright L0 1']],
    ['nothing', []],
    ['pkg:', []],
    ['/', []],
  ])('%s', async ([text, found]) =>
    expect(told(await store.reader.findInLibrary({ text, limit: 100 }))).toEqual(found),
  );

  it('counts what it does not list, of however many names', async () => {
    const { hits: all } = await store.reader.findInLibrary({ text: 'many', limit: 2 });
    expect(all).toBe(600);
    const { hits, images: count, groups } = await store.reader.findInLibrary({ text: 'openssl', limit: 2 });
    expect([hits, count, groups.flatMap((group) => group.hits).length]).toEqual([6, 4, 2]);
  });
});
