import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { EntryTrace, Hop } from '#shared/model/entry-trace.ts';
import type { LinkView, NeededBy } from '#shared/model/links.ts';
import { setHints } from '../../state/hints-store.ts';
import { consoleStore, go, openImage } from '../../state/console.ts';
import { hostileName, image } from '../../testing/fake-data.ts';
import { fakeEngine } from '../../testing/fake-engine.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { visibleLine } from '../../text/visible-text.ts';

const id = (letter: string): string => letter.repeat(16);
const base: Omit<Hop, 'id' | 'parent' | 'kind' | 'status' | 'argv' | 'path' | 'line'> = {
  file: 'entry.sh',
  column: 1,
  layer: 1,
  owner: 'pkg:deb/debian/bash@5.2-1?arch=amd64',
  user: 'root',
  cwd: '/',
  called: null,
  env: [],
  program: null,
};
const start: Hop = {
  ...base,
  id: id('a'),
  parent: null,
  kind: 'start',
  status: 'taken',
  argv: ['/entry.sh'],
  path: 'entry.sh',
  file: null,
  line: null,
};
const runs: Hop = {
  ...base,
  id: id('b'),
  parent: id('a'),
  kind: 'run',
  status: 'taken',
  argv: ['setup'],
  path: null,
  line: 3,
  reason: 'CommandNotFound',
};
const skipped: Hop = {
  ...base,
  id: id('c'),
  parent: id('a'),
  kind: 'exec',
  status: 'notTaken',
  argv: ['debug'],
  path: 'bin/debug',
  line: 5,
};
const becomes: Hop = {
  ...base,
  id: id('d'),
  parent: id('a'),
  kind: 'exec',
  status: 'possible',
  argv: ['serve', hostileName],
  path: 'usr/bin/serve',
  line: 9,
};
const trace: EntryTrace = {
  entrypoint: ['/entry.sh'],
  cmd: [],
  hints: {},
  env: ['A=1'],
  workingDir: '/app',
  user: '',
  outcome: 'partiallyresolved',
  terminals: [{ hop: id('d'), path: 'usr/bin/serve', argv: ['serve'], status: 'possible' }],
  hops: [start, runs, skipped, becomes],
  diagnostics: [
    { reason: 'CommandNotFound', detail: 'setup', hop: id('b'), file: 'entry.sh', line: 3, column: 1, status: 'taken' },
  ],
  assumedUnset: ['DEBUG'],
  counters: { entrytrace_resolutions_total: {}, entrytrace_unresolved_total: {} },
};

function open(section: 'start' | 'links', answers: Parameters<typeof fakeEngine>[0]) {
  openImage(image.imageId, 'web');
  go({ section });
  const engine = fakeEngine(answers);
  return { engine, user: renderApp(engine) };
}
const selection = () => consoleStore.get().tabs.at(-1)?.view.selection;

beforeEach(() => {
  // Bounds of what is drawn: the drawing's library asks for it.
  globalThis.DOMMatrixReadOnly ??= class {
    m22 = 1;
  } as unknown as typeof DOMMatrixReadOnly;
});

it('lists the steps as a tree: branches that are not entered are folded, arrows walk', async () => {
  const { user } = open('start', { 'trace.get': () => trace });
  const tree = await screen.findByRole('tree', { name: 'Steps of the start' });
  const levels = () =>
    within(tree)
      .getAllByRole('treeitem')
      .map(
        (row) =>
          `${row.getAttribute('aria-level')} ${row.getAttribute('aria-posinset')}/${row.getAttribute('aria-setsize')}`,
      );
  expect(levels()).toEqual(['1 1/1', '2 1/3', '2 2/3', '2 3/3']);
  expect(screen.getByText('Partly resolved, 1 unknown')).toBeDefined();
  expect(within(tree).getByText('unknown: no such program in the image’s PATH')).toBeDefined();
  expect(tree.textContent).toContain(`serve '${visibleLine(hostileName)}'`);

  await user.click(within(tree).getAllByRole('treeitem')[0] ?? expect.fail());
  expect(selection()).toEqual({ kind: 'hop', id: id('a') });
  await user.keyboard('{End}');
  await user.keyboard('{ArrowRight}');
  expect(levels()).toEqual(['1 1/1', '2 1/3', '2 2/3', '2 3/3', '3 1/1']);
  await user.keyboard('{ArrowLeft}{Home}{ArrowLeft}');
  expect(levels()).toEqual(['1 1/1']);
});

