import { z } from 'zod';

/** Index of a layer, base = 0. */
export const layerIndex = z.int().nonnegative().describe('Index of a layer; the base is 0');

/** 64 lower-case hex digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `sha256:<64 hex>`. */
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** Half-open range of bytes. */
export const byteRange = z.strictObject({ from: z.int().nonnegative(), to: z.int().nonnegative() });

/** Which bytes of the image prove a fact (contracts §5). */
export const locatorSchema = z.strictObject({
  layerIndex,
  diffId: digest,
  path: z.string().describe(String.raw`Printed path: bytes that are not UTF-8, and the backslash, as \xNN`),
  container: z.array(z.string()).describe('Archive members or decoding steps between the file and the cited bytes'),
  kind: z.enum(['bytes', 'lines', 'row', 'json', 'absence']),
  segments: z.array(byteRange).describe('In the innermost uncompressed bytes; ascending'),
  sha256: sha256.describe('Over the segments joined'),
});

/** One proof: who read which bytes, and what they prove. */
export const evidenceSchema = z.strictObject({
  source: z.enum([
    'os-package-database',
    'package-metadata',
    'build-info',
    'os-release',
    'declared-licence',
    'licence-file',
    'executable-bytes',
    'whiteout',
  ]),
  method: z.enum(['manifest-analysis', 'binary-analysis', 'hash-comparison']),
  proves: z.enum(['component', 'licence', 'distro', 'removal']),
  analyzer: z.string().describe('<id>@<version>'),
  locator: locatorSchema,
});
