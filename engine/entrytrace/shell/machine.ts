import type { Command, List, Place } from '#engine/formats/shell/ast.ts';
import type { TraceReason } from '#shared/model/entry-trace.ts';
import type { Text } from '../text.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import type { State } from './state.ts';

/** Where in the trace a command stands. */
export type Frame = Readonly<{
  /** Hop of the program or sourced file whose commands these are. */
  hop: string;
  /** Printed path of the file that says them; null: a line of the config. */
  file: string | null;
  /** Path as `BASH_SOURCE` has it. */
  source: Text;
  /** Programs, files and functions around it. */
  depth: number;
  /** Place of a line that is evaluated. */
  at?: Place;
  /** A failing command does not end the script here (`set -e`, POSIX §2.15). */
  tested?: boolean;
  function?: string;
  /** Files around this one that were sourced. */
  sourced?: boolean;
}>;

/** The shell that runs, as its parts see it. */
export type Machine = Readonly<{
  world: World;
  user: User;
  /** Bash has more than POSIX asks for. */
  bash: boolean;
  /** Output of a command substitution. Sets the status. */
  capture: (body: List, state: State, frame: Frame, source: string, at: Place) => Text;
}>;

/** A machine that can also run commands: what builtins need. Each call gives the ways that go on after it. */
export type Runner = Machine &
  Readonly<{
    list: (commands: List, state: State, frame: Frame) => State[];
    command: (command: Command, state: State, frame: Frame) => State[];
    /** Runs a program. */
    external: (words: readonly Text[], state: State, frame: Frame, call: Call) => State[];
    /** What `command`, `builtin` and `exec` do with the rest of their words. */
    dispatch: (words: readonly Text[], state: State, frame: Frame, call: Call, functions: boolean) => State[];
    isBuiltin: (name: string) => boolean;
    /** Names of all functions that were defined so far. */
    functions: Set<string>;
    note: (reason: TraceReason, detail: string, frame: Frame, at: Place | null) => void;
  }>;

/** How a program is started. */
export type Call = Readonly<{
  kind: 'run' | 'exec' | 'background';
  at: Place;
  /** The command as it is written. */
  text: string;
  /** Its own assignments. */
  env: ReadonlyMap<string, Text>;
  /** `exec -a`. */
  name?: Text;
}>;
