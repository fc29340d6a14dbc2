import { z } from 'zod';
import { EXPORT_FORMATS, EXPORT_PROFILES, EXPORT_VIEWS, type ExportedDocument } from '#shared/model/export.ts';
import { imageIdInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

/** Documents on request. */
export const exportProcedures = router({
  /** Up to seconds for an image of many components. The bytes: `GET /artifacts/<id>`. */
  make: procedure
    .input(
      z.strictObject({
        imageId: imageIdInput,
        format: z.enum(EXPORT_FORMATS),
        view: z.enum(EXPORT_VIEWS).default('inventory'),
        profile: z.enum(EXPORT_PROFILES).default('full'),
        name: z.string().min(1).max(1000).nullable().default(null),
      }),
    )
    .mutation(({ ctx, input: { imageId, ...wish } }): Promise<ExportedDocument> =>
      ctx.engine.exports.make(imageId, wish),
    ),
});
