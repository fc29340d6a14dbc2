import { Dispatch } from '#engine/analyzers/dispatch.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import { LayerPass, type PassResult } from '#engine/layers/layer-pass.ts';
import { PackWriter } from '#engine/layers/pack.ts';
import type { LayerIndex } from '#engine/layers/layer-index.ts';
import { tar, type TarEntry } from './tar.ts';

/** Runs the layer pass over tar bytes in memory, without plug-ins. */
function passOver(bytes: Uint8Array): PassResult {
  const pass = new LayerPass({
    dispatch: new Dispatch([]),
    isKnown: () => false,
    pack: new PackWriter(() => undefined),
  });
  const reader = new TarReader(pass);
  reader.push(Buffer.from(bytes));
  reader.finish();
  return pass.finish();
}

/** The index of a layer made of these entries. */
export function layerIndex(entries: readonly TarEntry[]): LayerIndex {
  return passOver(tar(entries)).index;
}
