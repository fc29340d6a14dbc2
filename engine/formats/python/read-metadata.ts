import type { Bytes } from '#shared/model/units.ts';
import { trimmed } from '#engine/bytes/byte-text.ts';
import { limits } from '#engine/bytes/limits.ts';

/** One header. Offsets count from the start of the file; `to` is the end of its last line, line feed included. */
export type MetadataField = Readonly<{ key: string; from: Bytes; to: Bytes; value: string }>;

/**
 * Reads the headers of core metadata, which are those of an e-mail: up to the first empty line, continuation lines begin with a
 * blank. What follows is the description.
 *
 * @param text whole file as a byte string; `value` is one too, lines of it joined by a line feed
 * @see Core metadata specifications; RFC 5322 §2.2
 */
export function readMetadata(text: string): MetadataField[] {
  const fields: MetadataField[] = [];
  let open: { key: string; from: Bytes; to: Bytes; value: string } | undefined;
  for (let at = 0; at < text.length && fields.length < limits.stanzaFields;) {
    const feed = text.indexOf('\n', at);
    const next = feed < 0 ? text.length : feed + 1;
    const end = feed > at && text[feed - 1] === '\r' ? feed - 1 : feed < 0 ? text.length : feed;
    if (end === at) break;
    const first = text[at];
    if (first === ' ' || first === '\t') {
      if (open) {
        open.value += `\n${trimmed(text, at, end)}`;
        open.to = next;
      }
    } else {
      const colon = text.indexOf(':', at);
      if (colon >= at && colon < end) {
        open = { key: text.slice(at, colon).toLowerCase(), from: at, to: next, value: trimmed(text, colon + 1, end) };
        fields.push(open);
      } else open = undefined;
    }
    at = next;
  }
  return fields;
}

/** The distribution that a requirement names: `requests[socks] (>=2) ; extra == 'x'` → `requests`. See PEP 508. */
export function requirementName(requirement: string): string | undefined {
  return /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?=\s*(?:[[(<>=!~;@]|$))/.exec(requirement)?.[1];
}
