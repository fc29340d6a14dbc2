import { trimmed } from '#engine/bytes/byte-text.ts';
import { type ConfigLine, configLines } from '#engine/bytes/config-lines.ts';

/** `Name=value` of the section `Paths`. Byte strings. */
export type QtPath = Readonly<{ name: string; value: string }> & Pick<ConfigLine, 'line' | 'range'>;

/** Paths of a `qt.conf`; null: it has no section of them, and Qt looks at nothing in it. */
export type QtPaths = Readonly<{ heading: Pick<ConfigLine, 'line' | 'range'>; paths: readonly QtPath[] }>;

/**
 * Reads the `[Paths]` of a `qt.conf`.
 *
 * @throws {ParseError} for too many lines
 * @see Qt, "Using qt.conf"; QSettings, INI format
 */
export function readQtConf(bytes: Uint8Array): QtPaths | null {
  let heading: QtPaths['heading'] | undefined;
  let inside = false;
  const paths: QtPath[] = [];
  for (const { text, line, range } of configLines(bytes)) {
    const plain = trimmed(text, 0, text.length);
    if (plain.startsWith(';') || plain.startsWith('#')) continue;
    const equals = plain.indexOf('=');
    if (plain.startsWith('[')) {
      inside = plain.endsWith(']') && trimmed(plain, 1, plain.length - 1) === 'Paths';
      if (inside) heading ??= { line, range };
    } else if (inside && equals > 0) {
      const value = trimmed(plain, equals + 1, plain.length).replace(/^"(.*)"$/, '$1');
      paths.push({ name: trimmed(plain, 0, equals), value, line, range });
    }
  }
  return heading === undefined ? null : { heading, paths };
}
