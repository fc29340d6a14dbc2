import type { ChainId, DiffId } from '#shared/model/digest.ts';
import { digestOf } from '#shared/model/digest.ts';
import { sha256 } from './sha256.ts';

/** Chain id of each layer, base first: a layer together with all below it (OCI image-spec, config.md, "Layer ChainID"). */
export function chainIds(diffIds: readonly DiffId[]): ChainId[] {
  let below: ChainId | undefined;
  return diffIds.map((diffId) => {
    below = (below === undefined ? diffId : digestOf(sha256(`${below} ${diffId}`))) as string as ChainId;
    return below;
  });
}
