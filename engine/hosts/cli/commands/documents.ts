import { readFileSync } from 'node:fs';
import { findInIndex, readBomIndex } from '#engine/emit/bom-index/read.ts';
import { validateAny } from '#engine/emit/validate/validate-any.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { exportDocument } from '#engine/run/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Output, writeResult } from '../output.ts';
import { type CommonOptions, effectiveConfig, oneImage, withStore } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { documentWish } from './document-wish.ts';

export type ExportFlags = CommonOptions &
  Readonly<{
    format?: string;
    view?: string;
    profile?: string;
    output?: string;
    name?: string;
    componentVersion?: string;
  }>;

/** `export IMAGE --format F`: the document that the scan stored, byte for byte, or one made from what it found. */
export function exportCommand(reference: string, flags: ExportFlags, output: Output): Promise<number> {
  const wish = documentWish(flags.format ?? 'cdx-json', flags);
  const { config } = effectiveConfig(flags);
  return withStore(flags, async (store) => {
    const image = await oneImage(store, reference);
    const bytes = await exportDocument(store, image.imageId, wish, config);
    if (bytes === undefined)
      throw new UsageError(`Cannot find what is in ${image.imageId}: scan the image again`, {
        exitCode: exitCodes.notFound,
        code: 'not-found',
      });
    await writeResult(flags.output ?? '-', bytes, output);
    return image.complete ? exitCodes.complete : exitCodes.partial;
  });
}

/** `sbom validate FILE`: the verdict on a document of any known format; exit 1 when it is not valid. */
export async function validateCommand(file: string, flags: CommonOptions, output: Output): Promise<number> {
  const { valid, schema, version, errors } = await validateAny(readInput(file));
  if (flags.json) await output.json({ valid, schema, version, errors });
  else {
    await output.line(`${valid ? 'valid' : 'NOT VALID'}  ${[schema, version].filter((part) => part !== '').join(' ')}`);
    for (const { at, problem } of errors) await output.line(`  ${at === '' ? '/' : at}  ${problem}`);
  }
  return valid ? exitCodes.complete : exitCodes.failure;
}

/** `index query FILE PURL`: layers that have a component, and entry points that use it. Exit 4 when the index has none. */
export async function indexQueryCommand(
  file: string,
  key: string,
  flags: CommonOptions,
  output: Output,
): Promise<number> {
  const found = findInIndex(readIndex(file), key);
  if (found === undefined)
    throw new UsageError(`Cannot find "${key}" in "${file}"`, { exitCode: exitCodes.notFound, code: 'not-found' });
  if (flags.json) await output.json({ key, ...found });
  else {
    for (const { index, digest } of found.layers) await output.line(`layer ${index}  ${digest}`);
    if (found.entrypoints === null) await output.line('entry points: not in this index');
    else for (const name of found.entrypoints) await output.line(`entry point  ${name}`);
  }
  return exitCodes.complete;
}

function readIndex(file: string): ReturnType<typeof readBomIndex> {
  try {
    return readBomIndex(readInput(file));
  } catch (error) {
    if (error instanceof ParseError) throw new UsageError(`Cannot read "${file}" as a BOM-Index: ${error.message}`);
    throw error;
  }
}

function readInput(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`Cannot read "${file}": ${code}`, {
      exitCode: code === 'ENOENT' ? exitCodes.notFound : exitCodes.failure,
      code: 'not-found',
    });
  }
}
