import type { Citation } from '../evidence.ts';

/** One crate that a Rust program was built from. */
export type CargoCrate = Readonly<{
  name: string;
  version: string;
  /** Where cargo took it from: `crates.io`, `git`, `local`, `registry` (another one), or a word of a later format. */
  source: string;
  /** Needed to build only (a build script, a procedural macro): it is not in the program. */
  buildOnly: boolean;
  /** The crate that the program is. */
  root: boolean;
  /** Crates that it depends on, by their places in the list. */
  dependencies: readonly number[];
}>;

/** The list that cargo-auditable puts into a program. One fact per slice of a universal file. */
export type CargoAuditFact = Readonly<{
  kind: 'cargo-audit';
  slice: string | null;
  /** Exactly one is the root. */
  crates: readonly CargoCrate[];
  /** The compressed list: its checksum makes every byte of it count. */
  cited: Citation;
}>;

/** Crates whose source paths a Rust program mentions, in messages for panics. They were compiled; whether they are in it is not stated. */
export type CargoTraceFact = Readonly<{
  kind: 'cargo-trace';
  /** `name version`, sorted. */
  crates: readonly string[];
  cited: Citation;
}>;
