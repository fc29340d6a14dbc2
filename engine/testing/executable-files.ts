/** A section of a hand-made program. Sections lie behind one another in the file, at addresses that go with their offsets. */
export type MadeSection = Readonly<{ name: string; data: Uint8Array; writable?: boolean }>;

export type MadeElf = Readonly<{ wide?: boolean; order?: 'le' | 'be'; withoutSections?: boolean }>;

/** Address of the first byte of a hand-made file. */
export const BASE = 0x40_0000;

const ALIGNMENT = 16;

/** Where each section's data will lie in a hand-made ELF or Mach-O file, in bytes of the file. */
export function offsetsOf(sections: readonly MadeSection[], header: number): number[] {
  let at = header;
  return sections.map(({ data }) => {
    const offset = Math.ceil(at / ALIGNMENT) * ALIGNMENT;
    at = offset + data.byteLength;
    return offset;
  });
}

/** Size of everything in front of the sections of {@link elfFile}. */
export function elfHeader(sections: readonly MadeSection[], { wide = true }: MadeElf = {}): number {
  return (wide ? 64 : 52) + sections.length * (wide ? 56 : 32);
}

/** A program with a segment for each section, written field by field after the System V ABI. */
export function elfFile(sections: readonly MadeSection[], options: MadeElf = {}): Buffer {
  const { wide = true, order = 'le', withoutSections = false } = options;
  const offsets = offsetsOf(sections, elfHeader(sections, options));
  const names = Buffer.from(`\0${sections.map(({ name }) => `${name}\0`).join('')}.shstrtab\0`, 'latin1');
  const all = [...sections, { name: '.shstrtab', data: names }];
  const places = offsetsOf(all, elfHeader(sections, options));
  const table = Math.ceil(((places.at(-1) ?? 0) + names.length) / ALIGNMENT) * ALIGNMENT;
  const write = new Fields(table + (withoutSections ? 0 : (all.length + 1) * (wide ? 64 : 40)), order, wide);
  write.bytes([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, order === 'le' ? 1 : 2, 1], 16);
  write
    .u16(2)
    .u16(wide ? 62 : 3)
    .u32(1)
    .word(BASE)
    .word(wide ? 64 : 52)
    .word(withoutSections ? 0 : table)
    .u32(0);
  write
    .u16(wide ? 64 : 52)
    .u16(wide ? 56 : 32)
    .u16(sections.length)
    .u16(withoutSections ? 0 : wide ? 64 : 40);
  write.u16(withoutSections ? 0 : all.length + 1).u16(withoutSections ? 0 : all.length);
  for (const [i, { data, writable }] of sections.entries()) {
    const [at, size] = [offsets[i] ?? 0, data.byteLength];
    const flags = writable ? 6 : 5;
    write.u32(1);
    if (wide) write.u32(flags);
    write
      .word(at)
      .word(BASE + at)
      .word(BASE + at)
      .word(size)
      .word(size);
    if (!wide) write.u32(flags);
    write.word(ALIGNMENT);
  }
  for (const [i, { data }] of all.entries()) write.at(places[i] ?? 0).bytes(data, data.byteLength);
  if (withoutSections) return write.file;
  write.at(table).bytes([], wide ? 64 : 40);
  let name = 1;
  for (const [i, section] of all.entries()) {
    const { data, writable } = { writable: false, ...section };
    const at = places[i] ?? 0;
    write
      .u32(name)
      .u32(i === sections.length ? 3 : 1)
      .word(writable ? 3 : 2)
      .word(BASE + at)
      .word(at);
    write.word(data.byteLength).u32(0).u32(0).word(1).word(0);
    name += section.name.length + 1;
  }
  return write.file;
}

/** A 64-bit program with one segment that has all sections. */
export function machoFile(segment: string, sections: readonly MadeSection[], cpu = 0x0100_000c): Buffer {
  const command = 72 + 80 * sections.length;
  const offsets = offsetsOf(sections, 32 + command);
  const end = (offsets.at(-1) ?? 0) + (sections.at(-1)?.data.byteLength ?? 0);
  const write = new Fields(end, 'le', true);
  write.u32(0xfeed_facf).u32(cpu).u32(0).u32(2).u32(1).u32(command).u32(0).u32(0);
  write.u32(0x19).u32(command).bytes(Buffer.from(segment), 16).word(BASE).word(end).word(0).word(end);
  write.u32(3).u32(3).u32(sections.length).u32(0);
  for (const [i, { name, data }] of sections.entries()) {
    const at = offsets[i] ?? 0;
    write
      .bytes(Buffer.from(name), 16)
      .bytes(Buffer.from(segment), 16)
      .word(BASE + at)
      .word(data.byteLength);
    write.u32(at).bytes([], 28);
  }
  for (const [i, { data }] of sections.entries()) write.at(offsets[i] ?? 0).bytes(data, data.byteLength);
  return write.file;
}

