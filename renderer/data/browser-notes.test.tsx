import { afterEach, expect, it, vi } from 'vitest';
import { notePermission, showBrowserNote } from './browser-notes.ts';

/** What a browser was asked to show. */
const shown: { title: string; tag: string; click: () => void }[] = [];

class FakeNotification {
  static permission = 'granted';
  constructor(title: string, { tag }: { tag: string }) {
    shown.push({ title, tag, click: () => this.#click() });
  }
  #click: () => void = () => undefined;
  addEventListener(_name: string, listener: () => void): void {
    this.#click = listener;
  }
  close(): void {}
}

afterEach(() => {
  vi.unstubAllGlobals();
  shown.length = 0;
});

it('shows one for each job to somebody who looks elsewhere, beyond three one that counts, and none else', () => {
  const clicked: string[] = [];
  const show = (id: string) => showBrowserNote({ id, title: id, body: '' }, (one) => clicked.push(one));
  const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  vi.stubGlobal('focus', () => undefined);
  // A browser without notes, and one whose user did not allow them.
  vi.stubGlobal('Notification', undefined);
  expect(notePermission()).toBe('none');
  show('none');
  vi.stubGlobal('Notification', FakeNotification);
  FakeNotification.permission = 'default';
  show('not allowed');
  FakeNotification.permission = 'granted';
  focus.mockReturnValue(true);
  show('looks');
  focus.mockReturnValue(false);
  for (const id of ['a', 'b', 'c', 'd', 'e']) show(id);
  expect(shown.map(({ title, tag }) => [title, tag])).toEqual([
    ['a', 'a'],
    ['b', 'b'],
    ['c', 'c'],
    ['1 more finished', 'stellaops.more'],
    ['2 more finished', 'stellaops.more'],
  ]);
  shown[1]?.click();
  expect(clicked).toEqual(['b']);
});
