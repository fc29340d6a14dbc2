import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { DiffFile } from '#shared/model/diff.ts';
import type { DiffHead, DiffItem, DiffListRow } from '#shared/model/diff-view.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { TextDiff } from '#shared/model/text-diff.ts';
import { hostileName, image } from '../../testing/fake-data.ts';
import { fakeEngine } from '../../testing/fake-engine.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { visibleLine } from '../../text/visible-text.ts';

const other = { ...image, imageId: `sha256:${'0'.repeat(64)}` as ImageId, tags: ['acme/web:1.4.2'] };
const side = { analyzerSet: 'a', complete: true, platform: null, layers: [] } as const;
const head: DiffHead = {
  schema: 'stellaops.diff@1',
  view: 'inventory',
  identical: false,
  sides: [
    { ...side, role: 'old', imageId: other.imageId },
    { ...side, role: 'new', imageId: image.imageId, complete: false, analyzerSet: 'b' },
  ],
  layers: [
    { old: 0, new: 0, pairedBy: 'diffId' },
    { new: 1, pairedBy: null },
  ],
  config: [{ id: 'c', field: 'user', class: 'added', old: null, new: 'me' }],
  summary: {
    rows: { added: 0, removed: 0, version_changed: 1, metadata_changed: 0 },
    same: 7,
    files: { added: 0, removed: 0, modified: 0, metadata_changed: 0, moved: 0 },
    filesOmitted: 0,
  },
  kinds: { added: 0, removed: 0, upgraded: 0, downgraded: 0, changed: 1, metadata: 0, usage: 0 },
  reached: null,
  soFar: null,
};
const row: DiffListRow = {
  id: 'r',
  identity: 'x',
  type: 'npm',
  name: hostileName,
  class: 'version_changed',
  kind: 'changed',
  also: [],
  direction: null,
  group: { gone: ['1.0', '1.1'], came: [], stays: ['2.0'] },
  changes: [],
  perSide: [],
  layer: { role: 'new', index: 1 },
  usage: null,
};
const items: readonly DiffItem[] = [
  { kind: 'layer', layer: { role: 'new', index: 1 }, createdBy: 'RUN x' },
  { kind: 'row', row },
];

function openDiff(answers: Parameters<typeof fakeEngine>[0] = {}) {
  const engine = fakeEngine({
    'library.list': () => ({ generation: '1', images: [image, other] }),
    'diff.head': () => head,
    'diff.window': () => ({ total: 2, changes: 1, offset: 0, items }),
    ...answers,
  });
  return { engine, user: renderApp(engine) };
}

it('says of a group what is gone and what stays, and calls nothing removed', async () => {
  const { engine, user } = openDiff();
  await user.click(await screen.findByRole('button', { name: 'Compare the newest two' }));
  const list = await screen.findByRole('region', { name: 'Changes by layer' });
  const change = await within(list).findByRole('button');
  expect(change.textContent).toContain(`${visibleLine(hostileName)}gone 1.0, 1.1 · stays 2.0`);
  expect(screen.queryByText('Removed')).toBeNull();
  expect(engine.calls.find(({ path }) => path === 'diff.head')?.input).toEqual({
    old: other.imageId,
    new: image.imageId,
    allowMixed: false,
  });
  expect(screen.getByText(/new image could not be read completely/)).toBeDefined();
  expect(screen.getByText(/different analysers/)).toBeDefined();
});

