import { z } from 'zod';
import { byteRange, sha256 } from './evidence.ts';

const rule = z.enum([
  'path',
  'already-loaded',
  'rpath',
  'ld-library-path',
  'runpath',
  'ld-so-cache',
  'musl-path-file',
  'default-directory',
  'loader',
  'preload',
  'preload-file',
  'interpreter',
  'not-found',
]);

const cited = z.strictObject({
  kind: z.enum(['bytes', 'lines', 'row', 'json']),
  container: z.array(z.string()),
  segments: z.array(byteRange).describe('In the bytes of the file; ascending'),
  sha256,
});

const note = z.strictObject({
  kind: z.literal('possible'),
  mechanism: z.enum(['nss', 'pam', 'gconv', 'openssl-provider', 'openssl-engine', 'qt-plugin', 'gstreamer-plugin']),
  by: z.string().describe('File among those mapped that would open it'),
  name: z.string(),
  to: z.string().nullable().describe('As it would be found; null: the image has none'),
  real: z.string().nullable().describe('Where that really is, links followed'),
  reason: z.string(),
  stated: z
    .union([
      z.strictObject({ file: z.string(), line: z.int().min(1), cited, variable: z.null() }),
      z.strictObject({ file: z.null(), line: z.null(), cited: z.null(), variable: z.string() }),
    ])
    .describe('The first line of a file of the image, or the variable of its environment, that says so'),
});

/** What `links --json` prints: everything that the loader would map for a file, in load order. */
export const linksSchema = z.strictObject({
  path: z.string(),
  loader: z.enum(['glibc', 'musl', 'none']),
  edges: z.array(
    z.strictObject({
      from: z.string(),
      needed: z.string(),
      to: z.string().nullable().describe('As found; null: not found'),
      real: z.string().nullable().describe('Where that really is, links followed'),
      rule,
      searched: z.array(z.string()).describe('Places that were looked at in vain before, in order'),
      missingVersions: z.array(z.string()).describe('Needed symbol versions that the library does not define'),
    }),
  ),
  notes: z.array(note).describe('What may be opened by name while the program runs: possible, never proven'),
});
