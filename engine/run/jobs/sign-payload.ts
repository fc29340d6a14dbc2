import { z } from 'zod';
import { signerRefusals } from '#shared/model/attestation.ts';
import { isSha256 } from '#shared/model/digest.ts';

/** What a signing in the queue is to do. A border: another version of this program may have written it. Nothing of a key is in it. */
export const signPayloadSchema = z.object({ imageId: z.string(), id: z.string(), fileName: z.string() });
export type SignPayload = z.infer<typeof signPayloadSchema>;

const sha256 = z.string().refine(isSha256);

/** What a signing leaves: a refusal too is an end, with a note. */
export const signJobResultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('signed'),
    signer: z.object({ keyId: sha256, algorithm: z.string(), name: z.string() }),
    attestation: sha256,
  }),
  z.object({
    kind: z.literal('refused'),
    name: z.string(),
    refusal: z.object({ code: z.enum(signerRefusals), detail: z.string().nullable() }),
  }),
]);

export const SIGN_KIND = 'sign';
