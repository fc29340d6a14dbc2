import type { DiffLayer } from '#shared/model/diff.ts';
import type { LayerInfo } from '#shared/model/tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';

/** Which layers of two images are the same, and whether two layers hold the same place. */
export type LayerPairs = Readonly<{
  layers: readonly DiffLayer[];
  /** Is layer `from` of the old image the layer `to` of the new one, or the one that stands where it stood? */
  samePlace(from: LayerIndex, to: LayerIndex): boolean;
}>;

/** Pairs layers by the longest common subsequence of their diffIDs: the order of layers means something, so pairs never cross. */
export function pairLayers(before: readonly LayerInfo[], after: readonly LayerInfo[]): LayerPairs {
  const pairs = longestCommon(before, after);
  const layers: DiffLayer[] = [];
  const places = { old: new Map<LayerIndex, Place>(), new: new Map<LayerIndex, Place>() };
  let [i, j] = [0, 0];
  for (const [gap, [atOld, atNew]] of [...pairs, [before.length, after.length] as const].entries()) {
    for (let step = 0; i < atOld; i++, step++) {
      layers.push({ old: i, pairedBy: null });
      places.old.set(i, { gap, step, createdBy: before[i]?.createdBy ?? null });
    }
    for (let step = 0; j < atNew; j++, step++) {
      layers.push({ new: j, pairedBy: null });
      places.new.set(j, { gap, step, createdBy: after[j]?.createdBy ?? null });
    }
    if (gap === pairs.length) break;
    layers.push({ old: i, new: j, pairedBy: 'diffId' });
    i += 1;
    j += 1;
  }
  const partners = new Map(pairs);
  return {
    layers,
    samePlace(from, to) {
      const [x, y] = [places.old.get(from), places.new.get(to)];
      if (!x || !y) return partners.get(from) === to;
      return stoodForTheOther(x, y);
    },
  };
}

/** A layer without a partner: between which pairs it lies, and as which one there. */
type Place = Readonly<{ gap: number; step: number; createdBy: string | null }>;

/** An image that is built again has other layers made by the same steps: nothing moved then. */
function stoodForTheOther(a: Place, b: Place): boolean {
  if (a.gap !== b.gap) return false;
  return a.step === b.step || (a.createdBy !== null && a.createdBy === b.createdBy);
}

/** Pairs of indexes, ascending. At most `limits.layersPerImage` squared steps. */
function longestCommon(
  before: readonly LayerInfo[],
  after: readonly LayerInfo[],
): (readonly [old: LayerIndex, new: LayerIndex])[] {
  const same = (i: number, j: number): boolean => before[i]?.diffId === after[j]?.diffId;
  const width = after.length + 1;
  // lengths[i, j]: of the best sequence from layer i of the old image and layer j of the new one on.
  const lengths = new Uint16Array((before.length + 1) * width);
  const lengthAt = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i * width + j] = same(i, j)
        ? lengthAt(i + 1, j + 1) + 1
        : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
  const pairs: (readonly [number, number])[] = [];
  for (let [i, j] = [0, 0]; i < before.length && j < after.length;) {
    if (same(i, j)) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
