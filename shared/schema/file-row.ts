import { z } from 'zod';
import { layerIndex, sha256 } from './evidence.ts';

/** One line of `files --json` (contracts §2). */
export const fileRowSchema = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe(String.raw`Bytes that are not UTF-8, and the backslash, as \xNN; no leading slash`),
  type: z.enum(['file', 'dir', 'symlink', 'char', 'block', 'fifo']).describe("The inode's type"),
  mode: z
    .string()
    .regex(/^[0-7]{4}$/)
    .describe('Low 12 bits, octal; symlinks 0777'),
  uid: z.int().nonnegative(),
  gid: z.int().nonnegative(),
  size: z.int().nonnegative().optional().describe('Files only'),
  sha256: sha256.optional().describe('Files only'),
  linkTarget: z.string().optional().describe('Symlinks only; escaped as path'),
  hardlinkTo: z.string().optional().describe('First name of the group of hard links, absent on that one'),
  implicit: z.literal(true).optional().describe('No layer has an entry for this directory'),
  introduced: layerIndex,
  lastModified: layerIndex,
  contentSince: layerIndex,
});

/** Type of {@link fileRowSchema}. */
export type FileRow = z.infer<typeof fileRowSchema>;
