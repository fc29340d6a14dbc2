import { describe, expect, it } from 'vitest';
import { checkPaths, pathsOnCommandLine } from './launch-paths.ts';
import { NoteDesk } from '#shared/host/note-desk.ts';
import { checkAppearance, checkProgress } from './looks.ts';
import { checkNote } from './notes.ts';
import { isOwnPage, mayDownload, mayRequest, safeFileName } from './window-rules.ts';

const own = 'http://127.0.0.1:4711';

describe('paths on a command line', () => {
  it.for<[argv: readonly string[], own: number, paths: readonly string[]]>([
    [['/opt/scanner'], 1, []],
    [['/opt/scanner', 'a.tar', '/srv/b'], 1, ['/w/a.tar', '/srv/b']],
    [['electron', '.', 'a.tar'], 2, ['/w/a.tar']],
    [['x', '--inspect', '-psn_0_1', 'a.tar'], 1, ['/w/a.tar']],
    [['x', '--', '-odd.tar'], 1, ['/w/-odd.tar']],
    [['x', 'stellaops://image/sha256:0', 'https://example.org/a.tar'], 1, []],
    [['x', '', 'a\0b'], 1, []],
  ])('%j', ([argv, first, paths]) => expect(pathsOnCommandLine(argv, first, '/w')).toEqual(paths));

  it('are bounded, wherever they come from', () => {
    expect(checkPaths(Array.from({ length: 5000 }, () => 'a')).length).toBe(1000);
    expect([checkPaths('a'), checkPaths({ length: 1, 0: 'a' }), checkPaths(undefined)]).toEqual([[], [], []]);
  });
});

describe('addresses', () => {
  it.for<[url: string, page: boolean, request: boolean, download: boolean]>([
    [`${own}/`, true, true, true],
    [`${own}/bytes/x`, true, true, true],
    ['ws://127.0.0.1:4711/trpc', false, true, true],
    [`blob:${own}/1-2`, true, true, true],
    ['blob:https://example.org/1-2', false, false, false],
    ['data:text/plain,x', false, true, false],
    ['http://127.0.0.1:47110/', false, false, false],
    ['http://127.0.0.1:4711@example.org/', false, false, false],
    ['https://127.0.0.1:4711/', false, false, false],
    ['http://localhost:4711/', false, false, false],
    ['javascript:alert(1)', false, false, false],
    ['file:///etc/passwd', false, false, false],
    ['', false, false, false],
  ])('%s', ([url, page, request, download]) => {
    expect([isOwnPage(url, own), mayRequest(url, own), mayDownload(url, own)]).toEqual([page, request, download]);
    expect([isOwnPage(url, undefined), mayRequest(url, undefined)]).toEqual([false, false]);
  });
});

describe('names of saved files', () => {
  it.for([
    ['web.cdx.json', 'web.cdx.json'],
    ['../../.bashrc', '__.._.bashrc'],
    ['C:\\x', 'C__x'],
    ['a\u202egnp.exe', 'a_gnp.exe'],
    ['nul.txt', '_nul.txt'],
    ['  ', '_'],
    ['', '_'],
    ['x. ', 'x'],
  ] as const)('%j becomes %j', ([name, safe]) => expect(safeFileName(name)).toBe(safe));
});

describe('looks', () => {
  it.for<[value: unknown, read: object | undefined]>([
    [
      { theme: 'dark', zoom: 2, more: 1 },
      { theme: 'dark', zoom: 2 },
    ],
    [{ theme: 'pink', zoom: 1 }, undefined],
    [{ theme: 'light', zoom: 100 }, undefined],
    [{ theme: 'light', zoom: Number.NaN }, undefined],
    [null, undefined],
  ])('%j', ([value, read]) => expect(checkAppearance(value)).toEqual(read));

  it.for<[value: unknown, read: object | undefined]>([
    [
      { mode: 'share', share: 0.5 },
      { mode: 'share', share: 0.5 },
    ],
    [
      { mode: 'open', share: 7 },
      { mode: 'open', share: null },
    ],
    [{ mode: 'share', share: 1.1 }, undefined],
    [{ mode: 'share', share: null }, undefined],
    [{ mode: 'loud' }, undefined],
    ['none', undefined],
  ])('%j', ([value, read]) => expect(checkProgress(value)).toEqual(read));
});

describe('notes', () => {
  it('are cut, or refused', () => {
    const note = { id: 'a', title: 't'.repeat(500), body: 'b' };
    expect(checkNote(note)).toEqual({ ...note, title: 't'.repeat(120) });
    expect([checkNote(null), checkNote({ ...note, id: 1 }), checkNote({ title: 't' })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('come apart up to three, then as one that counts', () => {
    const desk = new NoteDesk();
    const show = (title: string, now: number, inFront = false) => {
      const shown = desk.admit({ id: '', title, body: '' }, inFront, now);
      return shown && [shown.note.title, shown.replaces];
    };
    expect([1, 2, 3, 4, 5].map((k) => show(`image ${k}`, k))).toEqual([
      ['image 1', false],
      ['image 2', false],
      ['image 3', false],
      ['1 more finished', false],
      ['2 more finished', true],
    ]);
    expect(show('later', 100_000)).toEqual(['later', false]);
    expect(show('seen', 100_001, true)).toBeUndefined();
  });
});
