import type { ZodType, infer as Infer } from 'zod';
import { z } from 'zod';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { type DiffId, parseDigest } from '#shared/model/digest.ts';
import type { ImageConfig, Platform } from '#shared/model/image.ts';
import { configSchema, historySchema, stringsSchema } from '#shared/schema/oci.ts';
import { checkShape, readJson } from '../json.ts';

/**
 * Reads the parts of an image config that results depend on. What decides the layers must be right; any other part that is
 * not as it should be is left out with a diagnostic.
 *
 * @throws {ParseError} for no JSON, and for `rootfs.diff_ids` that are no digests or too many
 * @see OCI image-spec, config.md
 */
export function readImageConfig(bytes: Uint8Array): { config: ImageConfig; diagnostics: Diagnostic[] } {
  const json = readJson(bytes, configSchema, 'image config');
  const diagnostics: Diagnostic[] = [];
  const part = <S extends ZodType>(name: string, value: unknown, schema: S): Infer<S> | null => {
    if (value === undefined || value === null) return null;
    try {
      return checkShape(value, schema, `image config, ${name}`);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      diagnostics.push(error.diagnostic);
      return null;
    }
  };
  const run = part('config', json.config, z.record(z.string(), z.unknown())) ?? {};
  const config: ImageConfig = {
    platform: platformOf(
      part('os', json.os, z.string()),
      part('architecture', json.architecture, z.string()),
      part('variant', json.variant, z.string()),
      part('os.version', json['os.version'], z.string()),
    ),
    created: part('created', json.created, z.string()),
    diffIds: diffIds(json.rootfs?.diff_ids ?? []),
    history: (part('history', json.history, historySchema) ?? []).map((entry) => ({
      createdBy: entry?.created_by ?? null,
      emptyLayer: entry?.empty_layer ?? false,
    })),
    entrypoint: part('config.Entrypoint', run['Entrypoint'], stringsSchema),
    cmd: part('config.Cmd', run['Cmd'], stringsSchema),
    env: part('config.Env', run['Env'], stringsSchema) ?? [],
    workingDir: part('config.WorkingDir', run['WorkingDir'], z.string()) ?? '',
    user: part('config.User', run['User'], z.string()) ?? '',
    ...filled('exposedPorts', namesOf(part('config.ExposedPorts', run['ExposedPorts'], namesSchema))),
    ...filled('volumes', namesOf(part('config.Volumes', run['Volumes'], namesSchema))),
    ...filled('labels', textsOf(part('config.Labels', run['Labels'], namesSchema))),
  };
  return { config, diagnostics };
}

/** A set, as Go writes it: names with empty objects. */
const namesSchema = z.record(z.string(), z.unknown());

function namesOf(set: Readonly<Record<string, unknown>> | null): readonly string[] {
  return Object.keys(set ?? {}).sort();
}

/** A label that is no text says nothing, and the image is whole without it. */
function textsOf(labels: Readonly<Record<string, unknown>> | null): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** The member, unless there is nothing in it. */
function filled<K extends string, T extends object>(key: K, value: T): { readonly [P in K]?: T } {
  return Object.keys(value).length === 0 ? {} : ({ [key]: value } as { readonly [P in K]: T });
}

/** @returns null when the operating system or the architecture is not stated */
export function platformOf(
  os: string | null,
  architecture: string | null,
  variant?: string | null,
  osVersion?: string | null,
): Platform | null {
  if (!os || !architecture) return null;
  return { os, architecture, ...(variant ? { variant } : {}), ...(osVersion ? { osVersion } : {}) };
}

function diffIds(texts: readonly string[]): DiffId[] {
  if (texts.length > limits.layersPerImage) {
    throw new ParseError({
      code: 'limit-exceeded',
      what: 'image config, rootfs.diff_ids',
      limit: limits.layersPerImage,
      seen: texts.length,
    });
  }
  return texts.map((text, i) => {
    const digest = parseDigest(text);
    if (digest === undefined) {
      throw new ParseError({
        code: 'malformed',
        what: `image config, rootfs.diff_ids.${i}`,
        found: text.slice(0, 80),
        expected: 'sha256: and 64 hex digits',
      });
    }
    return digest as DiffId;
  });
}
