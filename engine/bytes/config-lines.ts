import type { ByteRange } from '#shared/model/units.ts';
import { limits } from './limits.ts';
import { ParseError } from './parse-error.ts';

/** A line of a configuration file, those that it is continued on included. */
export type ConfigLine = Readonly<{
  /** Byte string without line ends; backslashes that continue it are blanks. */
  text: string;
  /** Of its first line, from 1. */
  line: number;
  /** With the line feed at its end. */
  range: ByteRange;
}>;

/**
 * Lines of configuration, as byte strings.
 *
 * @param continued a backslash before the line end joins the next line
 * @throws {ParseError} for more than `limits.configLines`
 */
export function configLines(bytes: Uint8Array, continued = false): ConfigLine[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const lines: ConfigLine[] = [];
  let number = 0;
  for (let from = 0; from < text.length;) {
    const first = ++number;
    const pieces: string[] = [];
    let to = from;
    for (let more = true; more;) {
      const end = text.indexOf('\n', to);
      const next = end < 0 ? text.length : end + 1;
      const piece = text.slice(to, end < 0 ? next : end).replace(/\r$/, '');
      to = next;
      more = continued && piece.endsWith('\\') && to < text.length;
      pieces.push(more ? `${piece.slice(0, -1)} ` : piece);
      if (more) number++;
    }
    if (number > limits.configLines)
      throw new ParseError({
        code: 'limit-exceeded',
        what: 'lines of configuration',
        limit: limits.configLines,
        seen: number,
      });
    lines.push({ text: pieces.join(''), line: first, range: { from, to } });
    from = to;
  }
  return lines;
}