it('goes from what is not known, and from a program that runs, to the step', async () => {
  const { user } = open('start', { 'trace.get': () => trace });
  const unknowns = await screen.findByRole('region', { name: 'What is not known of these steps' });
  await user.click(within(unknowns).getByRole('button'));
  expect(selection()).toEqual({ kind: 'hop', id: id('b') });
  await user.click(within(screen.getByRole('region', { name: /^Runs when/ })).getByRole('button'));
  expect(selection()).toEqual({ kind: 'hop', id: id('d') });
  expect(await screen.findByRole('button', { name: 'Show links' })).toBeDefined();
  // A list breaks between its words, not in one.
  const inspector = screen.getByRole('region', { name: 'Inspector' });
  const words = [...inspector.querySelectorAll('.list-word')].map(({ textContent }) => textContent);
  expect(words).toEqual(['["serve",', `${visibleLine(JSON.stringify(hostileName))}]`]);
});

it('says that an image was not traced, and scans it again', async () => {
  const { engine, user } = open('start', { 'trace.get': () => null });
  expect(await screen.findByRole('heading', { name: 'The start of this image was not traced' })).toBeDefined();
  await user.click(await screen.findByRole('button', { name: 'Scan again' }));
  expect(engine.calls.find(({ path }) => path === 'scan.start')?.input).toEqual({
    source: { path: image.source?.path },
  });
});

it('says that a start ends', async () => {
  open('start', { 'trace.get': () => ({ ...trace, outcome: 'resolved', terminals: [] }) });
  expect(await screen.findByText('The start ends: nothing keeps running.')).toBeDefined();
  expect(screen.queryByText('No program is known to run when the container has started.')).toBeNull();
});

it('says that an image states no command, and that a trace cannot be read', async () => {
  open('start', { 'trace.get': () => ({ ...trace, entrypoint: [], hops: [], terminals: [] }) });
  expect(await screen.findByRole('heading', { name: 'The image states neither ENTRYPOINT nor CMD' })).toBeDefined();
});

it('says why a trace cannot be read, and asks again', async () => {
  let broken = true;
  const { user } = open('start', {
    'trace.get': () => {
      if (broken) throw new Error('Cannot read the artifact');
      return trace;
    },
  });
  expect(await screen.findByText('The engine says: Cannot read the artifact')).toBeDefined();
  broken = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('tree', { name: 'Steps of the start' })).toBeDefined();
});

const edge = (from: string, needed: string, to: string | null): LinkView['edges'][number] => ({
  from,
  needed,
  to,
  real: to,
  rule: to === null ? 'not-found' : 'runpath',
  searched: to === null ? ['/lib/liba.so', '/usr/lib/liba.so'] : [],
  missingVersions: needed === 'libc.so' ? ['V_2'] : [],
});
const links: LinkView = {
  path: '/bin/p',
  loader: 'glibc',
  edges: [
    edge('/bin/p', 'libb.so', '/lib/libb.so'),
    edge('/bin/p', 'libd.so', '/lib/libd.so'),
    edge('/lib/libb.so', 'libc.so', '/lib/libc.so'),
    edge('/lib/libc.so', 'libd.so', '/lib/libd.so'),
    edge('/lib/libc.so', 'libb.so', '/lib/libb.so'),
    edge('/lib/libd.so', 'liba.so', null),
  ],
  notes: [
    {
      kind: 'possible',
      mechanism: 'nss',
      by: '/lib/libc.so',
      name: 'libnss_dns.so.2',
      to: null,
      real: null,
      reason: 'hosts are looked up by it',
      stated: { file: 'etc/nsswitch.conf', line: 7, variable: null },
    },
  ],
  files: [{ path: '/lib/libb.so', owner: { key: 'pkg:deb/b', name: 'libb', version: '2' }, layer: 1 }],
};
const needed: NeededBy = {
  path: '/bin/p',
  needs: [{ from: '/bin/q', needed: 'p', programs: ['/bin/q'], programCount: 4 }],
  omitted: 0,
  asked: 5,
};

