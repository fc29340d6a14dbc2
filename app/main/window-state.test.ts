import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Bounds, parseWindowState, placeOnDisplays, printWindowState } from './window-state.ts';
import { WindowStateFile } from './window-state-file.ts';

const fresh = { bounds: null, maximized: false, fullScreen: false };
const bounds = (x: number, y: number, width: number, height: number): Bounds => ({ x, y, width, height });
const left = bounds(0, 0, 1920, 1040);
const right = bounds(1920, -200, 2560, 1400);

it.for<[text: string, state: object]>([
  [printWindowState({ bounds: left, maximized: true, fullScreen: false }), { ...fresh, bounds: left, maximized: true }],
  ['', fresh],
  ['{', fresh],
  ['null', fresh],
  ['{"version":2,"maximized":true}', fresh],
  ['{"version":1,"bounds":{"x":0,"y":0,"width":10,"height":10},"maximized":1}', fresh],
  ['{"version":1,"bounds":{"x":0.5,"y":0,"width":1000,"height":1000}}', fresh],
  ['{"version":1,"bounds":{"x":1e9,"y":0,"width":1000,"height":1000}}', fresh],
  [
    '{"version":1,"bounds":{"x":0,"y":0,"width":1000,"height":900,"z":1},"fullScreen":true}',
    { ...fresh, bounds: bounds(0, 0, 1000, 900), fullScreen: true },
  ],
])('%j is read', ([text, state]) => expect(parseWindowState(text)).toEqual(state));

it('any text is read', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parseWindowState(text)).toHaveProperty('maximized');
    }),
  );
});

it.for<[saved: Bounds | null, areas: readonly Bounds[], placed: Bounds | undefined]>([
  [null, [left], undefined],
  [bounds(100, 100, 1000, 700), [left], bounds(100, 100, 1000, 700)],
  // The second display is gone.
  [bounds(2500, 100, 1000, 700), [left], undefined],
  [bounds(2500, 100, 1000, 700), [left, right], bounds(2500, 100, 1000, 700)],
  // The display has become smaller.
  [bounds(0, 0, 4000, 3000), [left], bounds(0, 0, 1920, 1040)],
  // Its top edge could not be reached.
  [bounds(100, -300, 1000, 700), [left], undefined],
  [bounds(100, 1030, 1000, 700), [left], undefined],
  [bounds(-950, 100, 1000, 700), [left], undefined],
  [bounds(-800, 100, 1000, 700), [left], bounds(-800, 100, 1000, 700)],
])('%j on %j is placed at %j', ([saved, areas, placed]) => expect(placeOnDisplays(saved, areas)).toEqual(placed));

it('is kept in a file; a file that cannot be had or written is no error', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'window-'));
  const path = join(folder.path, 'new/window.json');
  const file = new WindowStateFile(path);
  expect(file.read()).toEqual(fresh);
  file.write({ ...fresh, bounds: left });
  expect(file.read()).toEqual({ ...fresh, bounds: left });
  writeFileSync(path, readFileSync(path).subarray(0, 20));
  expect(file.read()).toEqual(fresh);
  mkdirSync(join(folder.path, 'taken/window.json.new'), { recursive: true });
  new WindowStateFile(join(folder.path, 'taken/window.json')).write(fresh);
});
