// @vitest-environment jsdom
import type { ImageId } from '#shared/model/digest.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { activeTab, closeTab, consoleStore, emptyConsole, go, openImage, reopenTab, resizePanel } from './console.ts';
import { imageLink } from './image-link.ts';
import { openLink } from './open-link.ts';
import { changedView, firstView, type View } from './view.ts';
import { windowNote } from './window-note.ts';

const [one, two] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}` as ImageId) as [ImageId, ImageId];
const tab = (): ReturnType<typeof activeTab> => activeTab(consoleStore.get());

beforeEach(() => {
  consoleStore.set(() => emptyConsole);
  windowNote.set(() => null);
});

describe('a link', () => {
  it.for<View>([
    firstView('overview'),
    { ...firstView('overview'), selection: { kind: 'layer', index: 3 } },
    {
      ...firstView('components'),
      query: 'ssl type:deb',
      facets: { type: ['apk', 'deb'], layer: ['2'] },
      removed: true,
      sort: { by: 'version', descending: true },
      selection: { kind: 'component', key: 'pkg:deb/debian/libssl3@3.0?arch=amd64' },
    },
    { ...firstView('start'), selection: { kind: 'hop', id: 'ab12' } },
    { ...firstView('start'), selection: { kind: 'file', path: 'etc/a:b', line: 7 } },
    {
      ...firstView('layers'),
      tree: { mode: 'final', layer: null, states: ['added'], types: [], later: [], query: 'etc' },
    },
    { ...firstView('links'), linksOf: 'usr/bin/node' },
    { ...firstView('exports'), selection: { kind: 'artifact', id: two } },
    { ...firstView('diff'), other: two },
  ])('that is copied leads back to the same place: $section', (view) => {
    const link = imageLink({ id: one, title: '', view, back: [], forward: [] });
    openLink(link);
    // What a link selects is shown where it leads to.
    expect([tab().id, tab().view, windowNote.get()]).toEqual([one, changedView(view, view), null]);
  });

  it('leaves the place before it in the history of a tab that is open', () => {
    openImage(one, 'one');
    go({ section: 'components', query: 'x' });
    openLink(`stellaops://image/${one}/overview`);
    expect(tab().back.at(-1)).toMatchObject({ section: 'components', query: 'x' });
  });

  it.for([
    ['stellaops://image/sha256:1/overview', '“sha256:1” is no SHA-256 digest'],
    [`stellaops://image/${one}/exports#artifact=sha256:2`, '“sha256:2” is no SHA-256 digest'],
    [`stellaops://image/${one}/jobs`, 'no section is called “jobs”'],
    [`stellaops://image/${one}/nowhere`, 'no section is called “nowhere”'],
    [`stellaops://image/${one}/overview?cmd=x`, '“cmd” is no parameter of a link'],
    [`stellaops://${'x'.repeat(10_000)}`, 'it is longer than a link can be'],
  ] as const)('%s is refused in words, and nothing is opened', ([link, words]) => {
    openLink(link);
    expect(consoleStore.get()).toBe(emptyConsole);
    expect(windowNote.get()).toBe(`This link was not opened: ${words}. Nothing was read or scanned.`);
  });
});

it('a closed tab comes back where it was, with its history, the last one first', () => {
  openImage(one, 'one');
  go({ section: 'components', query: 'x' });
  openImage(two, 'two');
  closeTab(one);
  closeTab(two);
  reopenTab();
  expect([tab().id, consoleStore.get().closed.length]).toEqual([two, 1]);
  reopenTab();
  expect(tab()).toMatchObject({ id: one, view: { query: 'x' }, back: [{ section: 'overview' }] });
  const before = consoleStore.get();
  reopenTab();
  expect(consoleStore.get()).toBe(before);
});

it('a splitter is remembered, and what is not laid out has no size', () => {
  resizePanel('dock', 300.4);
  resizePanel('inspector', 0);
  expect(consoleStore.get().sizes).toEqual({ inspector: 340, dock: 300 });
});