it('expands needs lazily, marks what was seen and what needs itself, and says what was searched', async () => {
  const { engine, user } = open('links', {
    'trace.get': () => trace,
    'links.of': () => links,
    'links.neededBy': () => needed,
  });
  await user.type(await screen.findByRole('textbox', { name: 'Path of a program or library' }), '/bin/p{Enter}');
  const tree = await screen.findByRole('tree', { name: 'What the loader maps' });
  expect(engine.calls.find(({ path }) => path === 'links.of')?.input).toEqual({
    imageId: image.imageId,
    path: 'bin/p',
  });
  const rows = () => within(tree).getAllByRole('treeitem');
  const row = (at: number): HTMLElement => rows()[at] ?? expect.fail(`no row ${at}`);
  // p → b → c (closed), d → a.
  expect(rows().map((one) => one.getAttribute('aria-level'))).toEqual(['1', '2', '1', '2']);
  expect(row(0).textContent).toContain('found by: RUNPATHlibb 2');
  expect(row(1).textContent).toContain('symbol versions that it does not define: V_2');
  expect(row(3).textContent).toContain('Not found');
  expect(row(3).textContent).toContain('searched 2 places/lib/liba.so/usr/lib/liba.so');
  act(() => row(1).focus());
  await user.keyboard('{ArrowRight}');
  expect(rows().map((one) => one.getAttribute('aria-level'))).toEqual(['1', '2', '3', '3', '1']);
  expect(row(3).textContent).toContain('needs itself through others');
  expect(row(4).textContent).toContain('seen above');
  expect(await screen.findByText(/4 programs/)).toBeDefined();
  expect(screen.getByText(/hosts are looked up by it/)).toBeDefined();
  expect(screen.getByText('Possible')).toBeDefined();
});

it('traces with values of a person, stamps what they make, and goes back to the facts', async () => {
  const hinted: EntryTrace = { ...trace, hints: { cmd: ['work'] }, outcome: 'resolved', diagnostics: [] };
  const counts = { reached: 3, notReached: 1, possible: 0, open: 0 };
  const { user, engine } = open('start', {
    'trace.get': () => trace,
    'trace.hinted': () => ({
      trace: hinted,
      before: counts,
      after: { ...counts, reached: 4 },
      changes: [{ key: 'pkg:deb/debian/work@1', name: 'work', version: '1', from: 'notReached', to: 'reached' }],
      changed: 1,
    }),
  });
  await user.click(await screen.findByRole('button', { name: 'Trace with other values…' }));
  const sheet = await screen.findByRole('dialog', { name: 'Trace with other values' });
  expect(sheet.textContent).toContain('DEBUG');
  await user.click(within(sheet).getByRole('button', { name: 'Trace' }));
  expect(within(sheet).getByRole('alert').textContent).toBe('Nothing is given yet');
  await user.type(within(sheet).getByRole('textbox', { name: 'CMD' }), '[["work"');
  await user.click(within(sheet).getByRole('button', { name: 'Trace' }));
  expect(within(sheet).getByRole('alert').textContent).toBe('Neither words nor a list of texts in double quotes');
  await user.clear(within(sheet).getByRole('textbox', { name: 'CMD' }));
  await user.type(within(sheet).getByRole('textbox', { name: 'CMD' }), 'work');
  await user.type(within(sheet).getByRole('textbox', { name: /^ENV/ }), 'A');
  await user.click(within(sheet).getByRole('button', { name: 'Trace' }));
  expect(within(sheet).getByRole('alert').textContent).toBe('Line 1 is no NAME=value');
  await user.type(within(sheet).getByRole('textbox', { name: /^ENV/ }), '=b=c');
  await user.click(within(sheet).getByRole('button', { name: 'Trace' }));

  expect(await screen.findByText('With user-supplied hints. These are no facts about the image.')).toBeDefined();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(engine.calls.filter(({ path }) => path === 'trace.hinted').at(-1)?.input).toEqual({
    imageId: image.imageId,
    hints: { cmd: ['work'], env: { A: 'b=c' } },
  });
  expect(screen.getByText('Resolved')).toBeDefined();
  const reach = screen.getByRole('region', { name: 'What these values change' });
  expect(reach.textContent).toContain('Components reached: 3 without them, 4 with them.');
  await user.click(within(reach).getByRole('button', { name: /work 1/ }));
  expect(selection()).toEqual({ kind: 'component', key: 'pkg:deb/debian/work@1' });

  await user.click(screen.getByRole('button', { name: 'Remove hints' }));
  expect(screen.getByText('Partly resolved, 1 unknown')).toBeDefined();
  expect(screen.queryByText(/user-supplied/)).toBeNull();
});

