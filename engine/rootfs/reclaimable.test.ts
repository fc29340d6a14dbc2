import { describe, expect, it } from 'vitest';
import { layerIndex } from '#engine/testing/layer.ts';
import { dir, file, hardlink, opaque, symlink, type TarEntry, whiteout } from '#engine/testing/tar.ts';
import { ChangeRecorder } from './change-log.ts';
import { reclaimableCopies } from './reclaimable.ts';
import { replayLayers } from './replay.ts';

const ten = 'x'.repeat(10);
const other = 'y'.repeat(7);

/** Copies beyond the needed ones as `path cause layer>by size`, and all bytes that layers carry. */
function spare(layers: readonly (readonly TarEntry[] | null)[], from = 0) {
  const indexes = layers.map((entries) => (entries === null ? null : layerIndex(entries)));
  const recorder = new ChangeRecorder();
  const { rootfs } = replayLayers(indexes, undefined, recorder);
  const { carried, copies } = reclaimableCopies(indexes, recorder.log, rootfs.nodes.count, from);
  const printed = copies.map(
    ({ node, cause, layer, by, size }) =>
      `${node === null ? '-' : rootfs.nodes.path(node)} ${cause} ${layer}>${by} ${size}`,
  );
  return { carried, spare: copies.reduce((sum, { size }) => sum + size, 0), copies: printed };
}

type Row = {
  name: string;
  layers: (TarEntry[] | null)[];
  from?: number;
  carried: number;
  spare: number;
  copies: string[];
};
const cases: Row[] = [
  {
    name: 'what is needed is not listed',
    layers: [[file('f', ten)], [file('g', ten)]],
    carried: 20,
    spare: 0,
    copies: [],
  },
  {
    name: 'a later layer has other content',
    layers: [[file('f', ten)], [file('f', other)]],
    carried: 17,
    spare: 10,
    copies: ['f overwritten 0>1 10'],
  },
  {
    name: 'three copies of a path: two beyond the needed one',
    layers: [[file('f', ten)], [file('f', other)], [file('f', 'z')]],
    carried: 18,
    spare: 17,
    copies: ['f overwritten 0>1 10', 'f overwritten 1>2 7'],
  },
  {
    name: 'a change of mode or owner alone copies the content',
    layers: [[file('f', ten)], [file('f', ten, { mode: 0o600 })], [file('f', ten, { mode: 0o600, uid: 7 })]],
    carried: 30,
    spare: 20,
    copies: ['f metadata 0>1 10', 'f metadata 1>2 10'],
  },
  {
    name: 'listed again as it was',
    layers: [[file('f', ten)], [file('f', ten)]],
    carried: 20,
    spare: 10,
    copies: ['f identical 0>1 10'],
  },
  {
    name: 'a whiteout, and every copy below it',
    layers: [[file('f', ten)], [file('f', other)], [whiteout('f')]],
    carried: 17,
    spare: 17,
    copies: ['f overwritten 0>1 10', 'f removed 1>2 7'],
  },
  {
    name: 'a whiteout of a directory',
    layers: [[dir('d'), file('d/a', ten), file('d/e/b', other), file('dd', ten)], [whiteout('d')]],
    carried: 27,
    spare: 17,
    copies: ['d/a removed 0>1 10', 'd/e/b removed 0>1 7'],
  },
  {
    name: 'an opaque directory hides what lies below it, and not its own files',
    layers: [
      [file('d/a', ten), file('d/b', other)],
      [opaque('d'), file('d/b', 'new')],
    ],
    carried: 20,
    spare: 17,
    copies: ['d/a removed 0>1 10', 'd/b overwritten 0>1 7'],
  },
  {
    name: 'hard links are one copy, which is needed as long as one name leads to it',
    layers: [[file('a', ten), hardlink('b', 'a')], [whiteout('a')]],
    carried: 10,
    spare: 0,
    copies: [],
  },
  {
    name: 'the last name of a hard link says why its copy is not needed',
    layers: [[file('a', ten), hardlink('b', 'a')], [whiteout('a')], [file('b', other)]],
    carried: 17,
    spare: 10,
    copies: ['b overwritten 0>2 10'],
  },
  {
    name: 'a layer that moves a name by a hard link still needs the copy',
    layers: [[file('a', ten)], [file('x', ten), hardlink('a', 'x')]],
    carried: 20,
    spare: 10,
    copies: ['a identical 0>1 10'],
  },
  {
    name: 'a link or a directory in its place',
    layers: [
      [file('a', ten), file('b', other)],
      [symlink('a', 'b'), dir('b')],
    ],
    carried: 17,
    spare: 17,
    copies: ['a removed 0>1 10', 'b removed 0>1 7'],
  },
  {
    name: 'removed and written again: the first copy is beyond the needed one',
    layers: [[file('f', ten)], [whiteout('f')], [file('f', ten)]],
    carried: 20,
    spare: 10,
    copies: ['f removed 0>1 10'],
  },
  {
    name: 'written twice by one layer: the first is never seen',
    layers: [[file('f', ten), file('f', other)]],
    carried: 17,
    spare: 10,
    copies: ['- neverVisible 0>0 10'],
  },
  {
    name: 'without the copies of the base',
    layers: [[file('f', ten), file('g', ten)], [file('f', other)], [whiteout('g'), file('f', 'z')]],
    from: 1,
    carried: 8,
    spare: 7,
    copies: ['f overwritten 1>2 7'],
  },
  {
    name: 'a layer that cannot be read says nothing',
    layers: [[file('f', ten)], null, [file('f', other)]],
    carried: 17,
    spare: 10,
    copies: ['f overwritten 0>2 10'],
  },
  {
    name: 'a source of hard links that no tree shows lends its copy again',
    layers: [
      [file('.wh..wh.plnk/1', ten), hardlink('a', '.wh..wh.plnk/1')],
      [whiteout('a')],
      [hardlink('b', '.wh..wh.plnk/1')],
    ],
    carried: 10,
    spare: 0,
    copies: [],
  },
  {
    name: 'and is listed once when that is gone, too',
    layers: [
      [file('.wh..wh.plnk/1', ten), hardlink('a', '.wh..wh.plnk/1')],
      [whiteout('a')],
      [hardlink('b', '.wh..wh.plnk/1')],
      [whiteout('b')],
    ],
    carried: 10,
    spare: 10,
    copies: ['b removed 0>3 10'],
  },
  { name: 'empty files have no bytes', layers: [[file('f')], [whiteout('f')]], carried: 0, spare: 0, copies: [] },
];

describe('copies beyond the needed one', () => {
  it.for(cases)('$name', ({ layers, from, carried, spare: bytes, copies }) => {
    expect(spare(layers, from)).toEqual({ carried, spare: bytes, copies });
  });
});
