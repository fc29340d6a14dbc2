import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { DiagnosticList, excerpt } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { rootPath } from './read-file-list.ts';

/** One line of `info/NAME.md5sums`. */
export type Md5Row = Readonly<{ path: RootPath; md5: string }>;

/**
 * Reads lines of `MD5  path`, as md5sum(1) writes them: 32 hex digits, a space, a space or `*`, the path without leading slash.
 * A backslash in front of the digits says that backslash and line feed are escaped in the path.
 *
 * @param text whole file as a byte string
 */
export function readMd5sums(text: string): { rows: Md5Row[]; diagnostics: readonly Diagnostic[] } {
  const rows: Md5Row[] = [];
  const problems = new DiagnosticList();
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    if (rows.length >= limits.listedFiles) {
      const limit = limits.listedFiles;
      problems.add({ code: 'limit-exceeded', what: 'lines of a dpkg checksum list', limit, seen: limit + 1 });
      break;
    }
    const row = readRow(text, at, end);
    if (row) rows.push(row);
    else if (end > at) {
      const found = excerpt(text, at, end);
      problems.add({
        code: 'malformed',
        what: 'dpkg checksum list',
        at: { from: at, to: end },
        found,
        expected: 'MD5  path',
      });
    }
    at = end + 1;
  }
  return { rows, diagnostics: problems.list() };
}

function readRow(text: string, from: number, to: number): Md5Row | undefined {
  const escaped = text.charCodeAt(from) === 0x5c;
  const start = escaped ? from + 1 : from;
  const md5 = text.slice(start, Math.min(start + 32, to));
  const mark = text[start + 33];
  if (to <= start + 34 || text[start + 32] !== ' ' || (mark !== ' ' && mark !== '*') || !isHex(md5)) return undefined;
  const name = text.slice(start + 34, to);
  const path = rootPath(escaped ? name.replaceAll(/\\([\\n])/g, (_, c: string) => (c === 'n' ? '\n' : c)) : name);
  return path ? { path, md5 } : undefined;
}

function isHex(digits: string): boolean {
  if (digits.length !== 32) return false;
  for (let i = 0; i < 32; i++) {
    const code = digits.charCodeAt(i);
    if (!((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66))) return false;
  }
  return true;
}
