// @vitest-environment jsdom
import type { ImageId } from '#shared/model/digest.ts';
import { describe, expect, it } from 'vitest';
import { emptyConsole } from './console.ts';
import { parseTabs, printTabs } from './kept-tabs.ts';
import { firstView, type Tab } from './view.ts';

const id = `sha256:${'a'.repeat(64)}` as ImageId;
const library: Tab = { id: 'library', title: '', view: firstView('library'), back: [], forward: [] };
const web: Tab = {
  id,
  title: 'web:1',
  view: {
    section: 'components',
    query: 'ssl',
    facets: { type: ['deb'], licence: ['', 'MIT'] },
    removed: true,
    sort: { by: 'version', descending: true },
    group: 'licence',
    selection: { kind: 'component', key: 'pkg:deb/debian/openssl@3' },
    selectedIn: 'links',
    other: `sha256:${'9'.repeat(64)}` as ImageId,
    linksOf: 'usr/bin/node',
  },
  back: [],
  forward: [],
};

describe('tabs that outlive a reload', () => {
  it('come back as they were, without their histories', () => {
    const panels = { inspector: false, dock: false, sizes: { inspector: 500, dock: 200 } };
    const state = { tabs: [library, { ...web, back: [web.view] }] as const, active: id, ...panels };
    expect(parseTabs(printTabs(state))).toEqual({ tabs: [library, web], active: id, ...panels });
  });

  it.for<[stored: unknown, tabs: readonly Tab[]]>([
    [{ tabs: [] }, [library]],
    [{ tabs: [{ id: 'sha256:1' }, { id: 7 }, null, 'x'], active: 'sha256:1' }, [library]],
    [
      { tabs: [{ id, view: { section: 'jobs', sort: { by: 'x' }, facets: { type: 'deb', colour: ['red'] } } }] },
      [library, { ...web, title: '', view: firstView('overview') }],
    ],
    [
      { tabs: [{ id, view: { section: 'exports', selection: { kind: 'artifact', id } } }] },
      [library, { ...web, title: '', view: { ...firstView('exports'), selection: { kind: 'artifact', id } } }],
    ],
    [
      { tabs: [{ id, view: { section: 'exports', selection: { kind: 'artifact', id: 'sha256:1' } } }] },
      [library, { ...web, title: '', view: firstView('exports') }],
    ],
    [{ tabs: [{ id }, { id, title: 'twice' }] }, [library, { ...web, title: '', view: firstView('overview') }]],
  ])('of another version are left out or begin anew: %j', ([stored, tabs]) =>
    expect(parseTabs(JSON.stringify(stored))?.tabs).toEqual(tabs),
  );

  it.for([
    [
      { line: 3, layer: 0 },
      { line: 3, layer: 0 },
    ],
    [{ line: -1, layer: 1.5 }, {}],
  ])('keep the line of a file and whose copy it is: %j', ([kept, shown]) => {
    const selection = { kind: 'file', path: 'etc/x', ...kept };
    const stored = JSON.stringify({ tabs: [{ id, view: { section: 'layers', selection } }] });
    expect(parseTabs(stored)?.tabs[1]?.view.selection).toEqual({ kind: 'file', path: 'etc/x', ...shown });
  });

  it('have panels of the usual size where none that can be is kept', () => {
    const stored = { tabs: [], inspector: 'x', dock: 1, sizes: { inspector: 1e9, dock: 'x' } };
    const { inspector, dock, sizes } = emptyConsole;
    expect(parseTabs(JSON.stringify(stored))).toMatchObject({ inspector, dock, sizes });
  });

  it.for([null, '', '{', '7', '{"tabs":{}}'])('%j is none', (stored) => expect(parseTabs(stored)).toBeUndefined());
});
