import { z } from 'zod';
import type { ArtifactView } from '#shared/model/library.ts';
import { imageIdInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

/** Stored documents. Their bytes: `GET /artifacts/<id>`. */
export const artifactsProcedures = router({
  list: procedure
    .input(z.strictObject({ imageId: imageIdInput }))
    .query(({ ctx, input }): Promise<readonly ArtifactView[]> => ctx.engine.images.artifacts(input.imageId)),
});
