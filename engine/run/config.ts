import { z } from 'zod';
import { limits } from '#engine/bytes/limits.ts';

const bytes = z.int().positive();

/** `scanner.yaml`. Unknown keys are refused: a misspelt limit must not be a limit that does not hold. */
export const configSchema = z.strictObject({
  analyzers: z
    .record(z.string(), z.boolean())
    .default({})
    .describe('Plug-ins by id; false switches one off, true switches a heuristic on'),
  plugins: z
    .record(z.string(), z.string().regex(/^sha256:[0-9a-f]{64}$/))
    .default({})
    .describe('Plug-ins from outside that are accepted: id and hash, as `stellaops plugins` prints them'),
  limits: z
    .strictObject({
      layerBytes: bytes.default(limits.layerBytes).describe('Inflated size of one layer'),
      inflateRatio: z
        .int()
        .positive()
        .default(limits.inflateRatio)
        .describe('Inflated : stored, beyond ratioFloorBytes'),
      ratioFloorBytes: bytes
        .default(limits.ratioFloorBytes)
        .describe('Inflated size below which any ratio is accepted'),
    })
    .prefault({}),
  jobs: z
    .int()
    .min(1)
    .max(64)
    .nullable()
    .default(null)
    .describe('Worker threads, at most 4 of which are used; null = one per core. Never changes a result'),
  emit: z
    .strictObject({
      name: z.string().min(1).nullable().default(null).describe('Name of the image in documents; null = the image id'),
      componentVersion: z.string().min(1).nullable().default(null).describe('Version of the image in documents'),
      sourceDateEpoch: z
        .string()
        .regex(/^\d{1,12}$/)
        .nullable()
        .default(null)
        .describe('Seconds since 1970 for documents'),
      fragments: z.boolean().default(false).describe('A document of each layer too, which those of the image point to'),
    })
    .prefault({}),
  signing: z
    .strictObject({
      keys: z
        .array(z.string().regex(/^[0-9a-f]{64}$/))
        .default([])
        .describe('Keys that may sign, by the SHA-256 of their SubjectPublicKeyInfo; empty = any'),
    })
    .prefault({}),
});

/** Effective configuration: flags over environment over file over these defaults. */
export type Config = z.infer<typeof configSchema>;
