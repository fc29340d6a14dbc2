import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Bytes } from '#shared/model/units.ts';
import { isBlank, trimmed } from '#engine/bytes/byte-text.ts';
import { DiagnosticList, excerpt } from '#engine/bytes/diagnostic-list.ts';

/** One `KEY=value` line, quotes and escapes taken away. Offsets count from the start of the file. */
export type Assignment = Readonly<{ key: string; value: string; from: Bytes; to: Bytes }>;

/**
 * Reads shell-compatible assignments, one a line, as os-release(5) restricts them: no expansion, no continuation over lines.
 * Quotes may start anywhere in a value. An unquoted blank does not end the value, as in systemd's own reader and unlike the
 * shell, which would run the rest as a command; a comment after it does. Lines that start with `#` are comments.
 *
 * @param text whole file as a byte string
 * @returns assignments in file order, a key perhaps several times: the last one counts
 */
export function readOsRelease(text: string): { assignments: Assignment[]; diagnostics: readonly Diagnostic[] } {
  const assignments: Assignment[] = [];
  const problems = new DiagnosticList();
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const to = feed < 0 ? text.length : feed;
    const next = feed < 0 ? to : to + 1;
    const line = trimmed(text, at, to);
    if (line !== '' && !line.startsWith('#')) {
      const equals = line.indexOf('=');
      const key = line.slice(0, Math.max(0, equals));
      const value = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? unquote(line.slice(equals + 1)) : undefined;
      if (value === undefined)
        problems.add({
          code: 'malformed',
          what: 'os-release line',
          at: { from: at, to },
          found: excerpt(text, at, to),
          expected: 'KEY=value',
        });
      else assignments.push({ key, value, from: at, to: next });
    }
    at = next;
  }
  return { assignments, diagnostics: problems.list() };
}

/** @returns undefined where a quote is not closed */
function unquote(raw: string): string | undefined {
  let value = '';
  // Unquoted blanks at the end are not part of the value; quoted ones are.
  let solid = 0;
  for (let i = 0; i < raw.length; i++) {
    const c = raw.charAt(i);
    if (c === '#' && i > 0 && isBlank(raw.charCodeAt(i - 1))) break;
    if (c === "'") {
      const end = raw.indexOf("'", i + 1);
      if (end < 0) return undefined;
      value += raw.slice(i + 1, end);
      i = end;
    } else if (c === '"') {
      for (i++; raw.charAt(i) !== '"'; i++) {
        if (i >= raw.length) return undefined;
        // Inside double quotes a backslash only escapes these four (POSIX XCU 2.2.3).
        if (raw.charAt(i) === '\\' && '"$`\\'.includes(raw.charAt(i + 1)) && i + 1 < raw.length) i++;
        value += raw.charAt(i);
      }
    } else {
      if (c === '\\' && i + 1 < raw.length) value += raw.charAt(++i);
      else value += c;
      if (isBlank(c.charCodeAt(0))) continue;
    }
    solid = value.length;
  }
  return value.slice(0, solid);
}
