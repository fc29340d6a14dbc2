import type { Citation } from '../evidence.ts';

/** A module as a Go program's build information states it. `version` is as written, also `(devel)` and empty. */
type StatedModule = Readonly<{ path: string; version: string; sum: string }>;

/** A module of a Go program; `replacement` is what was built in its place. */
export type GoModule = StatedModule & Readonly<{ replacement: StatedModule | null; cited: Citation }>;

/** What a Go program was built from: the build information that the linker puts into each. One fact per slice of a universal file. */
export type GoBuildFact = Readonly<{
  kind: 'go-build';
  /** CPU of the slice in a universal Mach-O file. */
  slice: string | null;
  /** As written: `go1.22.3`, `go1.24.1 X:boringcrypto`, `devel go1.23-abcdef`. */
  goVersion: Readonly<{ text: string; cited: Citation }>;
  /** Import path of the main package; null where none is stated. */
  mainPackage: string | null;
  main: GoModule | null;
  modules: readonly GoModule[];
  /** Build settings in their order, e.g. `GOOS`, `-ldflags`, `vcs.revision`. */
  settings: readonly Readonly<{ key: string; value: string }>[];
}>;

/** Marks of Go in a program without build information: they prove what the bytes say, and no module. */
export type GoMarkersFact = Readonly<{
  kind: 'go-markers';
  slice: string | null;
  buildId: string | null;
  /** Oldest Go that writes such a function table. */
  functionTableSince: string | null;
  cited: Citation;
}>;
