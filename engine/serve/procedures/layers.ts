import { z } from 'zod';
import {
  CHANGE_STATES,
  LATER,
  type LayerSummary,
  type PathChange,
  type SpaceWindow,
  TREE_MODES,
  TREE_TYPES,
  type TreeWindow,
} from '#shared/model/layer-tree.ts';
import { imageIdInput, limitInput, offsetInput, pathInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const ofImage = z.strictObject({ imageId: imageIdInput });
const layerInput = z.int().min(0).max(100_000);
/** Folders that somebody opened or shut by hand. */
const folders = z.array(pathInput).max(20_000).default([]);

/** What each layer did to the tree. */
export const layersProcedures = router({
  summary: procedure
    .input(ofImage)
    .query(({ ctx, input }): Promise<readonly LayerSummary[]> => ctx.engine.layers.summary(input.imageId)),
  /** Lines of a tree with some folders open. The first of an image replays its layers: seconds for a million files. */
  tree: procedure
    .input(
      ofImage.extend({
        mode: z.enum(TREE_MODES),
        layer: layerInput.default(0),
        filter: z
          .strictObject({
            states: z.array(z.enum(CHANGE_STATES)).max(4).default([]),
            types: z.array(z.enum(TREE_TYPES)).max(5).default([]),
            later: z.array(z.enum(LATER)).max(2).default([]),
            query: z.string().max(1000).default(''),
          })
          .prefault({}),
        folds: z.strictObject({ open: folders, deep: folders, shut: folders }).prefault({}),
        anchor: pathInput.nullable().default(null),
        offset: offsetInput,
        limit: limitInput,
      }),
    )
    .query(({ ctx, input }): Promise<TreeWindow> => ctx.engine.layers.tree(input)),
  space: procedure
    .input(ofImage.extend({ from: layerInput.default(0), offset: offsetInput, limit: limitInput }))
    .query(({ ctx, input: { imageId, from, offset, limit } }): Promise<SpaceWindow> =>
      ctx.engine.layers.space(imageId, from, offset, limit),
    ),
  path: procedure
    .input(ofImage.extend({ path: pathInput.min(1) }))
    .query(({ ctx, input }): Promise<readonly PathChange[]> => ctx.engine.layers.path(input.imageId, input.path)),
});
