import { z } from 'zod';
import { FILE_PACKAGE_TYPES, OS_PACKAGE_TYPES } from '../model/package-types.ts';
import { evidenceSchema, layerIndex } from './evidence.ts';

/** One line of `packages --json` (contracts §2). */
export const packageRowSchema = z.strictObject({
  key: z.string().min(1).describe('Full purl, else bin:sha256:<hex>'),
  purl: z.string().nullable(),
  type: z.enum([...OS_PACKAGE_TYPES, ...FILE_PACKAGE_TYPES, 'bin']),
  name: z.string(),
  version: z.string().nullable(),
  arch: z.string().nullable(),
  source: z.strictObject({ name: z.string(), version: z.string() }).nullable(),
  state: z.string().describe("dpkg's third status word; installed where the database knows no states"),
  origin: z.enum(['package-db', 'metadata', 'build-info', 'file']),
  layers: z.strictObject({
    introduced: layerIndex,
    recordWritten: layerIndex.nullable(),
    lastModified: layerIndex,
    removed: layerIndex.nullable(),
  }),
  missingFiles: z.array(z.string()).describe('Listed files that are not in the final tree; printed paths'),
  evidence: z.array(evidenceSchema),
});

/** Type of {@link packageRowSchema}. */
export type PackageRow = z.infer<typeof packageRowSchema>;
