import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { type ElfFile, elfRange } from './read-elf.ts';

/** Symbol versions that a file needs of a library, in file order. */
export type NeededVersions = Readonly<{ file: string; versions: readonly string[] }>;

/** What the dynamic section states. Names are byte strings, in file order. */
export type ElfDynamic = Readonly<{
  at: ByteRange;
  needed: readonly string[];
  soname: string | null;
  rpath: string | null;
  runpath: string | null;
  /** DT_FLAGS. */
  flags: number;
  /** DT_FLAGS_1: NODEFLIB 0x800, PIE 0x08000000. */
  flags1: number;
  auxiliary: readonly string[];
  filter: readonly string[];
  versionsNeeded: readonly NeededVersions[];
  /** Without the base version, which is the file's own name. */
  versionsDefined: readonly string[];
}>;

const WHAT = 'ELF dynamic section';
const PT_DYNAMIC = 2;
const TAG = {
  needed: 1,
  strtab: 5,
  strsz: 10,
  soname: 14,
  rpath: 15,
  runpath: 29,
  flags: 30,
  flags1: 0x6ffffffb,
  verdef: 0x6ffffffc,
  verdefnum: 0x6ffffffd,
  verneed: 0x6ffffffe,
  verneednum: 0x6fffffff,
  auxiliary: 0x7ffffffd,
  filter: 0x7fffffff,
} as const;

/**
 * Reads the dynamic section through PT_DYNAMIC, as the loader does.
 *
 * @returns undefined for a file without one: statically linked, or an object
 * @throws {ParseError} when it, its strings or its versions lie outside of the loaded file
 * @see gABI, "Dynamic Section"; LSB, "Symbol Versioning"
 */
export function readElfDynamic(file: ElfFile): ElfDynamic | undefined {
  const segment = file.segments.find(({ type }) => type === PT_DYNAMIC);
  if (segment === undefined || segment.at.from >= segment.at.to) return undefined;
  const entries = readEntries(file, segment.at);
  const all = (tag: number): number[] => entries.flatMap(([key, value]) => (key === tag ? [value] : []));
  const last = (tag: number): number | undefined => all(tag).at(-1);
  const strings = stringTable(file, last(TAG.strtab), last(TAG.strsz));
  const name = (offset: number): string => strings(offset);
  const one = (tag: number): string | null => {
    const offset = last(tag);
    return offset === undefined ? null : name(offset);
  };
  return {
    at: segment.at,
    needed: all(TAG.needed).map(name),
    soname: one(TAG.soname),
    rpath: one(TAG.rpath),
    runpath: one(TAG.runpath),
    flags: last(TAG.flags) ?? 0,
    flags1: last(TAG.flags1) ?? 0,
    auxiliary: all(TAG.auxiliary).map(name),
    filter: all(TAG.filter).map(name),
    versionsNeeded: readNeeded(file, last(TAG.verneed), last(TAG.verneednum) ?? 0, name),
    versionsDefined: readDefined(file, last(TAG.verdef), last(TAG.verdefnum) ?? 0, name),
  };
}

/** Entries up to the one that ends the section, with their places; nothing for a file without one. @throws {ParseError} */
export function readDynamicEntries(file: ElfFile): { tag: number; value: number; at: ByteRange }[] {
  const segment = file.segments.find(({ type }) => type === PT_DYNAMIC);
  if (segment === undefined || segment.at.from >= segment.at.to) return [];
  const size = file.class === 64 ? 16 : 8;
  return readEntries(file, segment.at).map(([tag, value], i) => {
    const from = segment.at.from + i * size;
    return { tag, value, at: { from, to: from + size } };
  });
}

/** The string at an offset of the dynamic section's table, a byte string; its place has the NUL too. @throws {ParseError} */
export function readDynamicName(file: ElfFile, offset: number): Readonly<{ text: string; at: ByteRange }> {
  const entries = readDynamicEntries(file);
  const last = (tag: number): number | undefined => entries.findLast((entry) => entry.tag === tag)?.value;
  const text = stringTable(file, last(TAG.strtab), last(TAG.strsz))(offset);
  const from = (elfRange(file, last(TAG.strtab) ?? 0)?.from ?? 0) + offset;
  return { text, at: { from, to: from + text.length + 1 } };
}

