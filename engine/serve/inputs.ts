import { z } from 'zod';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import { KiB } from '#shared/model/units.ts';

const digestText = z.string().regex(/^sha256:[0-9a-f]{64}$/);

export const imageIdInput = digestText.transform((text) => text as ImageId);

export const digestInput = digestText.transform((text) => text as Digest);

/** Printed path; the longest name of 4,096 bytes has four characters for each. */
export const pathInput = z.string().max(16 * KiB);

/** Key of a component: a purl may carry long qualifiers. */
export const keyInput = z
  .string()
  .min(1)
  .max(16 * KiB);

export const jobIdInput = z.string().regex(/^[0-9a-f]{64}$/);

export const offsetInput = z.int().min(0).max(10_000_000).default(0);

/** Rows of one window: a screen shows some 50. */
export const limitInput = z.int().min(1).max(1000).default(200);

export const uploadIdInput = z.string().regex(/^[0-9a-f]{32}$/);

/** Something on this machine, or a finished upload. */
export const sourceInput = z.union([
  z.strictObject({
    path: z
      .string()
      .min(1)
      .max(32 * KiB),
  }),
  z.strictObject({ uploadId: uploadIdInput }),
]);
