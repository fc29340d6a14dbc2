import { trimmed } from '#engine/bytes/byte-text.ts';
import { type ConfigLine, configLines } from '#engine/bytes/config-lines.ts';

/** `name = value` of one section, or a file that is included where it stands. Byte strings. */
export type OpensslEntry =
  | (Readonly<{ kind: 'value'; section: string; name: string; value: string }> & Pick<ConfigLine, 'line' | 'range'>)
  | (Readonly<{ kind: 'include'; path: string }> & Pick<ConfigLine, 'line' | 'range'>);

/** Section of what stands before the first heading. */
export const DEFAULT_SECTION = 'default';

/**
 * Reads OpenSSL's configuration. Variables in values are left as they are written.
 *
 * @param section that a file begins in: one that is included goes on in that of the line that includes it
 * @throws {ParseError} for too many lines
 * @see config(5); OpenSSL, crypto/conf/conf_def.c
 */
export function readOpensslConf(bytes: Uint8Array, section = DEFAULT_SECTION): OpensslEntry[] {
  let current = section;
  return configLines(bytes, true).flatMap(({ text, line, range }): OpensslEntry[] => {
    const uncommented = withoutComment(text);
    const plain = trimmed(uncommented, 0, uncommented.length);
    if (plain.startsWith('[')) {
      const end = plain.indexOf(']');
      if (end > 0) current = trimmed(plain, 1, end);
      return [];
    }
    const include = /^\.include(?:[ \t]*=[ \t]*|[ \t]+)(.+)$/.exec(plain)?.[1];
    if (include !== undefined) return [{ kind: 'include', path: unquoted(include), line, range }];
    const equals = plain.indexOf('=');
    const name = trimmed(plain, 0, Math.max(equals, 0));
    if (name === '' || name.startsWith('.') || /[ \t]/.test(name)) return [];
    const value = trimmed(plain, equals + 1, plain.length);
    const [scope, inScope] = name.split('::', 2);
    const named = inScope === undefined ? { section: current, name } : { section: scope ?? current, name: inScope };
    return [{ kind: 'value', ...named, value: unquoted(value), line, range }];
  });
}

/** Up to a `#` that is neither quoted nor behind a backslash. */
function withoutComment(text: string): string {
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\') i++;
    else if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'" || c === '`') quote = c;
    else if (c === '#') return text.slice(0, i);
  }
  return text;
}

function unquoted(value: string): string {
  return value.replaceAll(/\\(.)|["'`]/g, (_, escaped?: string) => escaped ?? '');
}
