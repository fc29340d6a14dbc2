import type { AcquiredLayer } from '#engine/acquire/index.ts';
import { Dispatch } from '#engine/analyzers/dispatch.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { LayerIndex } from '#engine/layers/layer-index.ts';
import { PackWriter } from '#engine/layers/pack.ts';
import { readLayer } from '#engine/layers/read-layer.ts';
import type { Region } from '#engine/layers/read-region.ts';
import type { Bytes, LayerIndex as LayerNumber } from '#shared/model/units.ts';

/** A layer that inflated to the diffID that its image states. */
export type CitedLayer = Readonly<{ index: LayerIndex; region: Region; uncompressedSize: Bytes }>;

/** Layers of an archive, read and hashed as a whole when they are asked for; nothing of a data folder is believed. */
export class CitedLayers {
  readonly #layers: readonly AcquiredLayer[];
  readonly #read = new Map<LayerNumber, Promise<CitedLayer>>();

  constructor(layers: readonly AcquiredLayer[]) {
    this.#layers = layers;
  }

  /** @throws {ParseError} `missing`, `digest-mismatch`, or what is wrong with the stream */
  read(layer: LayerNumber): Promise<CitedLayer> {
    const known = this.#read.get(layer) ?? this.#readLayer(layer);
    this.#read.set(layer, known);
    return known;
  }

  /** Indexes of the layers from the base to this one. @throws as {@link CitedLayers.read} */
  async upTo(layer: LayerNumber): Promise<LayerIndex[]> {
    const indexes: LayerIndex[] = [];
    for (let i = 0; i <= layer; i++) indexes.push((await this.read(i)).index);
    return indexes;
  }

  async #readLayer(layer: LayerNumber): Promise<CitedLayer> {
    const { region, diffId } = this.#layers[layer] ?? {};
    if (!region) throw new ParseError({ code: 'missing', what: `layer ${layer}`, found: 'a source without it' });
    const {
      index,
      uncompressedSize,
      diffId: found,
    } = await readLayer(region, {
      hash: 'stream',
      dispatch: new Dispatch([]),
      isKnown: () => true,
      pack: new PackWriter(() => undefined),
    });
    if (found !== diffId)
      throw new ParseError({
        code: 'digest-mismatch',
        what: `layer ${layer}`,
        found: found ?? '',
        expected: diffId ?? '',
      });
    return { index, region, uncompressedSize };
  }
}