it.for<[kind: DiffListRow['kind'], words: RegExp]>([
  ['usage', /^What runs.*x2\.0Reached → Open$/],
  ['metadata', /^Metadata.*x2\.0state installed → removedusage Reached → Open$/],
])('says in words what changed of what the start reaches: %s', async ([kind, words]) => {
  const usage = { field: 'usage', old: ['reached'], new: ['unknown'] } as const;
  const state = { field: 'state', old: ['installed'], new: ['removed'] } as const;
  const { group: _group, ...ungrouped } = row;
  const changed: DiffListRow = {
    ...ungrouped,
    name: 'x',
    class: 'metadata_changed',
    kind,
    changes: kind === 'usage' ? [usage] : [state, usage],
    perSide: [
      { role: 'old', versions: ['2.0'], introduced: [0], keys: ['x'], removed: null, usage: 'reached' },
      { role: 'new', versions: ['2.0'], introduced: [0], keys: ['x'], removed: null, usage: 'unknown' },
    ],
    usage: 'unknown',
  };
  const { user } = openDiff({
    'diff.window': () => ({ total: 1, changes: 1, offset: 0, items: [{ kind: 'row', row: changed }] }),
  });
  await user.click(await screen.findByRole('button', { name: 'Compare the newest two' }));
  const list = await screen.findByRole('region', { name: 'Changes by layer' });
  const change = await within(list).findByRole('button');
  expect(change.textContent).toMatch(words);
});

it('asks before it compares what was analysed differently', async () => {
  // As the engine sends it.
  const refusal: unknown = { error: { message: 'Cannot compare', code: -32_000, data: { reason: 'refused' } } };
  const { user } = openDiff({
    'diff.head': ({ allowMixed }: { allowMixed: boolean }) => {
      if (!allowMixed) throw refusal;
      return head;
    },
  });
  await user.click(await screen.findByRole('button', { name: 'Compare the newest two' }));
  await user.click(await screen.findByRole('button', { name: 'Compare anyway' }));
  expect(await screen.findByRole('region', { name: 'Changes by layer' })).toBeDefined();
});

it('says that there is no difference', async () => {
  const { user } = openDiff({ 'diff.head': () => ({ ...head, identical: true }) });
  await user.click(await screen.findByRole('button', { name: 'Compare the newest two' }));
  expect(await screen.findByRole('heading', { name: 'The images are identical' })).toBeDefined();
  expect(screen.getByText('7 components, every file and every setting were compared.')).toBeDefined();
});

const lines: Extract<TextDiff, { state: 'lines' }> = {
  state: 'lines',
  hunks: [
    {
      lines: [
        { kind: 'removed', old: 1, new: null, text: 'x'.repeat(3000) },
        { kind: 'added', old: null, new: 1, text: `caf\\xe9${hostileName}`, raw: true, unended: true },
      ],
    },
  ],
  added: 3000,
  removed: 1,
  omitted: 2999,
  coarse: true,
};

it.for<[state: string, diff: TextDiff, words: readonly RegExp[]]>([
  ['binary', { state: 'binary' }, [/no text/]],
  ['too large', { state: 'too-large', most: 1_000_000 }, [/more than 1 MB is not compared/]],
  [
    'not at hand',
    { state: 'gone', role: 'old', failure: { kind: 'no-bytes', why: 'moved away' } },
    [/bytes of the old file are not .*moved away/],
  ],
  ['another kind of file', { state: 'no-file' }, [/Only regular files/]],
  [
    'too much',
    lines,
    [/3,000 lines added, 1 removed/, /Too much differs/, /no UTF-8/, /2,999 changed lines more/, /1,000 more char/],
  ],
  ['hostile', lines, [/shown as marks/, /no line feed at the end/]],
])('tells of the text of a file what is so: %s', async ([, diff, words]) => {
  const file: DiffFile = {
    id: 'f',
    path: 'opt/x',
    class: 'modified',
    also: ['content'],
    old: { type: 'file', mode: '0644', uid: 0, gid: 0, size: 1, layer: 0 },
    new: { type: 'file', mode: '0644', uid: 0, gid: 0, size: 1, layer: 1 },
    layer: { role: 'new', index: 1 },
  };
  const { user } = openDiff({
    'diff.window': () => ({ total: 1, changes: 1, offset: 0, items: [{ kind: 'file', file }] }),
    'diff.text': () => diff,
  });
  await user.click(await screen.findByRole('button', { name: 'Compare the newest two' }));
  const list = await screen.findByRole('region', { name: 'Changes by layer' });
  expect(await within(list).findByText('/opt')).toBeDefined();
  await user.click(await within(list).findByRole('button', { name: /Modified/ }));
  for (const word of words) expect((await within(list).findAllByText(word)).length).toBeGreaterThan(0);
  expect(list.querySelector('img')).toBeNull();
});
