import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { componentOf, imageIdOf, scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { Component } from '#shared/model/component.ts';
import type { DiffId, Sha256 } from '#shared/model/digest.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { ByteRange } from '#shared/model/units.ts';
import type { ClaimsQuery } from '../records.ts';
import { openStore, type Store } from '../../index.ts';

function evidenceOf(path: string, segments: ByteRange[], container: string[] = [], layerIndex = 0): Evidence {
  return {
    source: 'os-package-database',
    method: 'manifest-analysis',
    proves: 'component',
    analyzer: 'os/dpkg-status@1',
    locator: {
      layerIndex,
      diffId: `sha256:${'d'.repeat(64)}` as DiffId,
      path,
      container,
      kind: 'lines',
      segments,
      sha256: 'a'.repeat(64) as Sha256,
    },
  };
}

const STATUS = 'var/lib/dpkg/status';
const components: Component[] = [
  componentOf('a', {
    evidence: [evidenceOf(STATUS, [{ from: 0, to: 10 }]), evidenceOf('doc/a', [{ from: 0, to: 4 }])],
  }),
  componentOf('b', {
    evidence: [
      evidenceOf(STATUS, [
        { from: 9, to: 20 },
        { from: 30, to: 40 },
      ]),
    ],
  }),
  componentOf('gone', { evidence: [evidenceOf(STATUS, [])] }),
  componentOf('older', { evidence: [evidenceOf(STATUS, [{ from: 0, to: 10 }], [], 1)] }),
  componentOf('inner', { evidence: [evidenceOf('a.jar', [{ from: 5, to: 6 }], ['lib/b.jar'])] }),
];
let folder: Awaited<ReturnType<typeof tempFolder>>;
let store: Store;

beforeAll(async () => {
  folder = await tempFolder();
  store = await openStore(folder.path);
  await store.writer.commitScan(await scanCommitOf(store.blobs, 'one', { graph: { components } }));
  await store.writer.commitScan(
    await scanCommitOf(store.blobs, 'other', { graph: { components: components.slice(0, 1) } }),
  );
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function claims(query: Partial<ClaimsQuery>): Promise<string[]> {
  const all = { imageId: imageIdOf('one'), path: STATUS, layer: 0, container: [], range: null, offset: 0, limit: 100 };
  const { total, rows } = await store.reader.queryClaims({ ...all, ...query });
  expect(total).toBe(rows.length);
  return rows.map(({ subject }) => subject?.name ?? '');
}

const byte = (at: number): Partial<ClaimsQuery> => ({ range: { from: at, to: at + 1 } });

it.for<[what: string, query: Partial<ClaimsQuery>, want: string[]]>([
  ['a file', {}, ['a', 'b', 'gone']],
  ['a byte', byte(0), ['a', 'gone']],
  ['a byte that two cite', byte(9), ['a', 'b', 'gone']],
  ['the byte behind a range', byte(20), ['gone']],
  ['a byte of a second segment', byte(39), ['b', 'gone']],
  ['the same file of another layer', { layer: 1 }, ['older']],
  ['an archive with what is in it', { path: 'a.jar', container: null }, ['inner']],
  ['an archive itself', { path: 'a.jar', container: [] }, []],
  ['a byte of a member', { path: 'a.jar', container: ['lib/b.jar'], ...byte(5) }, ['inner']],
  ['another image', { imageId: imageIdOf('other') }, ['a']],
  ['no such file', { path: 'etc/none' }, []],
])('claims on %s', async ([, query, want]) => {
  expect(await claims(query)).toEqual(want);
});

it('gives the proof itself, and parts of a list with its total', async () => {
  const query = { imageId: imageIdOf('one'), path: STATUS, layer: 0, container: [], range: null };
  expect(await store.reader.queryClaims({ ...query, offset: 0, limit: 1 })).toEqual({
    total: 3,
    rows: [
      {
        subject: { key: components[0]?.key, type: 'deb', name: 'a', version: components[0]?.version, removed: false },
        evidence: components[0]?.evidence[0],
      },
    ],
  });
});

it('agrees with a walk over all proofs, for any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(45), fc.integer({ min: 1, max: 10 }), async (from, length) => {
      const to = from + length;
      const want = components.filter(({ evidence }) =>
        evidence.some(
          ({ locator: { path, layerIndex, segments } }) =>
            path === STATUS &&
            layerIndex === 0 &&
            (segments.length === 0 || segments.some((s) => s.from < to && s.to > from)),
        ),
      );
      expect((await claims({ range: { from, to } })).sort()).toEqual(want.map(({ name }) => name).sort());
    }),
    { numRuns: 60 },
  );
});

it('an image of an older catalog is indexed when somebody asks', async () => {
  using db = asDisposable(new Database(join(folder.path, 'catalog.db')));
  db.exec(`DELETE FROM evidence_ranges; UPDATE evidence SET container = '[]'; UPDATE images SET ranges_of = NULL`);
  expect(await store.reader.hasIndexedClaims(imageIdOf('one'))).toBe(false);
  await store.writer.indexClaims(imageIdOf('one'));
  await store.writer.indexClaims(imageIdOf('one'));
  expect(await store.reader.hasIndexedClaims(imageIdOf('one'))).toBe(true);
  expect(await store.reader.hasIndexedClaims(imageIdOf('other'))).toBe(false);
  expect(await claims(byte(39))).toEqual(['b', 'gone']);
  expect(await claims({ path: 'a.jar', container: ['lib/b.jar'], ...byte(5) })).toEqual(['inner']);
});

it('nothing is left of components that are no more', async () => {
  const fewer = { graph: { components: components.slice(2, 3) } };
  await store.writer.commitScan(await scanCommitOf(store.blobs, 'one', fewer));
  expect(await claims({})).toEqual(['gone']);
  expect(await store.reader.hasIndexedClaims(imageIdOf('one'))).toBe(true);
});

function asDisposable(db: Database.Database): Database.Database & Disposable {
  return Object.assign(db, { [Symbol.dispose]: () => void db.close() });
}
