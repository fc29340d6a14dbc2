import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { isBlank, trimmed } from '#engine/bytes/byte-text.ts';
import { excerpt } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type StanzaSpan, splitStanzas } from '#engine/bytes/split-stanzas.ts';

/** One `Field: value` with its continuation lines. Offsets count from the start of the file. */
export type Deb822Field = Readonly<{
  /** In lower case: field names are case-insensitive. */
  key: string;
  /** Offset of the field name. */
  from: Bytes;
  /** Offset after the colon. */
  valueFrom: Bytes;
  /** End of the first line, its line feed included. */
  lineTo: Bytes;
  /** End of the last continuation line, its line feed included; equals `lineTo` where there is none. */
  to: Bytes;
}>;

/** One stanza, uninterpreted: fields in file order, repeated ones included. */
export type Deb822Stanza = Readonly<
  Pick<StanzaSpan, 'from' | 'to' | 'separator'> & {
    fields: readonly Deb822Field[];
    /** Lines that are neither a field nor a continuation, and what lies beyond a limit. The other lines are good. */
    problems: readonly Diagnostic[];
  }
>;

/**
 * Reads deb822 stanzas one by one, so that a broken one costs no other.
 *
 * A stanza ends at an empty line or one of white space, unless a continuation line (leading blank, as dpkg counts blanks)
 * follows: none can open a stanza, so the blank line then belongs to the value. A last line without line feed, CR before the line feed, NUL and
 * any other byte in a value are accepted.
 *
 * @param text whole file as a byte string
 * @see deb822(5), deb-control(5)
 */
export function* readDeb822(text: string): Generator<Deb822Stanza> {
  for (const span of splitStanzas(text, isBlank)) yield readStanza(text, span);
}

/** The value's first line, without blanks around it. */
export function firstLine(text: string, field: Deb822Field): string {
  return trimmed(text, field.valueFrom, field.lineTo);
}

/** The whole value on one line: each line without blanks around it, joined by one space. For fields that dpkg may fold. */
export function unfolded(text: string, field: Deb822Field): string {
  if (field.to === field.lineTo) return firstLine(text, field);
  const lines = text.slice(field.valueFrom, field.to).split('\n');
  return lines
    .map((line) => trimmed(line, 0, line.length))
    .filter((line) => line !== '')
    .join(' ');
}

function readStanza(text: string, { from, to, separator, blankInside }: StanzaSpan): Deb822Stanza {
  const fields: { -readonly [K in keyof Deb822Field]: Deb822Field[K] }[] = [];
  const junk: { from: Bytes; to: Bytes }[] = [];
  const problems: Diagnostic[] = [];
  // What a continuation line continues: a field, or junk.
  let last: { to: Bytes } | undefined;
  for (let at = from; at < to;) {
    const feed = text.indexOf('\n', at);
    const next = feed < 0 || feed >= to ? to : feed + 1;
    const colon = isBlank(text.charCodeAt(at)) ? -1 : colonAfterName(text, at, next);
    if (fields.length + junk.length >= limits.stanzaFields) {
      problems.push({
        code: 'limit-exceeded',
        what: 'fields of a stanza',
        limit: limits.stanzaFields,
        seen: fields.length + junk.length + 1,
      });
      break;
    }
    if (colon >= 0) {
      const key = trimmed(text, at, colon).toLowerCase();
      fields.push({ key, from: at, valueFrom: colon + 1, lineTo: next, to: next });
      last = fields.at(-1);
    } else if (last && (isBlank(text.charCodeAt(at)) || last === junk.at(-1))) last.to = next;
    else {
      junk.push({ from: at, to: next });
      last = junk.at(-1);
    }
    at = next;
  }
  problems.push(...junk.map((at) => notAField(text, at)));
  if (blankInside)
    problems.push({ code: 'anomaly', what: 'stanza', found: `a blank line inside a value after byte ${from}` });
  return { from, to, separator, fields, problems };
}

/** The colon of `Name:` or `Name :`, else -1. dpkg allows blanks before the colon, and no other byte. */
function colonAfterName(text: string, from: Bytes, to: Bytes): number {
  let i = from;
  while (i < to && text.charCodeAt(i) !== 0x3a && !isBlank(text.charCodeAt(i))) i++;
  if (i === from) return -1;
  while (i < to && text.charCodeAt(i) !== 0x0a && isBlank(text.charCodeAt(i))) i++;
  return i < to && text.charCodeAt(i) === 0x3a ? i : -1;
}

function notAField(text: string, at: ByteRange): Diagnostic {
  return { code: 'malformed', what: 'stanza line', at, found: excerpt(text, at.from, at.to), expected: 'Field: value' };
}
