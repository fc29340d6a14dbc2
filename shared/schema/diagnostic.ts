import { z } from 'zod';
import { byteRange, layerIndex } from './evidence.ts';

const where = z
  .strictObject({
    file: z.string().optional().describe('Host path or archive member'),
    layer: layerIndex.optional(),
    path: z.string().optional().describe('Printed path inside the image'),
  })
  .optional();

/** Members that every diagnostic has. */
const base = { where, what: z.string() };

/** Why some input did not become facts, or what was odd about it. */
export const diagnosticSchema = z.discriminatedUnion('code', [
  z.strictObject({ ...base, code: z.literal('truncated'), at: byteRange, available: z.int() }),
  z.strictObject({
    ...base,
    code: z.literal('malformed'),
    at: byteRange.optional(),
    found: z.string(),
    expected: z.string().optional(),
  }),
  z.strictObject({ ...base, code: z.literal('unsupported'), found: z.string() }),
  z.strictObject({ ...base, code: z.literal('limit-exceeded'), limit: z.number(), seen: z.number() }),
  z.strictObject({ ...base, code: z.literal('digest-mismatch'), found: z.string(), expected: z.string() }),
  z.strictObject({ ...base, code: z.literal('missing'), found: z.string().optional() }),
  z.strictObject({ ...base, code: z.literal('anomaly'), found: z.string() }),
  z.strictObject({ ...base, code: z.literal('failed'), found: z.string() }),
]);
