import type { ByteRange } from '#shared/model/units.ts';
import { type PeHeaders, readPeHeaders } from '../pe/read-headers.ts';
import { fileRange, type MappedImage } from './mapped-image.ts';

const CLI_HEADER = 14;
/** Initialised data that may be read and written (IMAGE_SCN_CNT_INITIALIZED_DATA, MEM_READ, MEM_WRITE). */
const DATA = 0xc000_0040;

/**
 * Sections of a PE file, and where its CLI header is.
 *
 * @returns undefined for a DOS program
 * @throws {ParseError} when a header is cut
 */
export function mapPe(bytes: Uint8Array): MappedImage | undefined {
  const headers = readPeHeaders(bytes);
  if (headers === undefined) return undefined;
  const base = headers.imageBase;
  const segments = headers.sections.map(({ name, rva, at, flags }) => ({
    name,
    address: base + rva,
    at,
    isData: (flags & DATA) >>> 0 === DATA,
  }));
  const image: MappedImage = {
    slice: null,
    order: 'le',
    pointerBytes: headers.wide ? 8 : 4,
    base,
    sections: segments,
    segments,
  };
  const cliHeader = cliHeaderOf(headers, image);
  return cliHeader === undefined ? image : { ...image, cliHeader };
}

function cliHeaderOf({ directories, imageBase }: PeHeaders, image: MappedImage): ByteRange | undefined {
  const { rva, size } = directories[CLI_HEADER] ?? { rva: 0, size: 0 };
  const mapped = rva === 0 || size === 0 ? undefined : fileRange(image, imageBase + rva);
  return mapped && { from: mapped.from, to: Math.min(mapped.to, mapped.from + size) };
}
