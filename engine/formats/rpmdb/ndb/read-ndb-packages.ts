import type { Bytes } from '#shared/model/units.ts';
import { adler32 } from '#engine/bytes/adler32.ts';
import { ByteCursor } from '#engine/bytes/cursor.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { joinPieces } from '#engine/bytes/pieced-bytes.ts';
import { type ReadResult, readResult } from '#engine/bytes/read-result.ts';
import type { RpmPackageRow } from '../package-row.ts';

/** Four letters as the little-endian number that they are read as. */
const magic = (letters: string) => new DataView(new TextEncoder().encode(letters).buffer).getUint32(0, true);
const FILE_MAGIC = magic('RpmP');
const SLOT_MAGIC = magic('Slot');
const HEAD_MAGIC = magic('BlbS');
const TAIL_MAGIC = magic('BlbE');

const SLOT_PAGE: Bytes = 4096;
const SLOT: Bytes = 16;
/** The file's header takes the place of the first slots. */
const FIRST_SLOT = 2;
const BLOCK: Bytes = 16;
const HEAD: Bytes = 16;
const TAIL: Bytes = 12;

/** What is known while the slots are read: no package may be there twice, no byte may be in two packages. */
type Progress = { readonly seen: Set<number>; left: Bytes };
type Slot = Readonly<{ at: Bytes; index: number; block: number; blocks: number }>;

/**
 * The rows of an rpm database in rpm's own NDB format (`Packages.db`), in slot order. All numbers are little-endian. A bad slot
 * or blob gives its diagnostic, the others stay.
 *
 * | part  | bytes                                                                                                |
 * | ----- | ---------------------------------------------------------------------------------------------------- |
 * | file  | "RpmP", version 0, generation, pages of slots (4 KiB each, this header counted in), next package index |
 * | slot  | "Slot", package index (0: free), offset and length of the blob in blocks of 16 bytes                   |
 * | blob  | "BlbS", package index, generation, length; the header blob; zeros; Adler-32 of all so far, length, "BlbE" |
 *
 * @throws {ParseError} when the file's header or slots cannot be read
 */
export function* readNdbPackages(file: Uint8Array): Generator<ReadResult<RpmPackageRow>> {
  const slots = readFileHeader(file);
  const firstBlob = slots.offset + slots.remaining;
  const progress: Progress = { seen: new Set(), left: file.byteLength };
  while (slots.remaining > 0) {
    const slot = readResult(() => readSlot(slots));
    if ('diagnostic' in slot) yield slot;
    else if (slot.row !== undefined) {
      const used = slot.row;
      yield readResult(() => readBlob(file, firstBlob, used, progress));
    }
  }
}

/** A cursor over the slots. */
function readFileHeader(file: Uint8Array): ByteCursor {
  const what = 'NDB header';
  const cursor = new ByteCursor(file, 'le');
  const found = cursor.u32(what);
  if (found !== FILE_MAGIC) cursor.fail(what, { from: 0, to: 4 }, `magic ${found.toString(16)}`);
  const version = cursor.u32(what);
  if (version !== 0) throw new ParseError({ code: 'unsupported', what, found: `version ${version}` });
  cursor.u32(what);
  const pages = cursor.u32(what);
  if (pages === 0) cursor.fail(what, { from: 12, to: 16 }, 'no pages of slots');
  cursor.seek(FIRST_SLOT * SLOT, what);
  return cursor.window(pages * SLOT_PAGE - cursor.offset, 'NDB slots');
}

/** @returns undefined for a free slot */
function readSlot(slots: ByteCursor): Slot | undefined {
  const at = slots.offset;
  const [found, index, block, blocks] = [slots.u32('slot'), slots.u32('slot'), slots.u32('slot'), slots.u32('slot')];
  if (found !== SLOT_MAGIC) slots.fail('NDB slot', { from: at, to: at + 4 }, `magic ${found.toString(16)}`);
  return index === 0 || block === 0 ? undefined : { at, index, block, blocks };
}

function readBlob(file: Uint8Array, firstBlob: Bytes, slot: Slot, progress: Progress): RpmPackageRow {
  const what = `NDB blob ${slot.index}`;
  const start = slot.block * BLOCK;
  const size = slot.blocks * BLOCK;
  const cursor = new ByteCursor(file, 'le');
  const inSlot = { from: slot.at, to: slot.at + SLOT };
  if (progress.seen.has(slot.index)) cursor.fail(what, inSlot, 'a second slot of the same package');
  progress.seen.add(slot.index);
  if (!(start >= firstBlob && size >= HEAD + TAIL)) cursor.fail(what, inSlot, `${size} bytes at ${start}`);
  cursor.seek(start, what);
  const blob = cursor.window(size, what);
  progress.left -= size;
  if (progress.left < 0) cursor.fail(what, inSlot, 'more bytes in blobs than in the file');

  const head = [blob.u32(what), blob.u32(what)];
  if (head[0] !== HEAD_MAGIC || head[1] !== slot.index)
    blob.fail(what, { from: start, to: start + 8 }, `${head[0]?.toString(16)}, package ${head[1]}`);
  blob.u32(what);
  const length = blob.u32(what);
  if (Math.ceil((HEAD + length + TAIL) / BLOCK) !== slot.blocks)
    blob.fail(what, { from: start + 12, to: start + 16 }, `${length} bytes in ${slot.blocks} blocks`);

  const tail = start + size - TAIL;
  blob.seek(tail, what);
  const [checksum, again, end] = [blob.u32(what), blob.u32(what), blob.u32(what)];
  if (again !== length || end !== TAIL_MAGIC)
    blob.fail(what, { from: tail + 4, to: tail + TAIL }, `${again} bytes, ${end.toString(16)}`);
  const found = adler32(file.subarray(start, tail));
  if (found !== checksum)
    throw new ParseError({ code: 'digest-mismatch', what, found: found.toString(16), expected: checksum.toString(16) });
  const from = start + HEAD;
  return { number: slot.index, header: joinPieces([file], [{ file: 0, from, to: from + length }]) };
}
