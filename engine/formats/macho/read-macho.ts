import type { ByteCursor } from '#engine/bytes/cursor.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { LC } from './load-commands.ts';
import { type MachoEntry, readMain, readThread } from './read-entry.ts';
import { commandCursor, type MachoHeader } from './read-header.ts';
import { type MachoLibrary, readLibrary, readText } from './read-names.ts';
import { type MachoBuild, readBuild, readMinimum, readSourceVersion } from './versions.ts';

/** How a library is loaded: `weak` may be missing, `reexport` is offered as the file's own, `upward` may be a circle. */
export type MachoLoad = 'load' | 'weak' | 'reexport' | 'lazy' | 'upward';

/** What the load commands of one program state, in file order. Texts are byte strings. */
export type MachoStated = Readonly<{
  libraries: readonly (MachoLibrary & Readonly<{ load: MachoLoad }>)[];
  id: MachoLibrary | null;
  /** Path of the dynamic loader. */
  linker: string | null;
  rpaths: readonly string[];
  /** Variables for the dynamic loader, `DYLD_…=…`. */
  environment: readonly string[];
  /** Hexadecimal. */
  uuid: string | null;
  builds: readonly MachoBuild[];
  sourceVersion: string | null;
  entry: MachoEntry | null;
  /** The code signature. It lies in the slice. */
  signature: ByteRange | null;
  /** Commands that the above is from. */
  at: readonly ByteRange[];
  /** Commands that could not be read. */
  diagnostics: readonly Diagnostic[];
}>;

const LOADS: ReadonlyMap<number, MachoLoad> = new Map([
  [LC.loadDylib, 'load'],
  [LC.loadWeakDylib, 'weak'],
  [LC.reexportDylib, 'reexport'],
  [LC.lazyLoadDylib, 'lazy'],
  [LC.loadUpwardDylib, 'upward'],
]);

type Stated = {
  -readonly [K in keyof MachoStated]: MachoStated[K] extends readonly (infer T)[] ? T[] : MachoStated[K];
};

/**
 * Reads the load commands that say what a program needs, offers and is. Of a command that may be there once, the first counts.
 * A command that is wrong is left out, and is a diagnostic; so is what {@link MachoHeader.problem} says.
 *
 * @see mach-o/loader.h
 */
export function readMacho(bytes: Uint8Array, header: MachoHeader): MachoStated {
  const stated: Stated = {
    libraries: [],
    id: null,
    linker: null,
    rpaths: [],
    environment: [],
    uuid: null,
    builds: [],
    sourceVersion: null,
    entry: null,
    signature: null,
    at: [],
    diagnostics: [],
  };
  const diagnostics = new DiagnosticList();
  for (const command of header.commands) {
    try {
      if (readCommand(stated, header, command.command, commandCursor(bytes, header, command)))
        stated.at.push(command.at);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      diagnostics.add(error.diagnostic);
    }
  }
  if (header.problem) diagnostics.add(header.problem);
  return { ...stated, diagnostics: diagnostics.list() };
}

/** @returns false for a command that nothing is stated with */
function readCommand(stated: Stated, header: MachoHeader, command: number, cursor: ByteCursor): boolean {
  const load = LOADS.get(command);
  if (load !== undefined) stated.libraries.push({ load, ...readLibrary(cursor) });
  else if (command === LC.idDylib) stated.id ??= readLibrary(cursor);
  else if (command === LC.loadDylinker) stated.linker ??= readText(cursor);
  else if (command === LC.rpath) stated.rpaths.push(readText(cursor));
  else if (command === LC.dyldEnvironment) stated.environment.push(readText(cursor));
  else if (command === LC.uuid) stated.uuid ??= Buffer.from(cursor.take(16, 'Mach-O UUID')).toString('hex');
  else if (command === LC.buildVersion) stated.builds.push(readBuild(cursor));
  else if (command === LC.sourceVersion) stated.sourceVersion ??= readSourceVersion(cursor);
  else if (command === LC.main) stated.entry ??= readMain(cursor);
  else if (command === LC.unixThread) stated.entry ??= readThread(cursor, header.cpu) ?? null;
  else if (command === LC.codeSignature) stated.signature ??= signatureOf(header, cursor);
  else {
    const minimum = readMinimum(command, cursor);
    if (minimum === undefined) return false;
    stated.builds.push(minimum);
  }
  return true;
}

/** `struct linkedit_data_command`. */
function signatureOf({ slice }: MachoHeader, cursor: ByteCursor): ByteRange {
  const what = 'Mach-O code signature';
  const from = slice.from + cursor.u32(what);
  const to = from + cursor.u32(what);
  if (to > slice.to)
    throw new ParseError({ code: 'truncated', what, at: { from, to }, available: Math.max(0, slice.to - from) });
  return { from, to };
}
