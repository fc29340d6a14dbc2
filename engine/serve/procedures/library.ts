import { z } from 'zod';
import type { CollectReport, LibraryImage, LibraryList } from '#shared/model/library.ts';
import { imageIdInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const ofImage = z.strictObject({ imageId: imageIdInput });

/** Scanned images. */
export const libraryProcedures = router({
  list: procedure.query(({ ctx }): Promise<LibraryList> => ctx.engine.library.list()),
  get: procedure.input(ofImage).query(({ ctx, input }): Promise<LibraryImage> => ctx.engine.library.get(input.imageId)),
  remove: procedure.input(ofImage).mutation(async ({ ctx, input }): Promise<{ removed: boolean }> => ({
    removed: await ctx.engine.library.remove(input.imageId),
  })),
  /** Frees what nothing refers to. */
  collect: procedure
    .input(z.strictObject({ dryRun: z.boolean().default(true) }))
    .mutation(({ ctx, input }): Promise<CollectReport> => ctx.engine.library.collect(input.dryRun)),
});
