import { z } from 'zod';
import type { LibraryFindings } from '#shared/model/find.ts';
import type { CollectReport, LibraryImage, LibraryList } from '#shared/model/library.ts';
import { imageIdInput, limitInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const ofImage = z.strictObject({ imageId: imageIdInput });

/** Scanned images. */
export const libraryProcedures = router({
  list: procedure.query(({ ctx }): Promise<LibraryList> => ctx.engine.library.list()),
  get: procedure.input(ofImage).query(({ ctx, input }): Promise<LibraryImage> => ctx.engine.library.get(input.imageId)),
  /** What has this name or path, in all images. */
  find: procedure
    .input(z.strictObject({ text: z.string().min(1).max(1000), limit: limitInput }))
    .query(({ ctx, input }): Promise<LibraryFindings> => ctx.engine.library.find(input.text, input.limit)),
  remove: procedure.input(ofImage).mutation(async ({ ctx, input }): Promise<{ removed: boolean }> => ({
    removed: await ctx.engine.library.remove(input.imageId),
  })),
  /** Has an image back that `remove` takes away when its time is over. */
  restore: procedure.input(ofImage).mutation(({ ctx, input }): { restored: boolean } => ({
    restored: ctx.engine.library.restore(input.imageId),
  })),
  /** Frees what nothing refers to. */
  collect: procedure
    .input(z.strictObject({ dryRun: z.boolean().default(true) }))
    .mutation(({ ctx, input }): Promise<CollectReport> => ctx.engine.library.collect(input.dryRun)),
});
