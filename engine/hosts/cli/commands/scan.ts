import { emitTrace, traceDocument } from '#engine/emit/entrytrace/emit-trace.ts';
import { systemClock } from '#engine/ports/clock.ts';
import { type DocumentWish, exportDocument, scan, traceStored } from '#engine/run/index.ts';
import type { Store } from '#engine/store/index.ts';
import { type Diagnostic, describeDiagnostic, isLoss } from '#shared/model/diagnostic.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { ScanResult } from '#shared/schema/scan-result.ts';
import { cutCommand } from '#shared/text/short-command.ts';
import { printSize } from '#shared/text/size.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Output, writeResult } from '../output.ts';
import { showProgress } from '../progress-lines.ts';
import { type CommonOptions, effectiveConfig, withStore } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { documentWish } from './document-wish.ts';

export type ScanFlags = CommonOptions &
  Readonly<{
    image?: string;
    platform?: string;
    force?: boolean;
    verify?: boolean;
    name?: string;
    componentVersion?: string;
    profile?: string;
    view?: string;
    fragments?: boolean;
    output?: readonly string[];
  }>;

/** `scan REF…`: exit 6 when any image is partial. */
export async function scanCommand(
  refs: readonly string[],
  flags: ScanFlags,
  output: Output,
  stderr: NodeJS.WritableStream,
): Promise<number> {
  const wanted = (flags.output ?? []).map((text) => parseOutput(text, flags));
  if (refs.length > 1 && wanted.some(({ file }) => file !== '-'))
    throw new UsageError(
      'Cannot write several images to one file: found several REFs with -o FORMAT=FILE, expected one',
    );
  const { config } = effectiveConfig(flags);
  const abort = new AbortController();
  const cancel = (): void => abort.abort();
  process.once('SIGINT', cancel).once('SIGTERM', cancel);
  const shown = showProgress(stderr);
  try {
    return await withStore(flags, async (store) => {
      let partial = false;
      for (const ref of refs) {
        const { image, platform, force = false, verify = false } = flags;
        const result = await scan(
          ref,
          { image, platform, force, verify },
          { store, config, clock: systemClock, progress: shown.progress, signal: abort.signal },
        );
        shown.end();
        partial ||= result.partial;
        if (flags.json) await output.json(result);
        else if (!wanted.some(({ file }) => file === '-')) await printResult(ref, result, output);
        for (const { file, wish } of wanted) {
          const bytes =
            wish === 'entrytrace'
              ? await traceBytes(store, result.imageId as ImageId)
              : await exportDocument(store, result.imageId as ImageId, wish, config);
          if (bytes === undefined) throw new Error(`Cannot find ${result.imageId}, which was just scanned`);
          await writeResult(file, bytes, output);
        }
      }
      return partial ? exitCodes.partial : exitCodes.complete;
    });
  } finally {
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
  }
}

/** The trace is made when it is asked for; it is no document of components. */
function parseOutput(text: string, flags: ScanFlags): { wish: DocumentWish | 'entrytrace'; file: string } {
  const equals = text.indexOf('=');
  const file = equals < 0 ? '-' : text.slice(equals + 1);
  if (file === '') throw new UsageError(`Cannot write "${text}": found no file, expected FORMAT=FILE`);
  const format = text.slice(0, equals < 0 ? undefined : equals);
  return { wish: format === 'entrytrace' ? format : documentWish(format, flags), file };
}

async function traceBytes(store: Store, imageId: ImageId): Promise<Uint8Array | undefined> {
  const image = await store.reader.findImage(imageId);
  return image && emitTrace(traceDocument(imageId, await traceStored(store, image)));
}

async function printResult(ref: string, result: ScanResult, output: Output): Promise<void> {
  const { platform, layers, diagnostics } = result;
  await output.line(ref);
  await output.line(
    `  image      ${result.imageId}${platform ? `  ${[platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')}` : ''}`,
  );
  for (const layer of layers) {
    const made = layer.createdBy ? `  ${cutCommand(layer.createdBy)}` : '';
    const cached = layer.cached === false ? '' : `  (${layer.cached})`;
    await output.line(
      `  layer ${String(layer.index).padStart(2)}   ${layer.diffId.slice(0, 19)}… ${printSize(layer.size).padStart(9)}${cached}${made}`,
    );
  }
  await output.line(`  components ${result.components}`);
  for (const artifact of result.artifacts)
    await output.line(`  artifact   ${artifact.id}  ${artifact.format} ${artifact.view}`);
  const { losses, oddities } = grouped(diagnostics as readonly Diagnostic[]);
  for (const loss of losses) await output.line(`  LOST       ${describeDiagnostic(loss)}`);
  if (oddities.length > 0)
    await output.line(
      `  notes      ${oddities.length} oddities that lose nothing (--json lists them), the first: ${describeDiagnostic(oddities[0] as Diagnostic)}`,
    );
  if (result.partial) await output.line('  PARTIAL: some of this image could not be read; see LOST above');
}

function grouped(diagnostics: readonly Diagnostic[]): { losses: Diagnostic[]; oddities: Diagnostic[] } {
  return { losses: diagnostics.filter(isLoss), oddities: diagnostics.filter((one) => !isLoss(one)) };
}
