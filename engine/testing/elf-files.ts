/** A program header's type and the bytes that it is about. */
type Header = [type: number, data: Buffer];

/** A 64-bit ELF of program headers and their bytes; all of it is loaded at its place in the file. */
export function elfOf(headers: readonly Header[], { order = 'le' }: { order?: 'le' | 'be' } = {}): Buffer {
  const write = (buffer: Buffer, size: 2 | 4 | 8, at: number, value: number): void => {
    if (size === 8) buffer[order === 'le' ? 'writeBigUInt64LE' : 'writeBigUInt64BE'](BigInt(value), at);
    else if (order === 'le') buffer.writeUIntLE(value, at, size);
    else buffer.writeUIntBE(value, at, size);
  };
  const tableEnd = 64 + 56 * (headers.length + 1);
  const total = headers.reduce((sum, [, data]) => sum + data.length, tableEnd);
  const head = Buffer.alloc(tableEnd);
  head.write('\x7fELF', 'latin1');
  head[4] = 2;
  head[5] = order === 'le' ? 1 : 2;
  for (const [size, at, value] of [
    [2, 16, 3],
    [2, 18, 62],
    [8, 32, 64],
    [2, 54, 56],
    [2, 56, headers.length + 1],
  ] as const)
    write(head, size, at, value);
  let at = tableEnd;
  for (const [i, [type, from, length]] of [
    [1, 0, total] as const,
    ...headers.map(([kind, data]) => [kind, (at += data.length) - data.length, data.length] as const),
  ].entries()) {
    const row = 64 + 56 * i;
    write(head, 4, row, type);
    write(head, 8, row + 8, from);
    write(head, 8, row + 16, from);
    write(head, 8, row + 32, length);
  }
  return Buffer.concat([head, ...headers.map(([, data]) => data)]);
}

/** Entries of a dynamic section of 64 bits, with the one that ends it. */
export function elfDynamic(entries: readonly (readonly [tag: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc((entries.length + 1) * 16);
  for (const [i, [tag, value]] of entries.entries()) {
    bytes.writeBigUInt64LE(BigInt(tag), i * 16);
    bytes.writeBigUInt64LE(BigInt(value), i * 16 + 8);
  }
  return bytes;
}

/** A dynamically linked ELF. A program names its loader, `interp`; a library its own name. */
export function elfProgram({
  interp,
  needed = [],
  soname,
}: Readonly<{ interp?: string; needed?: readonly string[]; soname?: string }>): Buffer {
  const names = [...needed, ...(soname === undefined ? [] : [soname])];
  const strings = Buffer.from(`\0${names.map((name) => `${name}\0`).join('')}`);
  const [STRTAB, STRSZ, NEEDED, SONAME] = [5, 10, 1, 14];
  // Its table of strings comes first behind the headers, where it is loaded too.
  const at = 64 + 56 * (interp === undefined ? 3 : 4);
  const dynamic = elfDynamic([
    [STRTAB, at],
    [STRSZ, strings.length],
    ...needed.map((name) => [NEEDED, strings.indexOf(`\0${name}\0`) + 1] as const),
    ...(soname === undefined ? [] : [[SONAME, strings.indexOf(`\0${soname}\0`) + 1] as const]),
  ]);
  return elfOf([
    [0, strings],
    [2, dynamic],
    ...(interp === undefined ? [] : [[3, Buffer.from(`${interp}\0`)] as [number, Buffer]]),
  ]);
}

/** One note, padded to 4 bytes. */
export function elfNote(owner: string, type: number, text: Buffer): Buffer {
  const pad = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(owner.length + 1, 0);
  head.writeUInt32LE(text.length, 4);
  head.writeUInt32LE(type, 8);
  return Buffer.concat([head, pad(Buffer.from(`${owner}\0`)), pad(text)]);
}
