import type { HopKind, TraceReason } from '#shared/model/entry-trace.ts';
import type { Place } from '#engine/formats/shell/ast.ts';
import type { Said } from '../hop-book.ts';
import type { Process } from '../process.ts';
import type { Text } from '../text.ts';
import type { World } from '../world.ts';

/** Something that an interpreter is given to read: it stays the program that runs. */
export type Load = Readonly<{
  /** What it is: `jar`, `script`, `python-module`, … */
  what: string;
  argv: readonly Text[];
  /** Path in the image, from the root; null: not found. */
  path: string | null;
  reason?: TraceReason;
  detail?: string;
  /** Where it is named; left out: where the interpreter is started. */
  said?: Said;
}>;

/** A program that a supervisor keeps alive. `status` is its own: not all of them start. */
export type Service = Readonly<{
  argv: readonly Text[];
  kind: Extract<HopKind, 'service' | 'hook' | 'run' | 'exec'>;
  file: string | null;
  at: Place | null;
  changes?: Changes;
  /** False: it runs to its end, or is not started by itself. */
  lives: boolean;
}>;

/** What a wrapper changes for the program behind it. */
export type Changes = Readonly<{
  user?: Text;
  cwd?: Text;
  env?: ReadonlyMap<string, Text>;
  /** All other variables are gone. */
  cleared?: boolean;
  unset?: readonly Text[];
  /** `argv[0]` that the program gets. */
  name?: Text;
}>;

/** What a program does with its arguments. */
export type Launch =
  /** Becomes another program. */
  | Readonly<{ do: 'chain'; argv: readonly Text[]; changes?: Changes }>
  /** Starts another program and waits for it, as an init does. */
  | Readonly<{ do: 'child'; argv: readonly Text[]; changes?: Changes }>
  /** Hands a line to a shell. */
  | Readonly<{ do: 'shell'; argv: readonly Text[]; changes?: Changes; before?: readonly Service[]; said: Said }>
  | Readonly<{ do: 'loads'; program: string; loads: readonly Load[] }>
  | Readonly<{ do: 'services'; program: string; services: readonly Service[] }>
  | Readonly<{ do: 'unknown'; program: string; reason: TraceReason; detail: string }>
  /** Does its work and ends. */
  | Readonly<{ do: 'nothing' }>;

/** Reads the arguments of one family of programs. undefined: it is no launcher when called like this. */
export type Launcher = (process: Process, world: World) => Launch | undefined;

/**
 * Where the operands of a command line begin: options and their values are passed over.
 *
 * @param values names of options that take a value in the next word, separated by spaces: `u --user`
 */
export function operandsAt(words: readonly Text[], values: string, from = 1): number {
  const names = new Set(values.split(' ').filter((name) => name !== ''));
  let at = from;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (word === '--') return at + 1;
    if (!word.startsWith('-') || word === '-') return at;
    at += 1;
    if (word.startsWith('--')) {
      if (names.has(word)) at += 1;
    } else {
      // In a group of letters the first that takes a value has the rest of the word, or the next one.
      const letters = word.slice(1);
      const taking = letters.split('').findIndex((letter) => names.has(letter));
      if (names.has(word) || taking === letters.length - 1) at += 1;
    }
  }
  return at;
}
