/**
 * Bytes that a raw inflater can begin with, so that it goes on at a bit in the middle of a stream: empty blocks take the place of the
 * bits before it. Whole bytes stay whole bytes, which stored blocks count on; moving all bits would not do.
 *
 * @param bytes from the byte on that has the bit
 * @param bit 0 to 7, least significant first: where a block begins in the first byte
 */
export function resumeAt(bytes: Uint8Array, bit: number): Uint8Array {
  if (bit === 0 || bytes.length === 0) return bytes;
  const filler = FILLERS[bit] ?? new Uint8Array(0);
  const joined = new Uint8Array(filler.length + bytes.length - 1);
  joined.set(filler);
  joined.set(bytes.subarray(1), filler.length);
  const seam = filler.length - 1;
  // The filler's last byte has `bit` bits of its own; the others are those of the stream.
  joined[seam] = (filler[seam] as number) | ((bytes[0] as number) & (0xff << bit));
  return joined;
}

/** Fillers whose bits are that many more than whole bytes. */
const FILLERS: readonly Uint8Array[] = Array.from({ length: 8 }, (_, bits) => fillerOf(bits));

/**
 * An empty block of fixed codes has 10 bits, two more than a byte, so some of them give every even number. An empty block of dynamic
 * codes can be written in 95 bits, which is odd. RFC 1951 §3.2.6, §3.2.7
 */
function fillerOf(bits: number): Uint8Array {
  const written: (0 | 1)[] = [];
  const put = (value: number, length: number): void => {
    for (let n = 0; n < length; n++) written.push(((value >> n) & 1) as 0 | 1);
  };
  if (bits % 2 === 1) {
    put(0b100, 3); // not the last, dynamic
    put(0, 5); // 257 codes of literals and lengths
    put(0, 5); // one of distances
    put(15, 4); // all 19 lengths of the code of lengths, in their odd order: 18 has one bit, 0 and 1 have two
    const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    for (const symbol of order) put(symbol === 18 ? 1 : symbol < 2 ? 2 : 0, 3);
    for (const zeros of [138, 118]) {
      put(0, 1); // 18: that many lengths are zero
      put(zeros - 11, 7);
    }
    put(0b11, 2); // the end of block has one bit
    put(0b01, 2); // no distance
    put(0, 1); // end of block
  }
  while (written.length % 8 !== bits) {
    put(0b010, 3); // not the last, fixed
    put(0, 7); // end of block
  }
  const bytes = new Uint8Array(Math.ceil(written.length / 8));
  for (const [at, bit] of written.entries()) bytes[at >> 3] = (bytes[at >> 3] as number) | (bit << (at % 8));
  return bytes;
}
