import { afterAll, beforeAll, expect, it } from 'vitest';
import { componentOf, imageIdOf, scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { EdgeDirection } from '#shared/model/component-list.ts';
import { openStore, type Store } from '../../index.ts';

const keyOf = (name: string): string => componentOf(name).key;
const components = [
  componentOf('app', {
    dependencies: [
      { to: keyOf('lib'), kind: 'contains' },
      { to: keyOf('lib'), kind: 'declares', stated: '>= 1' },
      { to: keyOf('tool'), kind: 'declares' },
    ],
  }),
  componentOf('lib'),
  componentOf('tool', { dependencies: [{ to: keyOf('lib'), kind: 'installs' }] }),
];
let folder: Awaited<ReturnType<typeof tempFolder>>;
let store: Store;

beforeAll(async () => {
  folder = await tempFolder();
  store = await openStore(folder.path);
  for (const name of ['one', 'other'])
    await store.writer.commitScan(
      await scanCommitOf(store.blobs, name, {
        graph: { components: name === 'one' ? components : components.slice(1) },
      }),
    );
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

it.for<[image: string, name: string, direction: EdgeDirection, want: string[]]>([
  ['one', 'app', 'out', ['contains lib', 'declares lib >= 1', 'declares tool']],
  ['one', 'app', 'in', []],
  ['one', 'lib', 'in', ['contains app', 'declares app >= 1', 'installs tool']],
  ['one', 'lib', 'out', []],
  ['other', 'lib', 'in', ['installs tool']],
])('%s: %s %s', async ([image, name, direction, want]) => {
  const query = { imageId: imageIdOf(image), key: keyOf(name), direction, offset: 0, limit: 10 };
  const { total, rows } = await store.reader.queryEdges(query);
  expect(rows.map((row) => [row.kind, row.name, row.stated].filter((part) => part !== null).join(' '))).toEqual(want);
  expect(total).toBe(want.length);
});

it('windows keep the total, and nothing is left of an image whose components changed', async () => {
  const query = { imageId: imageIdOf('one'), key: keyOf('lib'), direction: 'in' as const, offset: 1, limit: 1 };
  expect(await store.reader.queryEdges(query)).toMatchObject({ total: 3, offset: 1, rows: [{ name: 'app' }] });
  await store.writer.commitScan(
    await scanCommitOf(store.blobs, 'one', { graph: { components: [componentOf('lib')] } }),
  );
  expect(await store.reader.queryEdges(query)).toEqual({ total: 0, offset: 1, rows: [] });
});
