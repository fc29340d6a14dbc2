/** Groups of tables that one column may lead into; the place in the list is the tag, null a tag without a table (ECMA-335, II.24.2.6). */
const CODED = {
  TypeDefOrRef: [0x02, 0x01, 0x1b],
  HasConstant: [0x04, 0x08, 0x17],
  HasCustomAttribute: [
    0x06, 0x04, 0x01, 0x02, 0x08, 0x09, 0x0a, 0x00, 0x0e, 0x17, 0x14, 0x11, 0x1a, 0x1b, 0x20, 0x23, 0x26, 0x27, 0x28,
    0x2a, 0x2c, 0x2b,
  ],
  HasFieldMarshal: [0x04, 0x08],
  HasDeclSecurity: [0x02, 0x06, 0x20],
  MemberRefParent: [0x02, 0x01, 0x1a, 0x06, 0x1b],
  HasSemantics: [0x14, 0x17],
  MethodDefOrRef: [0x06, 0x0a],
  MemberForwarded: [0x04, 0x06],
  CustomAttributeType: [null, null, 0x06, 0x0a, null],
  ResolutionScope: [0x00, 0x1a, 0x23, 0x01],
} as const satisfies Readonly<Record<string, readonly (number | null)[]>>;

type Coded = keyof typeof CODED;

/** A column: bytes of a constant, a heap (Strings, GUID, Blob), the number of a table `{ to }`, or a group of tables. */
type Column = 1 | 2 | 4 | 's' | 'g' | 'b' | Coded | Readonly<{ to: number }>;

const to = (table: number): Column => ({ to: table });

/** Columns of each table up to AssemblyRef, which is the last one that is read (ECMA-335, II.22). */
const COLUMNS: Readonly<Record<number, readonly Column[]>> = {
  0x00: [2, 's', 'g', 'g', 'g'],
  0x01: ['ResolutionScope', 's', 's'],
  0x02: [4, 's', 's', 'TypeDefOrRef', to(0x04), to(0x06)],
  0x03: [to(0x04)],
  0x04: [2, 's', 'b'],
  0x05: [to(0x06)],
  0x06: [4, 2, 2, 's', 'b', to(0x08)],
  0x07: [to(0x08)],
  0x08: [2, 2, 's'],
  0x09: [to(0x02), 'TypeDefOrRef'],
  0x0a: ['MemberRefParent', 's', 'b'],
  0x0b: [1, 1, 'HasConstant', 'b'],
  0x0c: ['HasCustomAttribute', 'CustomAttributeType', 'b'],
  0x0d: ['HasFieldMarshal', 'b'],
  0x0e: [2, 'HasDeclSecurity', 'b'],
  0x0f: [2, 4, to(0x02)],
  0x10: [4, to(0x04)],
  0x11: ['b'],
  0x12: [to(0x02), to(0x14)],
  0x13: [to(0x14)],
  0x14: [2, 's', 'TypeDefOrRef'],
  0x15: [to(0x02), to(0x17)],
  0x16: [to(0x17)],
  0x17: [2, 's', 'b'],
  0x18: [2, to(0x06), 'HasSemantics'],
  0x19: [to(0x02), 'MethodDefOrRef', 'MethodDefOrRef'],
  0x1a: ['s'],
  0x1b: ['b'],
  0x1c: [2, 'MemberForwarded', 's', to(0x1a)],
  0x1d: [4, to(0x04)],
  0x1e: [4, 4],
  0x1f: [4],
  0x20: [4, 2, 2, 2, 2, 4, 'b', 's', 's'],
  0x21: [4],
  0x22: [4, 4, 4],
  0x23: [2, 2, 2, 2, 4, 'b', 's', 's', 'b'],
};

export const LAST_TABLE = 0x23;

/**
 * Widths of a table's columns, in bytes.
 *
 * @param rows rows of each table, by its number
 * @param heapSizes bits that say which heaps need 4 bytes: 1 Strings, 2 GUID, 4 Blob
 */
export function columnWidths(table: number, rows: readonly number[], heapSizes: number): number[] {
  return (COLUMNS[table] ?? []).map((column) => {
    if (typeof column === 'number') return column;
    if (typeof column === 'object') return (rows[column.to] ?? 0) > 0xffff ? 4 : 2;
    if (column === 's') return (heapSizes & 1) === 0 ? 2 : 4;
    if (column === 'g') return (heapSizes & 2) === 0 ? 2 : 4;
    if (column === 'b') return (heapSizes & 4) === 0 ? 2 : 4;
    const most = Math.max(...CODED[column].map((one) => (one === null ? 0 : (rows[one] ?? 0))));
    return most >= 2 ** (16 - tagBits(column)) ? 4 : 2;
  });
}

/** The table and row (from 1; 0 is none) that a coded column leads to. */
export function decodeCoded(column: Coded, value: number): Readonly<{ table: number | null; row: number }> {
  const tags = 2 ** tagBits(column);
  return { table: CODED[column][value % tags] ?? null, row: Math.floor(value / tags) };
}

function tagBits(column: Coded): number {
  return Math.ceil(Math.log2(CODED[column].length));
}
