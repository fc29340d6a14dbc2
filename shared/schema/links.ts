import { z } from 'zod';

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
});
