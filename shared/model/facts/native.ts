import type { Citation } from '../evidence.ts';

/** What an ELF file says to the loader, and about itself. Names are printed byte strings, in file order. */
export type ElfFact = Readonly<{
  kind: 'elf';
  class: 32 | 64;
  order: 'le' | 'be';
  osAbi: number;
  /** e_type: 1 object, 2 executable, 3 shared object or position-independent executable, 4 core. */
  type: number;
  /** e_machine, e.g. 62 x86-64, 183 AArch64. */
  machine: number;
  /** e_flags: ABI variants of ARM, MIPS, RISC-V. */
  flags: number;
  /** Path of the program interpreter. */
  interp: string | null;
  /** false: nothing for a dynamic loader to do. */
  dynamic: boolean;
  needed: readonly string[];
  soname: string | null;
  rpath: string | null;
  runpath: string | null;
  /** DT_FLAGS and DT_FLAGS_1 (NODEFLIB 0x800, PIE 0x08000000). */
  dtFlags: number;
  dtFlags1: number;
  auxiliary: readonly string[];
  filter: readonly string[];
  versionsNeeded: readonly Readonly<{ file: string; versions: readonly string[] }>[];
  versionsDefined: readonly string[];
  /** Hexadecimal. */
  buildId: string | null;
  /** What the builder says which package it is for (UAPI.8, `.note.package`): a claim, no identity. */
  packageNote: Readonly<Record<string, string>> | null;
  /** Header, dynamic section and notes. */
  cited: Citation;
}>;
