import { z } from 'zod';
import { digest, evidenceSchema, layerIndex, locatorSchema, sha256 } from './evidence.ts';

/** A proof for a letter, as JSON: whoever has the image's archive can check it (`stellaops verify citation`). */
export const citationSchema = z.strictObject({
  schema: z.literal('stellaops.citation@1'),
  subject: z
    .strictObject({
      name: z.string(),
      version: z.string().nullable(),
      key: z.string().nullable().describe('Of a component: its purl, else bin:sha256:…; null for a file'),
      introduced: layerIndex.nullable().describe('Layer that introduced the component'),
    })
    .describe('What the bytes are about'),
  claim: evidenceSchema
    .omit({ locator: true })
    .nullable()
    .describe('What the bytes prove; null: they are cited for themselves'),
  image: z.strictObject({ id: digest.describe('Digest of the config'), layers: z.int().positive() }),
  locator: locatorSchema,
  fileSha256: sha256.nullable().describe('Of the innermost file; null where it was not read for this'),
  lines: z
    .array(z.strictObject({ from: z.int().positive(), to: z.int().positive() }))
    .nullable()
    .describe('Of each segment, 1-based and inclusive; null where they were not counted'),
  tool: z.strictObject({ name: z.literal('stellaops'), version: z.string() }),
  scannedAt: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.]\d{3}Z$/)
    .describe('When the image was last scanned'),
});

export type Citation = z.infer<typeof citationSchema>;
