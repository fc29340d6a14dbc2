/** Base lengths and extra bits of symbols 257 to 285; base of distances is not needed where nothing is copied. RFC 1951 §3.2.5 */
export const LENGTH_BASE: readonly number[] = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
export const LENGTH_EXTRA: readonly number[] = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
export const DISTANCE_EXTRA: readonly number[] = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];

/** Order in which lengths of the code of lengths are written. RFC 1951 §3.2.7 */
const ORDER: readonly number[] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MOST_BITS = 15;

/**
 * Tables of a block: the next bits, as many as the longest code has, are the index. An entry is `length << 9 | symbol`; 0: no code
 * begins so.
 */
export type BlockCodes = Readonly<{
  symbols: Uint16Array;
  symbolBits: number;
  distances: Uint16Array;
  distanceBits: number;
}>;

type Table = Readonly<{ table: Uint16Array; bits: number }>;

/**
 * Table of a canonical code.
 *
 * @returns undefined for lengths that no prefix code has. An incomplete one is good if it has one code alone, or none (zlib's rule)
 */
function codeTable(lengths: readonly number[]): Table | undefined {
  const counts = zeros(MOST_BITS + 1);
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] ?? 0) + 1;
  let bits = MOST_BITS;
  while (bits > 1 && counts[bits] === 0) bits -= 1;
  const next = zeros(MOST_BITS + 1);
  let code = 0;
  let used = 0;
  let room = 1;
  for (let length = 1; length <= MOST_BITS; length++) {
    code = (code + (counts[length - 1] ?? 0)) << 1;
    next[length] = code;
    room = room * 2 - (counts[length] ?? 0);
    if (room < 0) return undefined;
    used += counts[length] ?? 0;
  }
  if (room > 0 && !(used === 0 || (used === 1 && counts[1] === 1))) return undefined;
  const table = new Uint16Array(1 << bits);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const value = next[length] ?? 0;
    next[length] = value + 1;
    for (let at = reversed(value, length); at < table.length; at += 1 << length) table[at] = (length << 9) | symbol;
  }
  return { table, bits };
}

/** Reads the codes of a dynamic block; undefined when they are none. */
export function readDynamicCodes(take: (bits: number) => number): BlockCodes | undefined {
  const [literals, distances, lengths] = [take(5) + 257, take(5) + 1, take(4) + 4];
  if (literals > 286 || distances > 30) return undefined;
  const orders = zeros(19);
  for (const place of ORDER.slice(0, lengths)) orders[place] = take(3);
  const code = codeTable(orders);
  if (code === undefined) return undefined;
  // The code of lengths must be complete, whatever zlib takes elsewhere.
  if (orders.reduce((sum, length) => sum + (length > 0 ? 2 ** -length : 0), 0) !== 1) return undefined;
  const all = readLengths(take, code, literals + distances);
  if (all === undefined || all[256] === 0) return undefined;
  const symbol = codeTable(all.slice(0, literals));
  const distance = codeTable(all.slice(literals));
  if (symbol === undefined || distance === undefined) return undefined;
  return { symbols: symbol.table, symbolBits: symbol.bits, distances: distance.table, distanceBits: distance.bits };
}

function readLengths(take: (bits: number) => number, { table, bits }: Table, total: number): number[] | undefined {
  const all: number[] = [];
  while (all.length < total) {
    let entry = 0;
    let index = 0;
    // One bit after the other: the last code may be shorter than the table's index, and the input end behind it.
    for (let read = 1; read <= bits && entry === 0; read++) {
      index |= take(1) << (read - 1);
      const found = table[index] ?? 0;
      if (found >>> 9 === read) entry = found;
    }
    if (entry === 0) return undefined;
    const symbol = entry & 511;
    if (symbol < 16) all.push(symbol);
    else {
      const previous = all.at(-1);
      if (symbol === 16 && previous === undefined) return undefined;
      const times = symbol === 16 ? 3 + take(2) : symbol === 17 ? 3 + take(3) : 11 + take(7);
      const value = symbol === 16 ? (previous ?? 0) : 0;
      for (let n = 0; n < times; n++) all.push(value);
    }
  }
  return all.length === total ? all : undefined;
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function reversed(code: number, length: number): number {
  let value = 0;
  for (let n = 0; n < length; n++) value |= ((code >> n) & 1) << (length - 1 - n);
  return value;
}

function fixedCodes(): BlockCodes {
  const lengths = Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  );
  const symbol = codeTable(lengths);
  const distance = codeTable(Array.from({ length: 32 }, () => 5));
  if (symbol === undefined || distance === undefined) throw new Error('the fixed codes of RFC 1951 are a prefix code');
  return { symbols: symbol.table, symbolBits: symbol.bits, distances: distance.table, distanceBits: distance.bits };
}

/** Codes of blocks of type 1. RFC 1951 §3.2.6 */
export const FIXED_CODES: BlockCodes = fixedCodes();
