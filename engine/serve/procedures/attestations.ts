import { z } from 'zod';
import { limits } from '#engine/bytes/limits.ts';
import type { AttestationView, DocumentAttestation, SignerView, TrustKey } from '#shared/model/attestation.ts';
import { isSha256, type Sha256 } from '#shared/model/digest.ts';
import { KiB } from '#shared/model/units.ts';
import { digestInput, imageIdInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const sha256Input = z.string().refine(isSha256);
/** Four characters for three bytes. */
const base64Input = z
  .string()
  .regex(/^[A-Za-z0-9+/]*={0,2}$/)
  .max(Math.ceil(limits.attestationMessageBytes / 3) * 4);

/** Attestations of an image, checked offline each time. */
export const attestationsProcedures = router({
  list: procedure
    .input(z.strictObject({ imageId: imageIdInput }))
    .query(({ ctx, input }): Promise<readonly AttestationView[]> => ctx.engine.attestations.list(input.imageId)),
  add: procedure
    .input(z.strictObject({ imageId: imageIdInput, name: z.string().min(1).max(255), base64: base64Input }))
    .mutation(({ ctx, input }): Promise<{ sha256: Sha256 }> => {
      return ctx.engine.attestations.add(input.imageId, input.name, Buffer.from(input.base64, 'base64'));
    }),
  remove: procedure
    .input(z.strictObject({ imageId: imageIdInput, sha256: sha256Input }))
    .mutation(async ({ ctx, input }): Promise<{ removed: boolean }> => ({
      removed: await ctx.engine.attestations.remove(input.imageId, input.sha256),
    })),
});

/** Documents that are signed with the host's key, of which nothing but its id, kind and name comes here. */
export const signingProcedures = router({
  signer: procedure.query(({ ctx }): Promise<SignerView> => ctx.engine.signings.signer()),
  list: procedure
    .input(z.strictObject({ imageId: imageIdInput }))
    .query(({ ctx, input }): Promise<readonly DocumentAttestation[]> => ctx.engine.signings.list(input.imageId)),
  start: procedure
    .input(z.strictObject({ imageId: imageIdInput, id: digestInput }))
    .mutation(({ ctx, input }): Promise<{ jobId: string }> => ctx.engine.signings.start(input.imageId, input.id)),
});

/** Public keys that the user trusts. */
export const trustProcedures = router({
  list: procedure.query(({ ctx }): Promise<readonly TrustKey[]> => ctx.engine.trustRoots.list()),
  add: procedure
    .input(
      z.strictObject({
        name: z.string().max(100),
        use: z.enum(['signer', 'log']),
        pem: z.string().max(16 * KiB),
      }),
    )
    .mutation(({ ctx, input }): Promise<{ id: Sha256 }> => ctx.engine.trustRoots.add(input.name, input.use, input.pem)),
  remove: procedure
    .input(z.strictObject({ id: sha256Input }))
    .mutation(async ({ ctx, input }): Promise<{ removed: boolean }> => ({
      removed: await ctx.engine.trustRoots.remove(input.id),
    })),
});
