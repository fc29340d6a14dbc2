import { z } from 'zod';

/** What a scan job in the queue is to do. A border: another version of this program may have written it. */
export const scanPayloadSchema = z.object({
  path: z.string(),
  image: z.string().optional(),
  platform: z.string().optional(),
  force: z.boolean().optional(),
  /** Set for an upload: the name of the file that was sent. */
  uploadName: z.string().optional(),
});
export type ScanPayload = z.infer<typeof scanPayloadSchema>;

/** What a scan job leaves. */
export const scanJobResultSchema = z.object({
  imageId: z.string(),
  partial: z.boolean(),
  components: z.number(),
  /** Per layer. */
  cached: z.array(z.union([z.literal(false), z.enum(['hashed', 'unchanged'])])),
});
export type ScanJobResult = z.infer<typeof scanJobResultSchema>;

export const SCAN_KIND = 'scan';

/** Reasons in the queue that are not failures. */
export const CANCELLED = 'cancelled';
export const INTERRUPTED = 'interrupted';
