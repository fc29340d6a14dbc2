import { z } from 'zod';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type Citation, citationSchema } from '#shared/schema/citation.ts';
import { citationWords } from '#shared/text/citation.ts';

/** A citation as it was handed in. `wordsDiffer`: the words before the JSON are not what the JSON says; only the JSON counts. */
export type ReadCitation = Readonly<{ citation: Citation; wordsDiffer: boolean }>;

/** How the JSON of a citation begins where it is one line, as it is copied and printed. */
const ONE_LINE = /^\{"schema":"stellaops\.citation@\d+".*$/gm;

/**
 * Reads the citations of a file, as `why --cite` prints them one after the other.
 *
 * @returns at least one
 * @throws {ParseError} as {@link readCitation}
 */
export function readCitations(bytes: Uint8Array): readonly ReadCitation[] {
  const text = new TextDecoder().decode(bytes).replaceAll('\r\n', '\n');
  const ends = Array.from(text.matchAll(ONE_LINE), (line) => line.index + line[0].length);
  if (ends.length < 2 || text.slice(ends.at(-1)).trim() !== '') return [readCitation(bytes)];
  return ends.map((end, i) => readCitation(Buffer.from(text.slice(ends[i - 1] ?? 0, end))));
}

/**
 * Reads a citation: the text that was copied, or its JSON alone, also over several lines.
 *
 * @throws {ParseError} `malformed`, `limit-exceeded`
 */
function readCitation(bytes: Uint8Array): ReadCitation {
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
