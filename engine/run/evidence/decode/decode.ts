import { decodeText } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { detectContentKind } from '#engine/formats/magic/content-kind.ts';
import type { Decoded, DecodedField, DecodedFormat } from '#shared/model/decoded.ts';
import type { Locator } from '#shared/model/evidence.ts';
import type { ByteRange } from '#shared/model/units.ts';
import type { FileContent } from '../file-content.ts';
import { elfFields, goFields, rpmFields } from './decode-binary.ts';
import { apkFields, jsonFields, metadataFields, propertyFields, type RawField, stanzaFields } from './decode-text.ts';

/** Fields of one answer, and characters of one value. */
const MOST_FIELDS = 2000;
const MOST_CHARACTERS = 4000;

/**
 * Shows cited bytes as what they say: the fields of the record that they lie in. Which format it is follows from what is cited and
 * from the name of the innermost file; the readers are those that facts come from.
 */
export async function decode(content: FileContent, locator: Locator): Promise<Decoded> {
  try {
    const [format, fields, cited = locator.segments] = (await fieldsOf(content, locator)) ?? [];
    if (!format || !fields || fields.length === 0) return { state: 'unknown-format' };
    const shown = fields.slice(0, MOST_FIELDS).map((field) => fieldOf(field, cited));
    return { state: 'decoded', format, fields: shown, omitted: fields.length - shown.length };
  } catch (error) {
    if (error instanceof ParseError) return { state: 'malformed', message: error.message };
    throw error;
  }
}

/** A format, its fields, and what of them is cited where that is not all that the locator names. */
type Fields = [format: DecodedFormat, fields: RawField[], cited?: readonly ByteRange[]];

async function fieldsOf(content: FileContent, locator: Locator): Promise<Fields | undefined> {
  const { kind, segments } = locator;
  if (kind === 'row') return ['rpm-header', await rowFields(content, segments)];
  const most = limits.executableBytes;
  if (content.size > most)
    throw new ParseError({ code: 'limit-exceeded', what: 'file to decode', limit: most, seen: content.size });
  const bytes = await content.read(0, content.size);
  if (detectContentKind(bytes) === 'elf') {
    const go = goFields(bytes);
    const cites = segments.some(({ from }) =>
      go.some(({ ranges }) => ranges.some((range) => range.from <= from && from < range.to)),
    );
    return go.length > 0 && cites ? ['go-buildinfo', go] : ['elf-dynamic', [...elfFields(bytes), ...go]];
  }
  if (['pe', 'macho'].includes(detectContentKind(bytes))) return ['go-buildinfo', goFields(bytes)];
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  // A citation may begin with the line feed that ends the line before, which is of the field there.
  const own = segments.map(({ from, to }) => ({ from: text[from] === '\n' && to > from + 1 ? from + 1 : from, to }));
  const found = textFields(bytes, text, [locator.path, ...locator.container].at(-1) ?? '', own);
  return found && [...found, own];
}

function textFields(
  bytes: Uint8Array,
  text: string,
  path: string,
  segments: readonly ByteRange[],
): [DecodedFormat, RawField[]] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const [first] = segments;
  const whole = first?.from === 0 && first.to === bytes.byteLength;
  const place = first === undefined || whole ? 0 : first.from;
  if (/(^|\/)lib\/apk\/db\/installed$/.test(path)) return ['apk-record', apkFields(text, place)];
  if (/(^|\/)(dpkg|opkg)\/(status|available)$|\/dpkg\/status[.]d\/[^/]+$/.test(path))
    return ['deb822', stanzaFields(text, place)];
  if (name.endsWith('.json')) return ['json', jsonFields(bytes, whole ? [] : segments)];
  if (name === 'METADATA' || name === 'PKG-INFO') return ['metadata', metadataFields(text)];
  if (name === 'os-release' || name.endsWith('-release')) return ['os-release', propertyFields(text)];
  if (name.endsWith('.properties') || name === 'MANIFEST.MF') return ['properties', propertyFields(text)];
  return undefined;
}

/** A row's value may lie on several pages: its pieces joined are the header, whose places are told in the file again. */
async function rowFields(content: FileContent, segments: readonly ByteRange[]): Promise<RawField[]> {
  const size = segments.reduce((sum, { from, to }) => sum + to - from, 0);
  const most = limits.rpmHeaderBytes;
  if (size > most) throw new ParseError({ code: 'limit-exceeded', what: 'row to decode', limit: most, seen: size });
  const pieces: Uint8Array[] = [];
  for (const { from, to } of segments) pieces.push(await content.read(from, to));
  return rpmFields(Buffer.concat(pieces)).map(({ ranges, ...field }) => ({
    ...field,
    ranges: ranges.flatMap((range) => inFile(range, segments)),
  }));
}

/** A range of the segments joined, as ranges of the file. */
export function inFile({ from, to }: ByteRange, segments: readonly ByteRange[]): ByteRange[] {
  const ranges: ByteRange[] = [];
  let start = 0;
  for (const segment of segments) {
    const end = start + segment.to - segment.from;
    const [a, b] = [Math.max(from, start), Math.min(to, end)];
    if (a < b) ranges.push({ from: segment.from + a - start, to: segment.from + b - start });
    start = end;
  }
  return ranges;
}

function fieldOf({ name, value, ranges }: RawField, cited: readonly ByteRange[]): DecodedField {
  return {
    name: shown(name),
    value: shown(value),
    ranges,
    cited: ranges.some(({ from, to }) => cited.some((one) => one.from < to && one.to > from)),
  };
}

/** Byte strings as text, cut where they are long. */
function shown(text: string): string {
  const all = decodeText(Buffer.from(text.slice(0, MOST_CHARACTERS + 1), 'latin1'));
  return text.length > MOST_CHARACTERS ? `${all.slice(0, MOST_CHARACTERS)}…` : all;
}
