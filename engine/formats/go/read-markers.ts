import { limits } from '#engine/bytes/limits.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { type MappedImage, sectionNamed } from '../executable/mapped-image.ts';

/** Bytes that Go's linker leaves in nearly every program. They name no module and no version. */
export type GoMarkers = Readonly<{
  /** The build ID's text. */
  buildId: ByteRange | undefined;
  /** First bytes of the function table, and the oldest Go that writes such a table. */
  functionTable: Readonly<{ at: ByteRange; since: string }> | undefined;
}>;

/** How the build ID stands in the text segment, where the format has no notes for it (cmd/internal/buildid). */
const ID_BEGIN = Buffer.from('\xff Go build ID: "', 'latin1');
const ID_END = Buffer.from('"\n \xff', 'latin1');
/** Owner `Go`, type 4 (cmd/internal/buildid, ELF): sizes, type and owner before the text. */
const NOTE_HEADER = 16;

/** pcHeader.magic by the release that began to write it (debug/gosym). */
const TABLES: Readonly<Record<number, string>> = {
  0xfffffffb: '1.2',
  0xfffffffa: '1.16',
  0xfffffff0: '1.18',
  0xfffffff1: '1.20',
};

/**
 * Looks for what Go programs have besides their build information.
 *
 * @param bytes the whole file
 * @see Go's cmd/internal/buildid and debug/gosym
 */
export function readGoMarkers(bytes: Uint8Array, image: MappedImage): GoMarkers {
  return { buildId: buildIdOf(bytes, image), functionTable: functionTableOf(bytes, image) };
}

function buildIdOf(bytes: Uint8Array, image: MappedImage): ByteRange | undefined {
  const note = sectionNamed(image, '.note.go.buildid')?.at;
  if (note !== undefined) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + note.from, note.to - note.from);
    if (view.byteLength < NOTE_HEADER) return undefined;
    const little = image.order === 'le';
    const size = view.getUint32(4, little);
    const isGo = view.getUint32(0, little) === 4 && view.getUint32(8, little) === 4;
    const from = note.from + NOTE_HEADER;
    return isGo && size > 0 && from + size <= note.to ? { from, to: from + size } : undefined;
  }
  const text = sectionNamed(image, '.text', '__text')?.at;
  if (text === undefined) return undefined;
  const head = Buffer.from(
    bytes.buffer,
    bytes.byteOffset + text.from,
    Math.min(text.to - text.from, limits.goVersionBytes),
  );
  if (!head.subarray(0, ID_BEGIN.length).equals(ID_BEGIN)) return undefined;
  const end = head.indexOf(ID_END, ID_BEGIN.length);
  return end < 0 ? undefined : { from: text.from + ID_BEGIN.length, to: text.from + end };
}

function functionTableOf(bytes: Uint8Array, image: MappedImage): GoMarkers['functionTable'] {
  const at = sectionNamed(image, '.gopclntab', '__gopclntab', '.data.rel.ro.gopclntab')?.at;
  if (at === undefined || at.to - at.from < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at.from, 8);
  const since = TABLES[view.getUint32(0, image.order === 'le')];
  // Two zeros, the least instruction size, and the size of a pointer follow.
  const isTable = view.getUint16(4) === 0 && [1, 2, 4].includes(view.getUint8(6)) && [4, 8].includes(view.getUint8(7));
  return since !== undefined && isTable ? { at: { from: at.from, to: at.from + 8 }, since } : undefined;
}
