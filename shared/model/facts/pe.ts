import type { Citation } from '../evidence.ts';

/** What a PE file takes from one library, in file order. Names are printed byte strings. */
export type PeImportedLibrary = Readonly<{ dll: string; names: readonly string[]; ordinals: readonly number[] }>;

/** A version resource. Anybody can write one: a claim, no identity. */
export type PeVersion = Readonly<{
  /** Language of the resource: a Windows language identifier, e.g. 0x409. */
  language: number;
  /** VS_FIXEDFILEINFO; versions as `1.2.3.4`. */
  fixed: Readonly<{ fileVersion: string; productVersion: string; flags: number; type: number }> | null;
  /** StringFileInfo; `language` is a table's key: eight digits, language and code page, e.g. `040904b0`. In file order. */
  strings: readonly Readonly<{ language: string; values: readonly Readonly<{ key: string; value: string }>[] }>[];
}>;

/**
 * An Authenticode signature, as it states itself. Whether the key signed it and who issued the certificate is not verified.
 * A file without one may be signed by a catalogue elsewhere.
 */
export type PeSignature = Readonly<{
  /** Names as RFC 4514 writes them; `subject` is null when the signer's certificate is not enclosed. `serial` is hexadecimal. */
  signers: readonly Readonly<{ subject: string | null; issuer: string; serial: string }>[];
  /** `sha1`, `sha256`, `sha384`, or an object identifier. */
  algorithm: string;
  /** Hexadecimal. */
  digest: string;
  /** Is `digest` the Authenticode digest of this file? */
  check: 'equal' | 'different' | 'unknown algorithm';
  /** In an attribute of another signature. */
  nested: boolean;
}>;

/** What a PE file says to the loader, and about itself. Names are printed byte strings. */
export type PeFact = Readonly<{
  kind: 'pe';
  class: 32 | 64;
  /** COFF header: Machine, e.g. 0x8664 x86-64, and Characteristics: 2 executable, 0x2000 library. */
  machine: number;
  characteristics: number;
  /** Optional header: 2 graphical, 3 console; DllCharacteristics: 0x40 ASLR, 0x100 no execution of data, 0x4000 control flow guard. */
  subsystem: number;
  dllCharacteristics: number;
  /** Has a CLI header: its code is .NET's, or partly. */
  cli: boolean;
  imports: readonly PeImportedLibrary[];
  delayImports: readonly PeImportedLibrary[];
  exports: Readonly<{
    /** The library's own name for itself. */
    dll: string;
    /** Entries of the address table that are not empty, with or without a name. */
    functions: number;
    names: readonly string[];
    /** Entries that another library has, `LIBRARY.name`; `#7` is the entry with ordinal 7 and no name. */
    forwards: readonly Readonly<{ name: string; to: string }>[];
  }> | null;
  versions: readonly PeVersion[];
  signatures: readonly PeSignature[];
  /** What the builder says which package it is for (UAPI.8, section `.pkgnote`): a claim, no identity. */
  packageNote: Readonly<Record<string, string>> | null;
  /** Headers, import and export directories, version resources and signatures. */
  cited: Citation;
}>;
