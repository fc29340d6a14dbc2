import { z } from 'zod';
import type { ArtifactView, HandedOut, RemadeDocument } from '#shared/model/artifact.ts';
import { digestInput, imageIdInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const one = z.strictObject({ imageId: imageIdInput, id: digestInput });

/** Stored documents. Their bytes: `GET /artifacts/<id>`. */
export const artifactsProcedures = router({
  list: procedure
    .input(z.strictObject({ imageId: imageIdInput }))
    .query(({ ctx, input }): Promise<readonly ArtifactView[]> => ctx.engine.images.artifacts(input.imageId)),
  /** As long as making it took. */
  remake: procedure
    .input(one)
    .mutation(({ ctx, input }): Promise<RemadeDocument> => ctx.engine.exports.remake(input.imageId, input.id)),
  /** For hosts that give files to other programs. */
  handOut: procedure
    .input(one)
    .mutation(({ ctx, input }): Promise<HandedOut> => ctx.engine.exports.handOut(input.imageId, input.id)),
});
