import { z } from 'zod';
import { diagnosticSchema } from './diagnostic.ts';
import { digest, layerIndex } from './evidence.ts';

/** What `scan --json` prints (contracts §2). */
export const scanResultSchema = z.strictObject({
  imageId: digest.describe('Digest of the image config; of a directory, of its file listing'),
  digests: z.array(
    z.strictObject({
      digest,
      kind: z.enum(['config', 'manifest', 'index']),
      provenance: z.enum(['registry', 'layout', 'synthesised']),
    }),
  ),
  platform: z
    .strictObject({
      os: z.string(),
      architecture: z.string(),
      variant: z.string().optional(),
      osVersion: z.string().optional(),
    })
    .nullable(),
  source: z.strictObject({ kind: z.string(), path: z.string().optional() }),
  layers: z.array(
    z.strictObject({
      index: layerIndex,
      diffId: digest,
      digest: digest.nullable().describe('Of the blob as stored in this source'),
      size: z.int().nonnegative().describe('Bytes of that blob'),
      createdBy: z.string().nullable(),
      cached: z.union([z.literal(false), z.enum(['hashed', 'unchanged'])]),
    }),
  ),
  components: z.int().nonnegative().describe('How many'),
  partial: z.boolean(),
  counters: z
    .strictObject({ scanner_analyzer_golang_heuristic_total: z.int().nonnegative() })
    .describe(
      'Executables that a heuristic says something of; heuristics are off unless the configuration turns them on',
    ),
  diagnostics: z.array(diagnosticSchema),
  artifacts: z.array(
    z.strictObject({
      id: digest.describe('sha256 of the uncompressed bytes'),
      kind: z.string(),
      format: z.string(),
      view: z.string(),
      profile: z.string(),
    }),
  ),
});

/** Type of {@link scanResultSchema}. */
export type ScanResult = z.infer<typeof scanResultSchema>;
