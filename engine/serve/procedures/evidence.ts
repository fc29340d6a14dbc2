import { z } from 'zod';
import type { ClaimWindow } from '#shared/model/claims.ts';
import type { Decoded } from '#shared/model/decoded.ts';
import type { DiffId } from '#shared/model/digest.ts';
import type { EvidenceBytes } from '#shared/model/evidence-bytes.ts';
import type { Locator } from '#shared/model/evidence.ts';
import type { TextDiff } from '#shared/model/text-diff.ts';
import { KiB } from '#shared/model/units.ts';
import { byteRange, digest, layerIndex, locatorSchema } from '#shared/schema/evidence.ts';
import { imageIdInput, limitInput, offsetInput, pathInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const locatorInput = locatorSchema.transform((locator) => locator as unknown as Locator);

/** Proofs, down to the bytes. */
export const evidenceProcedures = router({
  /** May read a layer again; `jobs.events` then has its progress as `layer-read`. */
  read: procedure
    .input(
      z.strictObject({
        imageId: imageIdInput,
        locator: locatorInput,
        context: z
          .int()
          .min(0)
          .max(128 * KiB)
          .default(4 * KiB),
        at: z.int().min(0).optional(),
      }),
    )
    .query(({ ctx, input }): Promise<EvidenceBytes> => ctx.engine.evidence.read(input)),
  /** The bytes of a proof as what they say. */
  decode: procedure
    .input(z.strictObject({ imageId: imageIdInput, locator: locatorInput }))
    .query(({ ctx, input }): Promise<Decoded> => ctx.engine.evidence.decode(input.imageId, input.locator)),
  /** How the text of a path differs from one layer's copy to another's. */
  compare: procedure
    .input(z.strictObject({ imageId: imageIdInput, path: pathInput.min(1), old: layerIndex, new: layerIndex }))
    .query(({ ctx, input }): Promise<TextDiff> =>
      ctx.engine.evidence.compare(input.imageId, input.path, input.old, input.new),
    ),
  /** What rests on a file, or on some of its bytes. */
  claims: procedure
    .input(
      z.strictObject({
        imageId: imageIdInput,
        layer: layerIndex,
        diffId: digest.transform((text) => text as DiffId),
        path: pathInput,
        container: z.array(pathInput).max(64).nullable(),
        range: byteRange.nullable(),
        offset: offsetInput,
        limit: limitInput,
      }),
    )
    .query(({ ctx, input }): Promise<ClaimWindow> => ctx.engine.evidence.claims(input)),
});
