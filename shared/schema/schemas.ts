import type { z } from 'zod';
import { citationSchema } from './citation.ts';
import { diagnosticSchema } from './diagnostic.ts';
import { diffSchema } from './diff.ts';
import { entryTraceSchema } from './entry-trace.ts';
import { evidenceSchema, locatorSchema } from './evidence.ts';
import { fileRowSchema } from './file-row.ts';
import { linksSchema } from './links.ts';
import { packageRowSchema } from './package-row.ts';
import { pluginManifestSchema } from './plugin-manifest.ts';
import { scanResultSchema } from './scan-result.ts';

/** Every published shape, by the name that `stellaops schema NAME` knows. Print with `z.toJSONSchema`. */
export const schemas = {
  citation: citationSchema,
  diagnostic: diagnosticSchema,
  diff: diffSchema,
  'entry-trace': entryTraceSchema,
  evidence: evidenceSchema,
  'file-row': fileRowSchema,
  links: linksSchema,
  locator: locatorSchema,
  'package-row': packageRowSchema,
  'plugin-manifest': pluginManifestSchema,
  'scan-result': scanResultSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type SchemaName = keyof typeof schemas;
