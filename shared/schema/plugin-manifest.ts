import { z } from 'zod';

const relativePath = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^(?!\/)(?!.*(^|\/)\.\.?(\/|$)).*$/, 'a path relative to the root, without . and .. parts');
const name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/]+$/, 'a name without a slash');
const suffix = z.templateLiteral(['.', z.string().max(255)]);

/** Which files a plug-in wants: see `FilePattern`. */
const patternSchema = z.union([
  z.strictObject({ path: relativePath }),
  z.strictObject({ basename: name }),
  z.strictObject({ suffix }),
  z.strictObject({ directory: relativePath, suffix: suffix.optional() }),
  z.strictObject({ eachIn: relativePath, basename: name }),
  z.strictObject({ parent: name, suffix }),
  z.strictObject({ magic: z.enum(['elf', 'pe', 'macho', 'script', 'zip', 'ar', 'wasm', 'java-class']) }),
]);

/** `plugins/scanner/<name>/manifest.json`. First-party plug-ins are described by the same shape. */
export const pluginManifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: z
    .string()
    .regex(/^[a-z0-9-]+(\/[a-z0-9-]+)+$/)
    .max(100)
    .describe('area/name; never used again for another meaning'),
  displayName: z.string().min(1).max(200),
  version: z.int().positive().describe('Raise it whenever the same input would give another answer'),
  requiresRestart: z.literal(true).describe('Plug-ins are loaded at the start only'),
  entryPoint: relativePath.describe('Module of the plug-in, relative to its folder'),
  capabilities: z.tuple([z.enum(['file-analyzer', 'annotator'])]),
  wants: z.array(patternSchema).max(1000).default([]).describe('file-analyzer: which files it is given'),
  maxBytes: z.int().positive().default(16_777_216).describe('file-analyzer: a larger file is not given to it'),
});

/** Type of {@link pluginManifestSchema}. */
export type PluginManifest = z.infer<typeof pluginManifestSchema>;

const range = z.strictObject({ from: z.int().nonnegative(), to: z.int().nonnegative() });
const short = z.string().min(1).max(1000);

/** What a file-analyzer from outside may state. `segments` are the bytes that prove it: the host cites them itself. */
export const externalPackageSchema = z.strictObject({
  type: z.string().max(40),
  namespace: short.nullable().default(null),
  name: short,
  version: short,
  qualifiers: z.record(z.string().regex(/^[a-z][a-z0-9._-]*$/), short).default({}),
  licences: z
    .array(z.strictObject({ text: short, segments: z.array(range).min(1).max(1000) }))
    .max(100)
    .default([]),
  details: z.record(z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/), z.string().max(4096)).default({}),
  segments: z.array(range).min(1).max(1000),
});

/** What an annotator may state: more about a component that is there. */
export const annotationSchema = z.strictObject({
  key: z.string(),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    .max(100),
  value: z.string().max(4096),
});

/** Type of {@link annotationSchema}. */
export type Annotation = z.infer<typeof annotationSchema>;
