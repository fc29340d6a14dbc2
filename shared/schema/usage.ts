import { z } from 'zod';
import { digest } from './evidence.ts';

const path = z.string().describe(String.raw`Printed path from the root; members of archives behind !/`);
const place = z.int().positive().nullable();
const count = z.int().nonnegative();

const stepSchema = z.strictObject({
  mechanism: z.enum(['hop', 'link', 'code', 'runtime']),
  rule: z
    .string()
    .describe(
      "Kind of hop, or through for a link on the way to its program; the loader's rule, or the module system's",
    ),
  from: path.nullable().describe('File that leads on; null: the image config'),
  to: path,
  as: z.string().describe('The name that is used: a command, a needed name, a module'),
  file: path.nullable().describe('Where that is written'),
  line: place,
  column: place,
  hop: z.string().nullable().describe('Hop of the trace that does it'),
});

/** The artifact `usage` (canonical JSON): what the image's start reaches (contracts §6). */
export const usageSchema = z.strictObject({
  schema: z.literal('stellaops.usage@1'),
  image: digest.describe('Image id'),
  outcome: z.enum(['resolved', 'partiallyresolved', 'unresolved']).describe('Of the trace'),
  files: z
    .array(z.strictObject({ path, state: z.enum(['reached', 'possible']), step: stepSchema }))
    .describe('By path, each with the last step of a shortest proof'),
  open: z
    .array(
      z.strictObject({
        scope: z.string().describe('any, or the module system that may load more'),
        reason: z.string(),
        detail: z.string(),
        file: path.nullable(),
        line: place,
        column: place,
        hop: z.string().nullable(),
      }),
    )
    .describe('What is not known and may reach more'),
  components: z.array(
    z.strictObject({
      key: z.string(),
      state: z.enum(['reached', 'notReached', 'unknown']),
      strength: z.enum(['possible', 'open']).optional().describe('For unknown'),
      file: path.nullable().describe('File of the component by which it is reached, or may be'),
      open: z.array(count).optional().describe('Positions in `open` of what may reach it'),
    }),
  ),
  counts: z.strictObject({ reached: count, notReached: count, possible: count, open: count }),
});

export type UsageDocument = z.infer<typeof usageSchema>;
