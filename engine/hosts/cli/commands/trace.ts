import { existsSync } from 'node:fs';
import { canonicalJson } from '#engine/emit/canonical-json.ts';
import { emitTrace, traceDocument, traceLines } from '#engine/emit/entrytrace/emit-trace.ts';
import { systemClock } from '#engine/ports/clock.ts';
import { scan, traceStored } from '#engine/run/index.ts';
import type { ImageRecord, Store } from '#engine/store/index.ts';
import { startEnds, type TraceHints } from '#shared/model/entry-trace.ts';
import type { EntryTraceDocument } from '#shared/schema/entry-trace.ts';
import { commandWords } from '#shared/text/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Output, writeResult } from '../output.ts';
import { type CommonOptions, effectiveConfig, oneImage, withStore } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export type TraceFlags = CommonOptions &
  Readonly<{
    ndjson?: boolean;
    env?: readonly string[];
    entrypoint?: string;
    cmd?: string;
    output?: string;
  }>;

/** `trace REF|IMAGE`: what the start of a container leads to. An unresolved trace is a result: exit 0. */
export function traceCommand(reference: string, flags: TraceFlags, output: Output): Promise<number> {
  const hints = readHints(flags);
  return withStore(flags, async (store) => {
    const image = await scannedImage(store, reference, flags);
    const document = traceDocument(image.imageId, await traceStored(store, image, hints));
    if (flags.output !== undefined) await writeResult(flags.output, emitTrace(document), output);
    else if (flags.json) await output.bytes(emitTrace(document));
    else if (flags.ndjson) for (const line of traceLines(document)) await output.line(canonicalJson(line));
    else await printTrace(document, output);
    return image.complete ? exitCodes.complete : exitCodes.partial;
  });
}

/** An image of the store; else an archive or folder, which is scanned first. */
async function scannedImage(store: Store, reference: string, flags: TraceFlags): Promise<ImageRecord> {
  const known = await store.reader.findImages(reference);
  if (known.length > 0 || !(existsSync(reference) || /^[a-z-]+:[./]/.test(reference)))
    return oneImage(store, reference);
  const { config } = effectiveConfig(flags);
  const { imageId } = await scan(
    reference,
    {},
    { store, config, clock: systemClock, progress: () => undefined, signal: undefined },
  );
  return oneImage(store, imageId);
}

function readHints({ env, entrypoint, cmd }: TraceFlags): TraceHints {
  const variables = (env ?? []).map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`Cannot use --env "${pair}": expected NAME=value`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  return {
    ...(entrypoint === undefined ? {} : { entrypoint: words(entrypoint, '--entrypoint') }),
    ...(cmd === undefined ? {} : { cmd: words(cmd, '--cmd') }),
    ...(variables.length === 0 ? {} : { env: Object.fromEntries(variables) }),
  };
}

function words(text: string, option: string): string[] {
  const found = commandWords(text);
  if (found === undefined)
    throw new UsageError(`Cannot use ${option} "${text}": expected words, or a JSON list of texts`);
  return found;
}

async function printTrace(document: EntryTraceDocument, output: Output): Promise<void> {
  const { image, outcome, hops, terminals, diagnostics, assumedUnset } = document;
  await output.line(image);
  await output.line(`  ${outcome}`);
  const children = Map.groupBy(hops, ({ parent }) => parent);
  const print = async (parent: string | null, depth: number): Promise<void> => {
    for (const hop of children.get(parent) ?? []) {
      const note = hop.status === 'taken' ? '' : hop.status === 'possible' ? '? ' : '- ';
      const said = hop.file === null ? '' : `  (${hop.file}${hop.line === null ? '' : `:${hop.line}`})`;
      const path = hop.path === null ? '' : `  → /${hop.path}`;
      const owner = hop.owner === null ? '' : ` [${hop.owner}]`;
      const reason = hop.reason === undefined ? '' : `  ${hop.reason}`;
      await output.line(
        `  ${'  '.repeat(depth)}${note}${hop.kind} ${shown(hop.argv, hop.status === 'notTaken')}${path}${owner}${said}${reason}`,
      );
      await print(hop.id, depth + 1);
    }
  };
  await print(null, 1);
  for (const { path, argv, status } of terminals)
    await output.line(`  terminal ${status} ${path === null ? '?' : `/${path}`}  ${shown(argv)}`);
  if (startEnds(document)) await output.line('  the start ends: nothing keeps running');
  for (const { reason, detail, file, line } of diagnostics)
    await output.line(
      `  unknown ${reason}: ${detail}${file === null ? '' : `  (${file}${line === null ? '' : `:${line}`})`}`,
    );
  if (assumedUnset.length > 0) await output.line(`  taken as not set: ${assumedUnset.join(' ')}`);
}

/**
 * Words as a person would type them.
 *
 * @param asInScript nothing was expanded: a word with an expansion stands as the script has it, with its own quotes
 */
function shown(argv: readonly string[], asInScript = false): string {
  return argv
    .map((word) => {
      const line = word.replaceAll('\n', String.raw`\n`);
      return /^[\w@%+=:,./$-]+$/.test(word) || (asInScript && /[$`]/.test(word)) ? line : `'${line}'`;
    })
    .join(' ');
}
