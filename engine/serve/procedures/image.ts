import { z } from 'zod';
import type { ImageOverview, LayerFiles } from '#shared/model/library.ts';
import { imageIdInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const ofImage = z.strictObject({ imageId: imageIdInput });

/** One image as a whole. */
export const imageProcedures = router({
  overview: procedure
    .input(ofImage)
    .query(({ ctx, input }): Promise<ImageOverview> => ctx.engine.images.overview(input.imageId)),
  /** Apart from the overview, because it needs the replayed tree: up to seconds for an image of a million files. */
  layerFiles: procedure
    .input(ofImage)
    .query(({ ctx, input }): Promise<readonly LayerFiles[]> => ctx.engine.images.layerFiles(input.imageId)),
});
