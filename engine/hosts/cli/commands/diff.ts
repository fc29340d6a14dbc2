import { existsSync } from 'node:fs';
import { parseReference } from '#engine/acquire/index.ts';
import { printDiffMarkdown } from '#engine/diff/print/markdown.ts';
import { printDiffLines } from '#engine/diff/print/ndjson.ts';
import { printDiff } from '#engine/diff/print/text.ts';
import { systemClock } from '#engine/ports/clock.ts';
import { DiffError, diffStored, scan } from '#engine/run/index.ts';
import type { ImageRecord, Store } from '#engine/store/index.ts';
import type { ImageDiff } from '#shared/model/diff.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { showProgress } from '../progress-lines.ts';
import { type CommonOptions, effectiveConfig, oneImage, withStore } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export type DiffFlags = CommonOptions &
  Readonly<{
    old?: string;
    new?: string;
    view?: string;
    format?: string;
    exitCode?: boolean;
    allowMixed?: boolean;
  }>;

/** How a diff can be printed. */
export const DIFF_FORMATS = ['text', 'json', 'markdown', 'ndjson'] as const;
const VIEWS = ['inventory', 'usage'] as const;

/** `diff --old REF|IMAGE --new REF|IMAGE`: with `--exit-code` 7 when anything differs. */
export async function diffCommand(flags: DiffFlags, output: Output, stderr: NodeJS.WritableStream): Promise<number> {
  if (!flags.old || !flags.new)
    throw new UsageError('Cannot compare: expected --old and --new, each an image or a file');
  // A word that is not known is told, also where another flag decides.
  const asked = oneOf('format', flags.format ?? 'text', DIFF_FORMATS);
  const format = flags.json ? 'json' : asked;
  const view = oneOf('view', flags.view ?? 'inventory', VIEWS);
  const references = [flags.old, flags.new] as const;
  return await withStore(flags, async (store) => {
    const old = await imageOf(store, references[0], flags, stderr);
    const now = await imageOf(store, references[1], flags, stderr);
    const diff = await compared(store, old, now, { view, allowMixed: flags.allowMixed ?? false });
    for (const line of linesOf(diff, format)) await output.line(line);
    if (flags.exitCode && !diff.identical) return exitCodes.different;
    return diff.sides.every(({ complete }) => complete) ? exitCodes.complete : exitCodes.partial;
  });
}

function oneOf<T extends string>(what: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found === undefined)
    throw new UsageError(`Cannot compare: found ${what} "${text}", expected one of ${known.join(', ')}`);
  return found;
}

/** A file or folder that is there, or something with a scheme, is scanned first, as `scan` does; all else names a stored image. */
async function imageOf(
  store: Store,
  reference: string,
  flags: DiffFlags,
  stderr: NodeJS.WritableStream,
): Promise<ImageRecord> {
  const isStored = !existsSync(reference) && (await store.reader.findImages(reference)).length > 0;
  const isRef = !isStored && (existsSync(reference) || parseReference(reference).kind !== 'any');
  if (!isRef) return await oneImage(store, reference);
  const shown = showProgress(stderr);
  const { config } = effectiveConfig(flags);
  const result = await scan(reference, {}, { store, config, clock: systemClock, progress: shown.progress });
  shown.end();
  const image = await store.reader.findImage(result.imageId as ImageId);
  if (!image) throw new Error(`Cannot find ${result.imageId}, which was just scanned`);
  return image;
}

async function compared(
  store: Store,
  old: ImageRecord,
  now: ImageRecord,
  options: Parameters<typeof diffStored>[3],
): Promise<ImageDiff> {
  try {
    return await diffStored(store, old, now, options);
  } catch (error) {
    if (error instanceof DiffError) throw new UsageError(error.message, { code: error.code });
    throw error;
  }
}

function linesOf(diff: ImageDiff, format: (typeof DIFF_FORMATS)[number]): Iterable<string> {
  switch (format) {
    case 'json':
      return [JSON.stringify(diff)];
    case 'ndjson':
      return printDiffLines(diff);
    case 'markdown':
      return printDiffMarkdown(diff);
    case 'text':
      return printDiff(diff);
    default:
      return format satisfies never;
  }
}