/** A universal file of Mach-O files, each with its CPU. */
export function universalFile(slices: readonly Readonly<{ cpu: number; bytes: Uint8Array }>[]): Buffer {
  let end = 4096;
  const places = slices.map(({ bytes }) => {
    const at = end;
    end = Math.ceil((end + bytes.byteLength) / 4096) * 4096;
    return at;
  });
  const write = new Fields(end, 'be', false);
  write.u32(0xcafe_babe).u32(slices.length);
  for (const [i, { cpu, bytes }] of slices.entries())
    write
      .u32(cpu)
      .u32(0)
      .u32(places[i] ?? 0)
      .u32(bytes.byteLength)
      .u32(12);
  for (const [i, { bytes }] of slices.entries()) write.at(places[i] ?? 0).bytes(bytes, bytes.byteLength);
  return write.file;
}

/**
 * A 64-bit PE file; each section is padded to 512 bytes in the file and begins a page in memory.
 *
 * @param directories entries of the data directory, by their number
 */
export function peFile(
  sections: readonly MadeSection[],
  cli?: Readonly<{ section: number; size: number }>,
  directories: readonly (readonly [number: number, rva: number, size: number])[] = [],
): Buffer {
  const header = 0x400;
  let end = header;
  const places = sections.map(({ data }) => {
    const at = end;
    end = Math.ceil((end + data.byteLength) / 512) * 512;
    return at;
  });
  const write = new Fields(end, 'le', true);
  write.bytes(Buffer.from('MZ'), 0x3c).u32(0x80);
  write.at(0x80).u32(0x4550).u16(0x8664).u16(sections.length).bytes([], 12).u16(240).u16(0x22);
  write.u16(0x20b).bytes([], 22).word(BASE).bytes([], 76).u32(16);
  if (cli)
    write
      .at(0x98 + 112 + 14 * 8)
      .u32(0x1000 * (cli.section + 1))
      .u32(cli.size);
  for (const [number, rva, size] of directories)
    write
      .at(0x98 + 112 + number * 8)
      .u32(rva)
      .u32(size);
  write.at(0x98 + 240);
  for (const [i, { name, data, writable }] of sections.entries()) {
    write
      .bytes(Buffer.from(name), 8)
      .u32(data.byteLength)
      .u32(0x1000 * (i + 1));
    write
      .u32(Math.ceil(data.byteLength / 512) * 512)
      .u32(places[i] ?? 0)
      .bytes([], 12);
    write.u32(writable ? 0xc000_0040 : 0x4000_0040);
  }
  for (const [i, { data }] of sections.entries()) write.at(places[i] ?? 0).bytes(data, data.byteLength);
  return write.file;
}

/** Writes forward into a file of fixed size. */
class Fields {
  readonly file: Buffer;
  readonly #le: boolean;
  readonly #wide: boolean;
  #at = 0;

  constructor(size: number, order: 'le' | 'be', wide: boolean) {
    this.file = Buffer.alloc(size);
    this.#le = order === 'le';
    this.#wide = wide;
  }

  at(offset: number): this {
    this.#at = offset;
    return this;
  }

  u16(value: number): this {
    this.#at = this.#le ? this.file.writeUInt16LE(value, this.#at) : this.file.writeUInt16BE(value, this.#at);
    return this;
  }

  u32(value: number): this {
    this.#at = this.#le ? this.file.writeUInt32LE(value, this.#at) : this.file.writeUInt32BE(value, this.#at);
    return this;
  }

  word(value: number): this {
    if (!this.#wide) return this.u32(value);
    const big = BigInt(value);
    this.#at = this.#le ? this.file.writeBigUInt64LE(big, this.#at) : this.file.writeBigUInt64BE(big, this.#at);
    return this;
  }

  bytes(data: Uint8Array | readonly number[], width: number): this {
    this.file.set(data, this.#at);
    this.#at += width;
    return this;
  }
}
