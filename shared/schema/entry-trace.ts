import { z } from 'zod';
import { TRACE_REASONS, type TraceOutcome } from '../model/entry-trace.ts';
import { digest, layerIndex } from './evidence.ts';

const reasons = Object.keys(TRACE_REASONS) as [keyof typeof TRACE_REASONS, ...(keyof typeof TRACE_REASONS)[]];
const reason = z.enum(reasons).describe('Why something is not known (contracts §6)');
const status = z
  .enum(['taken', 'possible', 'notTaken'])
  .describe(
    'taken: in every run that does not end in failure; possible: in some; notTaken: in a branch that is not entered',
  );
const path = z
  .string()
  .nullable()
  .describe(String.raw`Printed path from the root: bytes that are not UTF-8, and the backslash, as \xNN`);
const place = z.int().positive().nullable();
const argv = z.array(z.string()).describe('Parts that are not known stand as the script says them');
const count = z.int().nonnegative();
const outcomes = ['resolved', 'partiallyresolved', 'unresolved'] as const satisfies readonly TraceOutcome[];

/** What `trace --json` prints, and the artifact `entrytrace.graph` (canonical JSON). */
export const entryTraceSchema = z.strictObject({
  schema: z.literal('stellaops.entrytrace@1'),
  image: digest.describe('Image id'),
  entrypoint: z.array(z.string()),
  cmd: z.array(z.string()),
  env: z.array(z.string()).describe('NAME=value, as the container starts with'),
  hints: z
    .strictObject({
      entrypoint: z.array(z.string()).optional(),
      cmd: z.array(z.string()).optional(),
      env: z.record(z.string(), z.string()).optional(),
    })
    .describe('What a person gave instead of the config'),
  workingDir: z.string(),
  user: z.string(),
  outcome: z.enum(['resolved', 'partiallyresolved', 'unresolved']),
  terminals: z
    .array(z.strictObject({ hop: z.string(), path, argv, status }))
    .describe('Programs that run when the container has started; none, where it is not unresolved: the start ends'),
  hops: z.array(
    z.strictObject({
      id: z.string().regex(/^[0-9a-f]{16}$/),
      parent: z.string().nullable(),
      kind: z.enum(['start', 'exec', 'run', 'background', 'source', 'interpreter', 'hook', 'service', 'load']),
      status,
      argv,
      path,
      file: path.describe('Where it is said; null: the image config'),
      line: place,
      column: place.describe('In bytes'),
      layer: layerIndex.nullable(),
      owner: z.string().nullable().describe('Key of the component that owns the path'),
      user: z.string().nullable(),
      cwd: z.string().nullable(),
      called: path.describe('The name by which a program was found, links not followed'),
      env: z.array(z.string()).describe('Variables that decide what a loader or interpreter loads'),
      program: z.string().nullable().describe('What the program or file is, where that is known'),
      reason: reason.optional(),
    }),
  ),
  diagnostics: z.array(
    z.strictObject({
      reason,
      detail: z.string(),
      hop: z.string().nullable(),
      file: path,
      line: place,
      column: place,
      status: z.enum(['taken', 'possible']),
    }),
  ),
  assumedUnset: z
    .array(z.string())
    .describe('Variables that scripts ask for and nothing sets: setting one may change the result'),
  counters: z.strictObject({
    entrytrace_resolutions_total: z.partialRecord(z.enum(outcomes), count).describe('By outcome'),
    entrytrace_unresolved_total: z
      .partialRecord(z.enum([...new Set(Object.values(TRACE_REASONS))]), count)
      .describe('By reason, the finer ones as one of the seven (contracts §6)'),
  }),
});

/** Type of {@link entryTraceSchema}. */
export type EntryTraceDocument = z.infer<typeof entryTraceSchema>;