function readEntries({ bytes, order, class: width }: ElfFile, at: ByteRange): [tag: number, value: number][] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = width === 64 ? 16 : 8;
  const entries: [number, number][] = [];
  const word = (offset: number): number => {
    if (width === 32) return order === 'be' ? buffer.readUInt32BE(offset) : buffer.readUInt32LE(offset);
    const value = order === 'be' ? buffer.readBigUInt64BE(offset) : buffer.readBigUInt64LE(offset);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
  };
  for (let offset = at.from; offset + size <= at.to; offset += size) {
    const tag = word(offset);
    if (tag === 0) break;
    if (entries.length >= limits.elfDynamicEntries) {
      const limit = limits.elfDynamicEntries;
      throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit, seen: limit + 1 });
    }
    entries.push([tag, word(offset + size / 2)]);
  }
  return entries;
}

/** Names by offset. Without a table only a name that is asked for is an error. */
function stringTable(file: ElfFile, address: number | undefined, size: number | undefined): (offset: number) => string {
  const range = address === undefined ? undefined : elfRange(file, address);
  const buffer = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  let total = 0;
  return (offset) => {
    const from = range && range.from + offset;
    const to = range && Math.min(range.to, range.from + (size ?? Number.MAX_SAFE_INTEGER));
    if (from === undefined || to === undefined || from >= to)
      throw new ParseError({
        code: 'malformed',
        what: WHAT,
        found: `a name at ${offset} of a table of ${size ?? 0} bytes`,
      });
    const end = buffer.indexOf(0, from);
    if (end < 0 || end >= to || end - from > limits.pathBytes)
      throw new ParseError({ code: 'malformed', what: WHAT, found: `a name at ${offset} that does not end` });
    total += end - from;
    const { elfNameBytes: limit } = limits;
    if (total > limit) throw new ParseError({ code: 'limit-exceeded', what: 'ELF names', limit, seen: total });
    return buffer.toString('latin1', from, end);
  };
}

type Names = (offset: number) => string;

function readNeeded(file: ElfFile, address: number | undefined, count: number, name: Names): NeededVersions[] {
  const found: NeededVersions[] = [];
  let seen = 0;
  for (const record of chain(file, address, count, 12)) {
    const [auxiliaries, fileName, first] = [record.u16(2), record.u32(4), record.u32(8)];
    const versions: string[] = [];
    for (const version of chain(file, address, auxiliaries, 12, record.at + first)) {
      if (++seen > limits.elfVersions) throw tooMany(seen);
      versions.push(name(version.u32(8)));
    }
    found.push({ file: name(fileName), versions });
  }
  return found;
}

function readDefined(file: ElfFile, address: number | undefined, count: number, name: Names): string[] {
  const found: string[] = [];
  for (const record of chain(file, address, count, 16)) {
    if (found.length >= limits.elfVersions) throw tooMany(found.length + 1);
    const [isBase, first] = [(record.u16(2) & 1) !== 0, record.u32(12)];
    for (const version of chain(file, address, 1, 4, record.at + first)) if (!isBase) found.push(name(version.u32(0)));
  }
  return found;
}

type ChainRecord = Readonly<{ at: number; u16: (field: number) => number; u32: (field: number) => number }>;

/**
 * Records that each say how far the next one is; 0 ends them.
 *
 * @param next offset of that field in a record
 * @param start place in the file of the first; default: where `address` lies
 */
function* chain(
  file: ElfFile,
  address: number | undefined,
  count: number,
  next: number,
  start?: number,
): Generator<ChainRecord> {
  let at = start ?? (address === undefined ? undefined : elfRange(file, address)?.from);
  if (at === undefined) return;
  for (let i = 0; i < Math.min(count, limits.elfVersions); i++) {
    const cursor = new ByteCursor(file.bytes, file.order);
    const place: number = at;
    const field = (offset: number, read: (what: string) => number): number => {
      cursor.seek(place + offset, WHAT);
      return read(WHAT);
    };
    const record: ChainRecord = {
      at: place,
      u16: (offset) => field(offset, (what) => cursor.u16(what)),
      u32: (offset) => field(offset, (what) => cursor.u32(what)),
    };
    yield record;
    const step = record.u32(next);
    if (step === 0) return;
    at = place + step;
  }
}

function tooMany(seen: number): ParseError {
  return new ParseError({ code: 'limit-exceeded', what: 'ELF symbol versions', limit: limits.elfVersions, seen });
}
