import type { Citation } from '../evidence.ts';

/** A library's name and versions, `16.8.8` bits each as `1.2.3`. */
export type MachoLibraryName = Readonly<{ path: string; current: string; compatibility: string }>;

/** One code directory: what the signature says the code is. There may be several, with other hashes. */
export type MachoCodeDirectory = Readonly<{
  /** `sha1`, `sha256`, `sha256-truncated`, `sha384`, `sha512`, or the number of an unknown kind. */
  hash: string;
  /** The first 20 bytes of the directory's own hash, hexadecimal: what systems know the code by. Null for an unknown hash. */
  cdHash: string | null;
  /** e.g. 0x20400. */
  version: number;
  /** CS_…: 2 ad hoc (nobody signed it), 0x10000 hardened runtime, 0x20000 signed by the linker. */
  flags: number;
  identifier: string;
  teamId: string | null;
  /**
   * Are the hashes of the pages those of this file's bytes? `incomplete`: yes, but there are bytes in front of the signature
   * that have none. `unknown`: of a kind that no system in use has.
   */
  pages: 'equal' | 'different' | 'incomplete' | 'unknown';
}>;

/**
 * A code signature, as it states itself. Whether a key signed it and who issued the certificate is not verified.
 */
export type MachoSignature = Readonly<{
  directories: readonly MachoCodeDirectory[];
  /** There is a CMS signature. Without one nobody signed: the signature is ad hoc, and only the hashes count. */
  cms: boolean;
  /**
   * Who made the CMS signature. Names as RFC 4514 writes them; `subject` is null when the signer's certificate is not enclosed.
   * `serial` is hexadecimal. Is what is signed the digest of the first directory? `unknown`: no digest is stated.
   */
  signers: readonly Readonly<{
    subject: string | null;
    issuer: string;
    serial: string;
    directory: 'equal' | 'different' | 'unknown';
  }>[];
  /** Entitlements are stated. */
  entitlements: boolean;
}>;

/** One program: what its load commands say. Names are printed byte strings, lists are in file order. */
export type MachoProgram = Readonly<{
  class: 32 | 64;
  order: 'le' | 'be';
  /** cputype and cpusubtype, e.g. 0x1000007 x86_64, 0x100000c arm64; the subtype's high byte has capabilities. */
  cpu: number;
  cpuSubtype: number;
  /** filetype: 1 object, 2 executable, 6 library, 7 dynamic linker, 8 bundle, 10 debug symbols, 11 kernel extension. */
  type: number;
  flags: number;
  /** `weak` may be missing, `reexport` is offered as the file's own, `upward` may be a circle. */
  libraries: readonly (MachoLibraryName & Readonly<{ load: 'load' | 'weak' | 'reexport' | 'lazy' | 'upward' }>)[];
  /** The name that others link a library by (LC_ID_DYLIB). */
  id: MachoLibraryName | null;
  /** Path of the dynamic loader; null in libraries, and in programs that need none. */
  linker: string | null;
  rpaths: readonly string[];
  /** Variables for the dynamic loader, `DYLD_…=…`. */
  environment: readonly string[];
  /** Hexadecimal. */
  uuid: string | null;
  /** PLATFORM_…: 1 macOS, 2 iOS; TOOL_…: 1 clang, 2 swift, 3 ld. A library for two platforms has two. */
  builds: readonly Readonly<{
    platform: number;
    minimum: string;
    sdk: string | null;
    tools: readonly Readonly<{ tool: number; version: string }>[];
  }>[];
  /** `1.2.3.4.5`. */
  sourceVersion: string | null;
  /** Offset in __TEXT (LC_MAIN), or a hexadecimal address (LC_UNIXTHREAD). */
  entry: Readonly<{ offset: number }> | Readonly<{ address: string }> | null;
  signature: MachoSignature | null;
}>;

/** What a Mach-O file says to the loader, and about itself. */
export type MachoFact = Readonly<{
  kind: 'macho';
  /** Has a universal header, even if with one program only. */
  universal: boolean;
  /** Of a universal file one for each slice that is a Mach-O file, in its order. */
  programs: readonly MachoProgram[];
  /** Headers, the load commands that the above is from, and code signatures' directories. */
  cited: Citation;
}>;
