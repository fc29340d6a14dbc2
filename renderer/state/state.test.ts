// @vitest-environment jsdom
import type { ImageId } from '#shared/model/digest.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  activeTab,
  adjust,
  closeTab,
  consoleStore,
  emptyConsole,
  go,
  goBack,
  goForward,
  openImage,
  openLibrary,
  showFile,
} from './console.ts';
import { imageLink } from './image-link.ts';
import { firstView, toggleFacet } from './view.ts';

const [one, two] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}` as ImageId) as [ImageId, ImageId];
const tab = (): ReturnType<typeof activeTab> => activeTab(consoleStore.get());

beforeEach(() => consoleStore.set(() => emptyConsole));

describe('tabs', () => {
  it('are one per document; the neighbour is shown when one closes; the library stays', () => {
    openImage(one, 'one');
    openImage(two, 'two');
    openImage(one, 'again');
    expect(consoleStore.get().tabs.map(({ title }) => title)).toEqual(['', 'one', 'two']);
    openImage(two, 'two');
    closeTab(two);
    expect(tab().id).toBe(one);
    closeTab('library');
    expect(consoleStore.get().tabs).toHaveLength(2);
  });

  it('show a line of a file as a place of its own; of a member of an archive, the archive', () => {
    openImage(one, 'one');
    showFile('etc/start', 7);
    expect(tab().view.selection).toEqual({ kind: 'file', path: 'etc/start', line: 7 });
    expect(imageLink(tab())).toBe(`stellaops://image/${one}/overview#file=etc%2Fstart:L7`);
    showFile('srv/a.war!/WEB-INF/lib/b.jar', 3);
    expect(tab().view.selection).toEqual({ kind: 'file', path: 'srv/a.war' });
    expect(consoleStore.get().dock).toBe(true);
    goBack();
    expect(tab().view.selection).toMatchObject({ line: 7 });
  });

  it('have a history of places: typing and selecting are no places', () => {
    openImage(one, 'one');
    go({ section: 'components' });
    adjust({ query: 'ssl' });
    go({ section: 'overview' });
    goBack();
    expect(tab().view).toMatchObject({ section: 'components', query: 'ssl' });
    goBack();
    goBack();
    expect(tab().view.section).toBe('overview');
    goForward();
    expect(tab().view.query).toBe('ssl');
    go({ section: 'overview' });
    expect(tab().forward).toEqual([]);
  });

  it('keep their own views', () => {
    openImage(one, 'one');
    adjust({ query: 'a' });
    openLibrary('jobs');
    expect(tab().view).toMatchObject({ section: 'jobs', query: '' });
  });
});

it('facets are toggled value by value, sorted, and leave nothing empty behind', () => {
  const once = toggleFacet({}, 'type', 'deb');
  expect(toggleFacet(once, 'type', 'apk')).toEqual({ type: ['apk', 'deb'] });
  expect(toggleFacet(once, 'type', 'deb')).toEqual({});
});

it('links hold digests and filters, in one spelling', () => {
  const view = {
    ...firstView('components'),
    query: '  ssl   eco:deb ',
    facets: { layer: ['2'] },
    selection: { kind: 'component', key: 'pkg:deb/x@1?a=b' },
  } as const;
  expect(imageLink({ id: one, title: 't', view, back: [], forward: [] })).toBe(
    `stellaops://image/${one}/components?q=ssl+type%3Adeb&layer=2&sort=name#component=pkg%3Adeb%2Fx%401%3Fa%3Db`,
  );
});
