import { z } from 'zod';
import type { ImageOverview, LayerFiles } from '#shared/model/library.ts';
import type { LayerEntries, LayerKinds, LinksSoFar, PartialRows, SoFarWindow } from '#shared/model/so-far.ts';
import { imageIdInput, limitInput, offsetInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const ofImage = z.strictObject({ imageId: imageIdInput });

/** One image as a whole. */
export const imageProcedures = router({
  overview: procedure
    .input(ofImage)
    .query(({ ctx, input }): Promise<ImageOverview> => ctx.engine.images.overview(input.imageId)),
  /** Packages while the first scan runs. */
  soFar: procedure
    .input(ofImage.extend({ limit: limitInput }))
    .query(({ ctx, input }): Promise<SoFarWindow> => ctx.engine.images.soFar(input.imageId, input.limit)),
  /** What executables in finished layers say that they need, while the first scan runs. */
  linksSoFar: procedure
    .input(ofImage.extend({ offset: offsetInput, limit: limitInput }))
    .query(({ ctx, input: { imageId, offset, limit } }): Promise<LinksSoFar> =>
      ctx.engine.images.linksSoFar(imageId, offset, limit),
    ),
  /** What kinds of packages and executables finished layers hold, while the first scan runs. */
  kindsSoFar: procedure
    .input(ofImage)
    .query(({ ctx, input }): Promise<readonly LayerKinds[]> => ctx.engine.images.kindsSoFar(input.imageId)),
  /** The rows so far to be saved, piece by piece. */
  partialRows: procedure
    .input(ofImage.extend({ offset: offsetInput }))
    .query(({ ctx, input }): Promise<PartialRows> => ctx.engine.images.partialRows(input.imageId, input.offset)),
  /** What a layer's archive holds, while the first scan runs and has finished that layer. */
  entriesSoFar: procedure
    .input(ofImage.extend({ layer: z.int().min(0).max(100_000), offset: offsetInput, limit: limitInput }))
    .query(({ ctx, input: { imageId, layer, offset, limit } }): Promise<LayerEntries> =>
      ctx.engine.images.entriesSoFar(imageId, layer, offset, limit),
    ),
  /** Apart from the overview, because it needs the replayed tree: up to seconds for an image of a million files. */
  layerFiles: procedure
    .input(ofImage)
    .query(({ ctx, input }): Promise<readonly LayerFiles[]> => ctx.engine.images.layerFiles(input.imageId)),
});
