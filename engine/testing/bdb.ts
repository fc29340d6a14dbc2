/** A hand-made Berkeley DB hash file, as rpm 4.14 left it: key 0 is the counter, values that do not fit go to overflow pages. */
export type MadeBdb = Readonly<{
  order?: 'le' | 'be';
  pageSize?: number;
  /** Values by package number. */
  rows: readonly (readonly [number: number, value: Uint8Array])[];
}>;

const HEADER = 26;

/** Every row is on a hash page of its own, so that a test can say which page it breaks: page 1 the counter, then the rows, then overflow. */
export function bdb({ order = 'le', pageSize = 512, rows }: MadeBdb): Buffer<ArrayBuffer> {
  const u16 = (bytes: Buffer, value: number, at: number) =>
    order === 'le' ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  const u32 = (bytes: Buffer, value: number, at: number) =>
    order === 'le' ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  const pages: Buffer[] = [];
  const newPage = (number: number, type: number) => {
    const page = Buffer.alloc(pageSize);
    u32(page, number, 8);
    page[25] = type;
    pages[number] = page;
    return page;
  };
  const meta = newPage(0, 8);
  u32(meta, 0x06_15_61, 12);
  u32(meta, 9, 16);
  u32(meta, pageSize, 20);

  const all: (readonly [number, Uint8Array])[] = [[0, new Uint8Array(4)], ...rows];
  let nextOverflow = all.length + 1;
  all.forEach(([key, value], i) => {
    const page = newPage(i + 1, 13);
    const keyItem = Buffer.alloc(5);
    keyItem[0] = 1;
    u32(keyItem, key, 1);
    let valueItem = Buffer.concat([Uint8Array.of(1), value]);
    if (valueItem.length > pageSize / 4) {
      valueItem = Buffer.alloc(12);
      valueItem[0] = 3;
      u32(valueItem, nextOverflow, 4);
      u32(valueItem, value.byteLength, 8);
      for (let at = 0; at < value.byteLength; at += pageSize - HEADER) {
        const piece = value.subarray(at, at + pageSize - HEADER);
        const overflow = newPage(nextOverflow++, 7);
        overflow.set(piece, HEADER);
        u16(overflow, piece.byteLength, 22);
        u16(overflow, 1, 20);
        if (at + piece.byteLength < value.byteLength) u32(overflow, nextOverflow, 16);
      }
    }
    const keyAt = pageSize - keyItem.length;
    const valueAt = keyAt - valueItem.length;
    page.set(keyItem, keyAt);
    page.set(valueItem, valueAt);
    u16(page, 2, 20);
    u16(page, valueAt, 22);
    u16(page, keyAt, HEADER);
    u16(page, valueAt, HEADER + 2);
  });
  u32(meta, pages.length - 1, 32);
  return Buffer.concat(pages);
}