it('shows no start below values that it is not the start with', async () => {
  let fail: (why: Error) => void = () => undefined;
  const { user, engine } = open('start', {
    'trace.get': () => trace,
    'trace.hinted': () => new Promise((_, reject) => (fail = reject)),
  });
  expect(await screen.findByText('Partly resolved, 1 unknown')).toBeDefined();
  act(() => setHints(image.imageId, { cmd: ['work'] }));
  expect(screen.getByText('Tracing with the values given…')).toBeDefined();
  expect(screen.queryByText('Partly resolved, 1 unknown')).toBeNull();
  expect(screen.queryByRole('tree')).toBeNull();
  await waitFor(() => expect(engine.calls.some(({ path }) => path === 'trace.hinted')).toBe(true));
  fail(new Error('too many values'));
  expect(await screen.findByText('What follows is the start with the image’s own values.')).toBeDefined();
  expect(screen.getByText('Partly resolved, 1 unknown')).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Remove hints' }));
  expect(screen.queryByText(/What follows/)).toBeNull();
});

it('says that the image has no such file, and keeps what inspector and evidence tell about', async () => {
  const before = { kind: 'layer', index: 1 } as const;
  openImage(image.imageId, 'web');
  go({ section: 'links', selection: before });
  const noPath = {
    code: -32004,
    message: 'Cannot find "nginx" in any layer',
    data: { failure: { kind: 'no-path', imageId: image.imageId, path: 'nginx' } },
  };
  const file = { type: 'file', mode: '0644', uid: 0, gid: 0, introduced: 0, contentSince: 0, lastModified: 0 };
  const user = renderApp(
    fakeEngine({
      'trace.get': () => trace,
      'links.of': () => null,
      'links.neededBy': () => null,
      'files.lookup': ({ path }: { path: string }) => {
        if (path === 'nginx') throw Object.assign(new Error(noPath.message), { error: noPath });
        return { path, file: path === 'gone' ? null : file, removed: null, history: [], components: [] };
      },
    }),
  );
  const ask = async (path: string): Promise<void> => {
    const box = await screen.findByRole('textbox', { name: 'Path of a program or library' });
    // By keys alone: without a layout the splitter beside the inspector lies over everything.
    act(() => box.focus());
    await user.clear(box);
    await user.keyboard(`${path}{Enter}`);
  };
  await ask('nginx');
  expect(await screen.findByText('There is no file /nginx in this image')).toBeDefined();
  expect(selection()).toEqual(before);
  expect(screen.queryByText(/Cannot find/)).toBeNull();

  await ask('/gone');
  expect(await screen.findByText('/gone is not in the final tree, so nothing is linked')).toBeDefined();
  await ask('/etc/hosts');
  expect(await screen.findByText('/etc/hosts is no ELF file, so nothing is linked')).toBeDefined();
  expect(selection()).toEqual({ kind: 'file', path: 'etc/hosts' });
});
