import type { LayerInfo } from '#shared/model/tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';

/** Writes a layer as `<index> <diffID>`: empty layers repeat diffIDs, and an index alone names nothing outside its image. */
export type LayerText = (index: LayerIndex) => string;

/**
 * @returns a writer for the layers of one image
 * @throws RangeError from the writer for an index that the image does not have: the graph would be wrong
 */
export function layerTexts(layers: readonly LayerInfo[]): LayerText {
  const texts = new Map(layers.map(({ index, diffId }) => [index, `${index} ${diffId}`]));
  return (index) => {
    const text = texts.get(index);
    if (text === undefined) throw new RangeError(`the image has no layer ${index}`);
    return text;
  };
}
