// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { consoleStore, openImage } from '../state/console.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { menuLines } from './command.ts';
import { commandList } from './command-list.ts';
import { isPressed, keyNames, type KeyPress } from './key-combo.ts';

const actions = {
  chooseFiles() {},
  chooseFolder() {},
  copySelection() {},
  focusFilter() {},
  nextRegion() {},
  nextChange() {},
};
const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('commands', () => {
  it('have one name and one shortcut each, none that types a letter or a special character', () => {
    const commands = commandList(consoleStore.get(), actions);
    const keys = commands.flatMap((command) => command.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
    expect(keys.filter((combo) => /mod.*alt|alt.*mod|^.$|^shift\+.$/.test(combo))).toEqual([]);
    expect(new Set(commands.map(({ label }) => label)).size).toBe(commands.length);
  });

  it('fit the document in front', () => {
    const enabled = (): string[] =>
      commandList(consoleStore.get(), actions).flatMap(({ id, enabled: on }) => (on ? [id] : []));
    expect(enabled()).not.toContain('components');
    openImage(`sha256:${'0'.repeat(64)}` as ImageId, 'x');
    expect(enabled()).toContain('components');
    expect(enabled()).not.toContain('copy-citation');
  });

  it('set the theme, and say which is set', () => {
    const themes = () =>
      commandList(consoleStore.get(), actions).flatMap(({ id, label, checked }) =>
        id.startsWith('theme-') ? [`${label}: ${checked}`] : [],
      );
    expect(themes()).toEqual(['Theme: as the system: true', 'Theme: light: false', 'Theme: dark: false']);
    commandList(consoleStore.get(), actions)
      .find(({ id }) => id === 'theme-dark')
      ?.run();
    expect(themes()).toEqual(['Theme: as the system: false', 'Theme: light: false', 'Theme: dark: true']);
  });

  it('go to a native menu as plain lines', () => {
    expect(menuLines(commandList(consoleStore.get(), actions)).find(({ id }) => id === 'back')).toEqual({
      id: 'back',
      group: 'go',
      label: 'Back',
      accelerator: 'Alt+Left',
      checked: null,
      enabled: false,
    });
  });
});

it.for([
  { combo: 'mod+k', event: press('k', { ctrlKey: true }), mac: false, want: true },
  { combo: 'mod+k', event: press('K', { ctrlKey: true, shiftKey: true }), mac: false, want: false },
  { combo: 'mod+shift+p', event: press('P', { metaKey: true, shiftKey: true }), mac: true, want: true },
  { combo: 'mod+k', event: press('k', { metaKey: true }), mac: false, want: false },
  { combo: 'mod+/', event: press('/', { ctrlKey: true, shiftKey: true }), mac: false, want: true },
  { combo: 'f6', event: press('F6'), mac: false, want: true },
  { combo: 'f6', event: press('F6', { shiftKey: true }), mac: false, want: false },
  { combo: 'mod+k', event: press('k', { ctrlKey: true, altKey: true }), mac: false, want: false },
])('$combo is pressed: $want', ({ combo, event, mac, want }) => {
  expect(isPressed(combo, event, mac)).toBe(want);
});

it('names keys as they are labelled', () => {
  expect(keyNames('mod+shift+p', true)).toEqual(['⌘', '⇧', 'P']);
  expect(keyNames('alt+arrowleft', false)).toEqual(['Alt', '←']);
  expect(keyNames('f6', false)).toEqual(['F6']);
});
