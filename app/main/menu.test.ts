import type { MenuItemConstructorOptions } from 'electron/main';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MenuLine } from '#shared/model/desktop.ts';
import { checkMenuLines, menuTemplate } from './menu.ts';

const line = (id: string, group: MenuLine['group'], more: Partial<MenuLine> = {}): MenuLine => ({
  id,
  group,
  label: id,
  accelerator: null,
  checked: null,
  enabled: true,
  ...more,
});
const lines = [
  line('open-files', 'file', { accelerator: 'CmdOrCtrl+O' }),
  line('copy-link', 'edit', { label: 'Copy a & b', enabled: false }),
  line('dock', 'view', { checked: true }),
  line('jobs', 'go'),
  line('help', 'help', { accelerator: 'CmdOrCtrl+/' }),
];

/** Labels and roles, indented by menu. */
function outline(items: readonly MenuItemConstructorOptions[]): unknown[] {
  return items.map(({ label, role, type, submenu }) =>
    Array.isArray(submenu) ? [label ?? role, ...outline(submenu)] : (label ?? role ?? type),
  );
}

describe('the native menu', () => {
  const make = (mac: boolean, some = lines) => menuTemplate(some, { mac, name: 'Scanner', choose: () => undefined });
  const editing = ['undo', 'redo', 'separator', 'cut', 'copy', 'paste', 'selectAll', 'separator', 'Copy a && b'];
  const viewing = ['dock', 'separator', 'togglefullscreen'];

  it('has the program in it on Linux and Windows', () => {
    expect(outline(make(false))).toEqual([
      ['&File', 'open-files', 'separator', 'close', 'quit'],
      ['&Edit', ...editing],
      ['&View', ...viewing],
      ['&Go', 'jobs'],
      ['&Help', 'help', 'separator', 'about'],
    ]);
  });

  it('has a menu of the application and of its windows on a Mac', () => {
    expect(outline(make(true))).toEqual([
      ['Scanner', 'about', 'separator', 'services', 'separator', 'hide', 'hideOthers', 'unhide', 'separator', 'quit'],
      ['&File', 'open-files', 'separator', ['recentDocuments', 'clearRecentDocuments'], 'close'],
      ['&Edit', ...editing],
      ['&View', ...viewing],
      ['&Go', 'jobs'],
      'windowMenu',
      ['&Help', 'help'],
    ]);
  });

  it('is whole before there is a page, without empty menus', () => {
    expect(outline(make(false, [])).map((menu) => (menu as string[])[0])).toEqual(['&File', '&Edit', '&View', '&Help']);
  });

  it('shows keys and leaves them to the page', () => {
    const [file] = make(false);
    expect(((file?.submenu ?? []) as MenuItemConstructorOptions[])[0]).toMatchObject({
      id: 'open-files',
      accelerator: 'CmdOrCtrl+O',
      registerAccelerator: false,
    });
  });
});

describe('lines from a page', () => {
  it.for(lines)('%j is one', (good) => expect(checkMenuLines([good])).toEqual([good]));

  it.for<unknown>([
    null,
    'open',
    { ...lines[0], id: 'Open files' },
    { ...lines[0], group: 'tools' },
    { ...lines[0], label: '' },
    { ...lines[0], label: 'x'.repeat(201) },
    { ...lines[0], accelerator: 'Hyper+O' },
    { ...lines[0], accelerator: 'CmdOrCtrl+' },
    { ...lines[0], checked: 'yes' },
    { ...lines[0], enabled: undefined },
  ])('%j is none', (bad) => expect(checkMenuLines([bad])).toEqual([]));

  it('are at most 200, each id once', () => {
    expect(checkMenuLines([...lines, ...lines])).toEqual(lines);
    expect(checkMenuLines(Array.from({ length: 999 }, (_, k) => line(`x${k}`, 'go'))).length).toBe(200);
  });

  it('may be anything', () => {
    fc.assert(fc.property(fc.anything(), (value) => Array.isArray(checkMenuLines(value))));
    fc.assert(fc.property(fc.array(fc.anything()), (value) => Array.isArray(checkMenuLines(value))));
  });
});
