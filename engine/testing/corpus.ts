import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(process.env['STELLAOPS_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus'));

/** The corpus of real files, or undefined where it is not: tests that need it then say so and pass. */
export const corpus: string | undefined = existsSync(join(folder, 'MANIFEST.tsv')) ? folder : undefined;

/** Absolute path of a corpus file. Call only where {@link corpus} is defined. */
export function corpusFile(...parts: string[]): string {
  return join(folder, ...parts);
}

if (corpus === undefined)
  console.warn(`notice: no corpus at ${folder}; tests on its files are not run (set STELLAOPS_CORPUS)`);
