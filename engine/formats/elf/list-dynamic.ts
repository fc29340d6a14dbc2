import type { ByteRange } from '#shared/model/units.ts';
import { readDynamicEntries, readDynamicName } from './read-dynamic.ts';
import type { ElfFile } from './read-elf.ts';

/** One entry of the dynamic section. `text`: the string that it points to. `ranges`: the entry, and that string with its NUL. */
export type DynamicEntry = Readonly<{ name: string; value: number; text: string | null; ranges: readonly ByteRange[] }>;

/** Names of tags. @see gABI, "Dynamic Section"; the GNU ones from binutils' elf/common.h */
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'NEEDED'],
  [2, 'PLTRELSZ'],
  [3, 'PLTGOT'],
  [4, 'HASH'],
  [5, 'STRTAB'],
  [6, 'SYMTAB'],
  [7, 'RELA'],
  [8, 'RELASZ'],
  [9, 'RELAENT'],
  [10, 'STRSZ'],
  [11, 'SYMENT'],
  [12, 'INIT'],
  [13, 'FINI'],
  [14, 'SONAME'],
  [15, 'RPATH'],
  [16, 'SYMBOLIC'],
  [17, 'REL'],
  [18, 'RELSZ'],
  [19, 'RELENT'],
  [20, 'PLTREL'],
  [21, 'DEBUG'],
  [22, 'TEXTREL'],
  [23, 'JMPREL'],
  [24, 'BIND_NOW'],
  [25, 'INIT_ARRAY'],
  [26, 'FINI_ARRAY'],
  [27, 'INIT_ARRAYSZ'],
  [28, 'FINI_ARRAYSZ'],
  [29, 'RUNPATH'],
  [30, 'FLAGS'],
  [32, 'PREINIT_ARRAY'],
  [33, 'PREINIT_ARRAYSZ'],
  [35, 'RELRSZ'],
  [36, 'RELR'],
  [37, 'RELRENT'],
  [0x6ffffef5, 'GNU_HASH'],
  [0x6ffffff0, 'VERSYM'],
  [0x6ffffff9, 'RELACOUNT'],
  [0x6ffffffa, 'RELCOUNT'],
  [0x6ffffffb, 'FLAGS_1'],
  [0x6ffffffc, 'VERDEF'],
  [0x6ffffffd, 'VERDEFNUM'],
  [0x6ffffffe, 'VERNEED'],
  [0x6fffffff, 'VERNEEDNUM'],
  [0x7ffffffd, 'AUXILIARY'],
  [0x7fffffff, 'FILTER'],
]);

/** Tags whose value is the place of a string. */
const TEXTS = new Set([1, 14, 15, 29, 0x7ffffffd, 0x7fffffff]);

/**
 * The dynamic section entry by entry, for people; without the one that ends it. Nothing for a file without one.
 *
 * @throws {ParseError} when it, or a string that it points to, lies outside of the file
 */
export function listDynamic(file: ElfFile): DynamicEntry[] {
  return readDynamicEntries(file).map(({ tag, value, at }) => {
    const text = TEXTS.has(tag) ? readDynamicName(file, value) : undefined;
    return {
      name: NAMES.get(tag) ?? `0x${tag.toString(16)}`,
      value,
      text: text?.text ?? null,
      ranges: text ? [at, text.at] : [at],
    };
  });
}
