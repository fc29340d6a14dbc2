import type { PeFact, PeImportedLibrary } from '#shared/model/facts/pe.ts';
import { outcome } from '#shared/model/outcome.ts';
import { printPath } from '#shared/model/root-path.ts';
import { cite } from '#engine/bytes/cite.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { packageNote } from '#engine/formats/executable/package-note.ts';
import { PeFile } from '#engine/formats/pe/pe-file.ts';
import { readAuthenticode } from '#engine/formats/pe/read-authenticode.ts';
import { type PeExports, readExports } from '#engine/formats/pe/read-exports.ts';
import { type PeImports, readDelayImports, readImports } from '#engine/formats/pe/read-imports.ts';
import { readVersions } from '#engine/formats/pe/read-version.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

const NOTHING: PeImports = { libraries: [], stated: [] };

/**
 * What a PE file needs, offers and says it is. Its parts do not depend on each other: one that cannot be read is a diagnostic,
 * and the others are facts.
 */
export const pe = defineFileAnalyzer({
  id: 'binary/pe',
  version: 1,
  role: 'file',
  wants: [{ magic: 'pe' }],
  maxBytes: limits.executableBytes,
  emits: ['pe'],
  analyze({ bytes }) {
    const file = PeFile.open(bytes);
    // A DOS program: nothing of it is known.
    if (file === undefined) return outcome([], []);
    const diagnostics = new DiagnosticList();
    const part = <T>(none: T, read: (from: PeFile) => T): T => {
      try {
        return read(file);
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
        diagnostics.add(error.diagnostic);
        return none;
      }
    };
    const imports = part(NOTHING, readImports);
    const delayImports = part(NOTHING, readDelayImports);
    const exports = part(undefined, readExports);
    const versions = part([], readVersions);
    const signatures = part([], readAuthenticode);
    const { headers } = file;
    const note = headers.sections.find(({ name }) => name === '.pkgnote');
    const fact: PeFact = {
      kind: 'pe',
      class: headers.wide ? 64 : 32,
      machine: headers.machine,
      characteristics: headers.characteristics,
      subsystem: headers.subsystem,
      dllCharacteristics: headers.dllCharacteristics,
      cli: file.directory('cli') !== undefined,
      imports: imports.libraries.map(printed),
      delayImports: delayImports.libraries.map(printed),
      exports: exports === undefined ? null : printedExports(exports),
      versions: versions.map(({ language, fixed, strings }) => ({ language, fixed, strings })),
      signatures: signatures.map(({ at: _, ...signature }) => signature),
      packageNote: note === undefined ? null : packageNote(bytes, note.at),
      cited: cite(bytes, 'bytes', [
        headers.at,
        ...imports.stated,
        ...delayImports.stated,
        ...(exports?.stated ?? []),
        ...versions.map(({ at }) => at),
        ...signatures.map(({ at }) => at),
      ]),
    };
    return outcome([fact], diagnostics.list());
  },
});

function printed({ dll, names, ordinals }: PeImportedLibrary): PeImportedLibrary {
  return { dll: printPath(dll), names: names.map(printPath), ordinals };
}

function printedExports({ dll, functions, names, forwards }: PeExports): PeFact['exports'] {
  return {
    dll: printPath(dll),
    functions,
    names: names.map(printPath),
    forwards: forwards.map(({ name, to }) => ({ name: printPath(name), to: printPath(to) })),
  };
}
