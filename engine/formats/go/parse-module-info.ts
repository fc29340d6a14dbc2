import { excerpt, DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';

/** A module with the lines that state it, in bytes of the file. */
export type ModuleLine = Readonly<{
  path: string;
  version: string;
  sum: string;
  lines: readonly ByteRange[];
  replacement: Readonly<{ path: string; version: string; sum: string }> | null;
}>;

export type GoModuleInfo = Readonly<{
  mainPackage: string | null;
  main: ModuleLine | null;
  modules: readonly ModuleLine[];
  settings: readonly Readonly<{ key: string; value: string }>[];
  diagnostics: readonly Diagnostic[];
}>;

const WHAT = 'Go module list';

/**
 * The text that `go version -m` prints: a line per fact, columns apart by tabs. `=>` replaces the module of the line before.
 *
 * @param text byte string
 * @param start where it begins in the file
 * @see Go's runtime/debug, ParseBuildInfo
 */
export function parseModuleInfo(text: string, start: Bytes): GoModuleInfo {
  const diagnostics = new DiagnosticList();
  let mainPackage: string | null = null;
  let main: ModuleLine | null = null;
  let last: 'main' | 'module' | undefined;
  const modules: ModuleLine[] = [];
  const settings: { key: string; value: string }[] = [];
  for (let from = 0, to = 0; from < text.length; from = to) {
    const end = text.indexOf('\n', from);
    to = end < 0 ? text.length : end + 1;
    const line = text.slice(from, end < 0 ? to : end);
    const at = { from: start + from, to: start + to };
    const [word = '', ...columns] = line.split('\t');
    const refuse = (): void =>
      diagnostics.add({ code: 'malformed', what: WHAT, at, found: excerpt(line), expected: 'a line of go version -m' });
    if (modules.length + settings.length >= limits.goModules) {
      diagnostics.add({ code: 'limit-exceeded', what: WHAT, limit: limits.goModules, seen: limits.goModules + 1 });
      break;
    }
    if (word === 'path' && columns.length === 1) mainPackage = columns[0] ?? null;
    else if (word === 'mod' || word === 'dep') {
      const [path = '', version = '', sum = ''] = columns;
      if (columns.length < 2 || columns.length > 3 || path === '') refuse();
      const stated: ModuleLine = { path, version, sum, lines: [at], replacement: null };
      if (path === '') last = undefined;
      else if (word === 'mod') [main, last] = [stated, 'main'];
      else {
        modules.push(stated);
        last = 'module';
      }
    } else if (word === '=>') {
      const [path = '', version = '', sum = ''] = columns;
      const replaced: ModuleLine | null | undefined =
        last === 'main' ? main : last === 'module' ? modules.at(-1) : undefined;
      if (!replaced || path === '' || columns.length > 3) refuse();
      else {
        const stated: ModuleLine = { ...replaced, lines: [...replaced.lines, at], replacement: { path, version, sum } };
        if (last === 'main') main = stated;
        else modules[modules.length - 1] = stated;
      }
      last = undefined;
    } else if (word === 'build') {
      const setting = parseSetting(columns.join('\t'));
      if (setting === undefined) refuse();
      else settings.push(setting);
    } else if (line !== '') refuse();
  }
  return { mainPackage, main, modules, settings, diagnostics: diagnostics.list() };
}

/** `key=value`, either of them quoted as in Go where it holds what would be taken for something else. */
function parseSetting(text: string): { key: string; value: string } | undefined {
  const [, quoted, plain, rest = ''] = /^(?:("(?:[^"\\]|\\.)*"|`[^`]*`)|([^=]*))=(.*)$/s.exec(text) ?? [];
  const key = quoted === undefined ? plain : unquote(quoted);
  const value = /^["`]/.test(rest) ? unquote(rest) : rest;
  return key === undefined || key === '' || value === undefined ? undefined : { key, value };
}

/** A Go string literal. Go also knows `\a`, `\v` and `\xNN`, which JSON does not. */
function unquote(literal: string): string | undefined {
  if (literal.startsWith('`')) return literal.endsWith('`') && literal.length > 1 ? literal.slice(1, -1) : undefined;
  try {
    const json = literal.replaceAll(/\\(?:x([0-9a-fA-F]{2})|([av])|(.))/g, (whole, hex?: string, letter?: string) =>
      hex !== undefined ? `\\u00${hex}` : letter !== undefined ? (letter === 'a' ? '\\u0007' : '\\u000b') : whole,
    );
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
