import { screen, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { Hop } from '#shared/model/entry-trace.ts';
import type { LayerKinds, LinksSoFar, StatedLinks } from '#shared/model/so-far.ts';
import { consoleStore, go, openImage } from '../../state/console.ts';
import { hostileName, image, overview } from '../../testing/fake-data.ts';
import { fakeEngine, type FakeEngine } from '../../testing/fake-engine.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { visibleLine } from '../../text/visible-text.ts';

const initial = consoleStore.get();
beforeEach(() => {
  consoleStore.set(() => initial);
});

const stated = (at: number): StatedLinks => ({
  layer: 1,
  path: `usr/bin/${at}`,
  kind: 'elf',
  needed: [],
  interp: '/lib/ld.so',
  searched: [],
});
const first: StatedLinks = {
  ...stated(0),
  path: `usr/bin/${hostileName}`,
  needed: Array.from({ length: 32 }, (_, at) => `lib${at}.so`),
  searched: [{ tag: 'RUNPATH', text: '$ORIGIN/../lib' }],
};

function scanning(answers: Parameters<typeof fakeEngine>[0]): FakeEngine {
  return fakeEngine({
    'image.overview': () => ({ ...overview, scanning: { jobId: 'job', counted: false } }),
    'image.soFar': () => ({ counted: false, total: 0, rows: [] }),
    'trace.get': () => null,
    ...answers,
  });
}

it('links are as they are stated, page by page, with names made harmless', async () => {
  const all = [first, ...Array.from({ length: 120 }, (_, at) => stated(at + 1))];
  const engine = scanning({
    'image.linksSoFar': ({ offset, limit }: { offset: number; limit: number }): LinksSoFar => ({
      atLeast: true,
      total: all.length,
      rows: all.slice(offset, offset + limit),
    }),
  });
  const user = renderApp(engine);
  openImage(image.imageId, 'web');
  go({ section: 'links' });
  const links = await screen.findByRole('region', { name: 'Links' });
  expect(links.textContent).toContain('at least 121 files with needs so far');
  const rows = within(links).getAllByRole('listitem');
  expect(rows).toHaveLength(100);
  expect(rows[0]?.textContent).toContain(visibleLine(hostileName));
  expect(rows[0]?.textContent).toContain('lib29.so and 2 more');
  expect(rows[0]?.textContent).toContain('RUNPATH $ORIGIN/../lib');
  await user.click(within(links).getByRole('button', { name: 'Later' }));
  expect(await within(links).findByText('101–121 of 121')).toBeTruthy();
  expect(within(links).getAllByRole('listitem')).toHaveLength(21);
});

it('layers that were read have badges of what they hold, and more than four are counted', async () => {
  const kinds: LayerKinds = {
    layer: 0,
    packages: (['deb', 'npm', 'pypi', 'gem'] as const).map((type) => ({ type, count: 2 })),
    programs: [{ kind: 'elf', count: 1 }],
  };
  renderApp(scanning({ 'image.kindsSoFar': () => [kinds] }));
  openImage(image.imageId, 'web');
  go({ section: 'layers' });
  expect(await screen.findByText(/^Holds Debian package: 2 records, .*, ELF: 1 file$/)).toBeTruthy();
  expect(screen.getByText('+1')).toBeTruthy();
});

it('steps of the start are shown once the running scan has them, to be opened and closed', async () => {
  const hop = { status: 'taken', file: null, line: null, layer: null, owner: null } as unknown as Hop;
  const hops: Hop[] = [
    { ...hop, id: 'a', parent: null, kind: 'start', argv: ['/entry.sh'], path: 'entry.sh' },
    { ...hop, id: 'b', parent: 'a', kind: 'exec', argv: ['serve'], path: 'usr/bin/serve' },
  ];
  const user = renderApp(scanning({ 'trace.get': () => ({ hops }) }));
  openImage(image.imageId, 'web');
  go({ section: 'start' });
  const steps = await screen.findByRole('region', { name: 'Steps of the start' });
  expect(steps.textContent).toContain('2 steps so far');
  expect(within(steps).getAllByRole('treeitem')).toHaveLength(2);
  const [entry] = within(steps).getAllByRole('treeitem');
  await user.click(entry!);
  expect(entry?.getAttribute('aria-selected')).toBe('true');
  await user.keyboard('{ArrowLeft}');
  expect(within(steps).getAllByRole('treeitem')).toHaveLength(1);
});
