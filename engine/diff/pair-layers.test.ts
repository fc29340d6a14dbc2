import { describe, expect, it } from 'vitest';
import { diffIdOf } from '#engine/testing/scan-commit.ts';
import type { LayerInfo } from '#shared/model/tree.ts';
import { layerLine } from './print/text.ts';
import { pairLayers } from './pair-layers.ts';

/** One word a layer; behind a slash the command that made it. */
const layers = (words: string): LayerInfo[] =>
  words
    .split(' ')
    .filter((word) => word !== '')
    .map((word, index) => {
      const [name = '', command] = word.split('/');
      return { index, diffId: diffIdOf(name), createdBy: command ?? null };
    });

describe('pairLayers', () => {
  it.for([
    ['', '', ''],
    ['a b', 'a b', 'L0=L0 L1=L1'],
    ['a b', 'a c', 'L0=L0 -L1 +L1'],
    ['a b', 'b', '-L0 L1=L0'],
    ['a', 'x a y', '+L0 L0=L1 +L2'],
    // Order means something: of two that changed places, one stays.
    ['a b', 'b a', '-L0 L1=L0 +L1'],
    // Empty layers repeat one diffID.
    ['a e b e', 'a e e', 'L0=L0 L1=L1 -L2 L3=L2'],
    ['a b c d', 'b x d', '-L0 L1=L0 -L2 +L1 L3=L2'],
  ] as const)('%s → %s: %s', ([old, now, expected]) => {
    expect(layerLine(pairLayers(layers(old), layers(now)))).toBe(expected);
  });

  it.for([
    ['a b', 'a b', 1, 1, true],
    ['a b', 'a b', 0, 1, false],
    // Built again: other bytes, the same step.
    ['a b c', 'x y z', 1, 1, true],
    ['a b c', 'x y z', 1, 2, false],
    ['a b/RUN', 'a x/COPY y/RUN', 1, 2, true],
    ['a b/RUN', 'a x/COPY y/RUN', 1, 1, true],
    ['a b', 'a x y', 1, 2, false],
    // On either side of a layer that both have.
    ['b a', 'a b', 0, 1, false],
    ['x a', 'a y', 0, 1, false],
  ] as const)('in %s and %s, %i and %i are one place: %s', ([old, now, from, to, expected]) => {
    expect(pairLayers(layers(old), layers(now)).samePlace(from, to)).toBe(expected);
  });
});
