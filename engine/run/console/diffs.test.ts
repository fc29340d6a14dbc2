import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { saveImage, scanned, smallImage } from '#engine/testing/scanned-image.ts';
import '#engine/testing/compile-cache.ts';
import { file, whiteout } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { DiffFilter, DiffItem } from '#shared/model/diff-view.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { DiffPair, Engine } from './engine.ts';
import { openEngine } from './open-engine.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let engine: Engine;
let pair: DiffPair;

beforeAll(async () => {
  folder = await tempFolder();
  engine = await openEngine({ dataDir: join(folder.path, 'data') });
  const stanza = (name: string, version: string): string =>
    `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\nDescription: ${name}\n\n`;
  const top = {
    createdBy: 'RUN upgrade',
    entries: [
      file('var/lib/dpkg/status', stanza('alpha', '2.0') + stanza('beta', '2:1.0-1') + stanza('gamma', '1')),
      whiteout('opt/tool'),
    ],
  };
  const tool = {
    createdBy: 'COPY tool /opt/tool',
    entries: [file('opt/tool', `\x7fELF\x02\x01\x01${'A'.repeat(5000)}`, { mode: 0o755 })],
  };
  const first = { ...smallImage, entrypoint: ['/opt/tool'], layers: [...smallImage.layers.slice(0, 1), tool] };
  const next = { ...first, tags: ['example/small:2'], layers: [...first.layers, top] };
  const ids: ImageId[] = [];
  for (const [name, spec] of [
    ['old', first],
    ['new', next],
  ] as const) {
    const job = await scanned(engine, await saveImage(folder.path, spec, name));
    ids.push(job.result?.imageId ?? expect.fail('not scanned'));
  }
  const [old = expect.fail(), now = expect.fail()] = ids;
  pair = { old, new: now, allowMixed: false };
});
afterAll(async () => {
  await engine.close();
  await folder[Symbol.asyncDispose]();
});

const all: DiffFilter = { axis: 'components', kinds: [], query: '', layer: null, reached: false };
const short = (item: DiffItem): string => {
  if (item.kind === 'layer')
    return item.layer === null ? 'image' : `${item.layer.role} ${item.layer.index} ${item.createdBy}`;
  return item.kind === 'row' ? `${item.row.kind} ${item.row.name}` : `${item.file.class} ${item.file.path}`;
};

it('counts by kind', async () => {
  const { kinds, summary, identical } = await engine.diffs.head(pair);
  expect([kinds, summary.files, identical]).toEqual([
    { added: 1, removed: 1, upgraded: 1, downgraded: 1, changed: 0, metadata: 0, usage: 0 },
    { added: 0, removed: 1, modified: 1, metadata_changed: 0, moved: 0 },
    false,
  ]);
});

it.for<[string, Partial<DiffFilter>, readonly string[]]>([
  ['everything', {}, ['new 2 RUN upgrade', 'added gamma', 'removed tool', 'upgraded alpha', 'downgraded beta']],
  ['kinds', { kinds: ['upgraded', 'removed'] }, ['new 2 RUN upgrade', 'removed tool', 'upgraded alpha']],
  ['every word', { query: 'DEB al' }, ['new 2 RUN upgrade', 'upgraded alpha']],
  ['no word', { query: 'nothing' }, []],
  ['a layer', { layer: { role: 'new', index: 1 } }, []],
  ['files', { axis: 'files' }, ['new 2 RUN upgrade', 'removed opt/tool', 'modified var/lib/dpkg/status']],
])('lists %s', async ([, filter, expected]) => {
  const { items, total, changes } = await engine.diffs.window(pair, { ...all, ...filter }, 0, 200);
  expect(items.map(short)).toEqual(expected);
  expect([total, changes]).toEqual([expected.length, Math.max(0, expected.length - 1)]);
});

it('gives only what the start of either image reaches, and counts it', async () => {
  const { reached } = await engine.diffs.head(pair);
  expect(reached).toEqual({
    kinds: { added: 0, removed: 1, upgraded: 0, downgraded: 0, changed: 0, metadata: 0, usage: 0 },
    files: { added: 0, removed: 1, modified: 0, metadata_changed: 0, moved: 0 },
  });
  for (const [axis, expected] of [
    ['components', ['new 2 RUN upgrade', 'removed tool']],
    ['files', ['new 2 RUN upgrade', 'removed opt/tool']],
  ] as const) {
    const { items, changes } = await engine.diffs.window(pair, { ...all, axis, reached: true }, 0, 200);
    expect([items.map(short), changes]).toEqual([expected, 1]);
  }
});

it('gives a part of the list', async () => {
  const { items, offset, total } = await engine.diffs.window(pair, all, 3, 1);
  expect([items.map(short), offset, total]).toEqual([['upgraded alpha'], 3, 5]);
});

it('gives the proofs of both sides, one row at a time', async () => {
  const { items } = await engine.diffs.window(pair, { ...all, query: 'alpha' }, 0, 200);
  const item = items[1] ?? expect.fail('no row');
  const id = item.kind === 'row' ? item.row.id : expect.fail('no row');
  const row = await engine.diffs.row(pair, id);
  expect(row.perSide.map(({ evidence }) => evidence[0]?.locator.layerIndex)).toEqual([0, 2]);
  await expect(engine.diffs.row(pair, '0'.repeat(16))).rejects.toMatchObject({ code: 'not-found' });
  const unknown = `sha256:${'0'.repeat(64)}` as ImageId;
  await expect(engine.diffs.head({ ...pair, old: unknown })).rejects.toMatchObject({ code: 'not-found' });
});

it('tells which lines of a file changed, from the bytes of both images', async () => {
  const { items } = await engine.diffs.window(pair, { ...all, axis: 'files' }, 0, 200);
  const idOf = (path: string): string =>
    items.flatMap((item) => (item.kind === 'file' && item.file.path === path ? [item.file.id] : []))[0] ??
    expect.fail(path);
  const diff = await engine.diffs.text(pair, idOf('var/lib/dpkg/status'));
  const lines = diff.state === 'lines' ? diff.hunks.flatMap((hunk) => hunk.lines) : [];
  const changed = lines
    .filter(({ kind }) => kind !== 'same')
    .map(({ kind, old, new: now, text }) => [kind, old, now, text]);
  // `git diff -U0` of the two files.
  expect(changed).toEqual([
    ['removed', 4, null, 'Version: 1.0'],
    ['added', null, 4, 'Version: 2.0'],
    ['removed', 10, null, 'Version: 2:2.0-1'],
    ['added', null, 10, 'Version: 2:1.0-1'],
    ['added', null, 13, 'Package: gamma'],
    ['added', null, 14, 'Status: install ok installed'],
    ['added', null, 15, 'Architecture: amd64'],
    ['added', null, 16, 'Version: 1'],
    ['added', null, 17, 'Description: gamma'],
    ['added', null, 18, ''],
  ]);
  expect(await engine.diffs.text(pair, idOf('opt/tool'))).toMatchObject({ state: 'lines', added: 0, removed: 1 });
  await expect(engine.diffs.text(pair, '0'.repeat(16))).rejects.toMatchObject({ code: 'not-found' });
});
