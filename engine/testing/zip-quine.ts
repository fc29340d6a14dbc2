import { crc32 } from 'node:zlib';

/** Sixty bytes together with its header, which makes the repeat of header and literal opcode an opcode of five bytes. */
const NAME = 'META-INF/a-zip-in-itself-a.jar';

/**
 * A zip whose only member is that same zip, byte for byte, CRC-32 included: there is no innermost one. Deflate's stored blocks are
 * `L n` (the next n bytes as they are), its matches `R n` (the last n bytes again); each opcode takes five bytes, so that a
 * literal of four opcodes can name itself.
 */
export function quineZip(): Buffer {
  const size = assemble(0, 0).length;
  return assemble(
    fixedPoint((crc) => crc32(assemble(crc, size))),
    size,
  );
}

/** Where an affine function over 32 bits gives its argument: both headers state the sum of the whole. */
function fixedPoint(sumOf: (crc: number) => number): number {
  const zero = sumOf(0);
  const bits = Array.from({ length: 32 }, (_, bit) => (1 << bit) >>> 0);
  const rows = bits.map((bit) => ({ changes: (sumOf(bit) ^ zero ^ bit) >>> 0, of: bit }));
  for (const [at, bit] of bits.entries()) {
    const pivot = rows.findIndex(({ changes }, i) => i >= at && (changes & bit) !== 0);
    const row = rows[pivot];
    if (row === undefined) throw new Error('no single solution: change the name');
    [rows[at], rows[pivot]] = [row, rows[at] ?? row];
    for (const other of rows)
      if (other !== row && (other.changes & bit) !== 0) {
        other.changes ^= row.changes;
        other.of ^= row.of;
      }
  }
  return rows.reduce((crc, { of }, i) => ((zero >>> i) & 1 ? (crc ^ of) >>> 0 : crc), 0);
}

function assemble(crc: number, size: number): Buffer {
  const prefix = (compressed: number): Buffer => header(0x04034b50, 30, 14, crc, compressed, size);
  const [again, four] = [repeat(REPEAT_65), repeat(REPEAT_20)];
  const suffix = (compressed: number): Buffer => {
    const directory = header(0x02014b50, 46, 16, crc, compressed, size);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(1, 8);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(prefix(compressed).length + compressed, 16);
    return Buffer.concat([directory, end]);
  };
  const stream = (compressed: number): Buffer => {
    const [before, after] = [prefix(compressed), suffix(compressed)];
    const last = repeat(REPEAT_102);
    const end = literal(after.length + last.length);
    const [L5, L20, none] = [literal(5), literal(20), literal(0)];
    const opcodes = [
      [literal(before.length + 5), before, literal(before.length + 5), again],
      [L5, again, L5, L5],
      [L20, again, L5, L5, L20, four],
      [L20, four, L20, four, L20, four],
      [L20, four, none, none, end, four],
      [none, none, end, last, after, last],
    ];
    return Buffer.concat(opcodes.flat());
  };
  const compressed = stream(0).length;
  return Buffer.concat([prefix(compressed), stream(compressed), suffix(compressed)]);
}

/** A local header or an entry of the directory. */
function header(magic: number, length: number, crcAt: number, crc: number, compressed: number, size: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(magic, 0);
  bytes.writeUInt16LE(8, crcAt - 6);
  bytes.writeUInt32LE(crc, crcAt);
  bytes.writeUInt32LE(compressed, crcAt + 4);
  bytes.writeUInt32LE(size, crcAt + 8);
  bytes.writeUInt16LE(NAME.length, crcAt + 12);
  return Buffer.concat([bytes, Buffer.from(NAME)]);
}

/** A stored block's header. @see RFC 1951, 3.2.4 */
function literal(length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt16LE(length, 1);
  bytes.writeUInt16LE(~length & 0xffff, 3);
  return bytes;
}

/** Lengths, then distances, as symbols of the fixed codes with their extra bits, and the end of the block. @see RFC 1951, 3.2.5-3.2.6 */
const MATCH_65 = [...code(276 - 256, 7), ...bits(6, 3), ...code(12, 5), ...bits(0, 5)];
const MATCH_10_OF_20 = [...code(264 - 256, 7), ...code(8, 5), ...bits(3, 3)];
const MATCH_102 = [...code(279 - 256, 7), ...bits(3, 4), ...code(13, 5), ...bits(5, 5)];
const BLOCK = [0, 1, 0];
const END = code(0, 7);

/** An empty block fills up the fifth byte. */
const REPEAT_65 = [...BLOCK, ...MATCH_65, ...END, ...BLOCK, ...END];
const REPEAT_20 = [...BLOCK, ...MATCH_10_OF_20, ...MATCH_10_OF_20, ...END];
const REPEAT_102 = [1, 1, 0, ...MATCH_102, ...END];

/** Codes begin with their highest bit, numbers with their lowest. */
function code(value: number, length: number): number[] {
  return bits(value, length).reverse();
}

function bits(value: number, length: number): number[] {
  return Array.from({ length }, (_, i) => (value >>> i) & 1);
}

function repeat(stream: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(stream.length / 8));
  for (const [i, bit] of stream.entries()) bytes[i >>> 3] = (bytes[i >>> 3] ?? 0) | (bit << (i & 7));
  return bytes;
}
