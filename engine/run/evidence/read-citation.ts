import { z } from 'zod';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type Citation, citationSchema } from '#shared/schema/citation.ts';
import { citationWords } from '#shared/text/citation.ts';

/** A citation as it was handed in. `wordsDiffer`: the words before the JSON are not what the JSON says; only the JSON counts. */
export type ReadCitation = Readonly<{ citation: Citation; wordsDiffer: boolean }>;

/**
 * Reads a citation: the text that was copied, or its JSON alone, also over several lines.
 *
 * @throws {ParseError} `malformed`, `limit-exceeded`
 */
export function readCitation(bytes: Uint8Array): ReadCitation {
  if (bytes.byteLength > limits.citationBytes)
    throw new ParseError({
      code: 'limit-exceeded',
      what: 'citation',
      limit: limits.citationBytes,
      seen: bytes.byteLength,
    });
  const text = new TextDecoder().decode(bytes).replaceAll('\r\n', '\n');
  const start = text.search(/^\s*\{/m);
  if (start < 0) throw malformed('text without a line that begins with "{"');
  const parsed = citationSchema.safeParse(parse(text.slice(start)));
  if (!parsed.success) throw malformed(z.prettifyError(parsed.error).replaceAll('\n', ' '));
  const citation = parsed.data;
  const { segments } = citation.locator;
  if (segments.some(({ from, to }, i) => to < from || from < (segments[i - 1]?.to ?? 0)))
    throw malformed('segments that are not ascending');
  const words = text.slice(0, start).trim();
  return { citation, wordsDiffer: words !== '' && words !== citationWords(citation).trim() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

function malformed(found: string): ParseError {
  return new ParseError({
    code: 'malformed',
    what: 'citation',
    found,
    expected: 'JSON as `stellaops schema citation` says',
  });
}
