import { z } from 'zod';
import type { UsageAnswer, UsageSummary } from '#shared/model/usage.ts';
import { imageIdInput, keyInput, pathInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const subjectInput = z.union([z.strictObject({ key: keyInput }), z.strictObject({ path: pathInput.min(1) })]);

/** What the start of an image reaches; null where that was not traced. */
export const usageProcedures = router({
  summary: procedure
    .input(z.strictObject({ imageId: imageIdInput }))
    .query(({ ctx, input }): Promise<UsageSummary | null> => ctx.engine.usage.summary(input.imageId)),
  /** The answer for one component or path, with its proof. */
  of: procedure
    .input(z.strictObject({ imageId: imageIdInput, subject: subjectInput }))
    .query(({ ctx, input }): Promise<UsageAnswer | null> => ctx.engine.usage.of(input.imageId, input.subject)),
});
