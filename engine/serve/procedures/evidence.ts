import { z } from 'zod';
import type { EvidenceBytes } from '#shared/model/evidence-bytes.ts';
import type { Locator } from '#shared/model/evidence.ts';
import { KiB } from '#shared/model/units.ts';
import { locatorSchema } from '#shared/schema/evidence.ts';
import { imageIdInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

/** Proofs, down to the bytes. */
export const evidenceProcedures = router({
  /** May read a layer again; `jobs.events` then has its progress as `layer-read`. */
  read: procedure
    .input(
      z.strictObject({
        imageId: imageIdInput,
        locator: locatorSchema.transform((locator) => locator as unknown as Locator),
        context: z
          .int()
          .min(0)
          .max(128 * KiB)
          .default(4 * KiB),
        at: z.int().min(0).optional(),
      }),
    )
    .query(({ ctx, input }): Promise<EvidenceBytes> => ctx.engine.evidence.read(input)),
});
