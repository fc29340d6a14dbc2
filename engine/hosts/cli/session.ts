import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { systemClock } from '#engine/ports/clock.ts';
import { type Config, configSchema } from '#engine/run/index.ts';
import { type ImageRecord, openStore, type Store } from '#engine/store/index.ts';
import { exitCodes } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

/** Options that every command takes. */
export type CommonOptions = Readonly<{ data?: string; config?: string; json?: boolean; jobs?: number }>;

/** `--data`, else `$STELLAOPS_HOME`, else where the OS keeps an application's data. */
export function dataDir(options: CommonOptions): string {
  const { env, platform } = process;
  const given = options.data ?? env['STELLAOPS_HOME'];
  if (given) return resolve(given);
  if (platform === 'darwin') return join(homedir(), 'Library/Application Support/StellaOps');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData/Local'), 'StellaOps');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'stellaops');
}

/** Where an effective setting comes from; later ones win. */
export type EffectiveConfig = Readonly<{
  config: Config;
  file: string | null;
  environment: readonly string[];
  flags: readonly string[];
}>;

/**
 * Flags over environment over file over defaults.
 *
 * @throws UsageError for a file that is not as `stellaops schema config` says
 */
export function effectiveConfig(
  options: CommonOptions & { name?: string; componentVersion?: string; fragments?: boolean },
): EffectiveConfig {
  const file = options.config ?? join(dataDir(options), 'scanner.yaml');
  const found = existsSync(file);
  if (!found && options.config !== undefined)
    throw new UsageError(`Cannot read configuration "${file}": it is not there`, { exitCode: exitCodes.notFound });
  const given = found ? readConfigFile(file) : {};
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  const flags = {
    jobs: options.jobs,
    name: options.name,
    componentVersion: options.componentVersion,
    fragments: options.fragments,
  };
  const merged = {
    ...given,
    ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    emit: {
      ...(given['emit'] as object | undefined),
      ...(epoch ? { sourceDateEpoch: epoch } : {}),
      ...(options.fragments ? { fragments: true } : {}),
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.componentVersion === undefined ? {} : { componentVersion: options.componentVersion }),
    },
  };
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success)
    throw new UsageError(
      `Cannot use configuration${found ? ` "${file}"` : ''}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
    );
  return {
    config: parsed.data,
    file: found ? file : null,
    environment: epoch ? ['SOURCE_DATE_EPOCH'] : [],
    flags: Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  };
}

function readConfigFile(file: string): Record<string, unknown> {
  try {
    const content: unknown = parse(readFileSync(file, 'utf8'));
    if (content === null) return {};
    if (typeof content === 'object' && !Array.isArray(content)) return content as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(
      `Cannot read configuration "${file}": ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
  throw new UsageError(`Cannot read configuration "${file}": found a list or a plain value, expected keys`);
}

/** Opens the data folder for the time of one command. */
export async function withStore<T>(options: CommonOptions, use: (store: Store) => Promise<T>): Promise<T> {
  await using store = await openStore(dataDir(options), { clock: systemClock });
  return await use(store);
}

/** The one image that a reference means. @throws UsageError, exit 4 when none, 2 with the candidates when several */
export async function oneImage(store: Store, reference: string): Promise<ImageRecord> {
  const found = await store.reader.findImages(reference);
  const [image, ...others] = found;
  if (image === undefined)
    throw new UsageError(`Cannot find image "${reference}" in ${store.dataDir}`, {
      exitCode: exitCodes.notFound,
      code: 'not-found',
    });
  if (others.length > 0) {
    const details = found.map(({ imageId, tags }) => `  ${imageId}${tags.length > 0 ? ` (${tags.join(', ')})` : ''}`);
    throw new UsageError(`Cannot choose image "${reference}": ${found.length} fit`, { code: 'ambiguous', details });
  }
  return image;
}
