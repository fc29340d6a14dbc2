import type { CodeLanguage } from './code-graph.ts';
import type { TraceHints, TraceOutcome } from './entry-trace.ts';

/**
 * Does the image's start lead to it (contracts §6)? `reached`: a chain of named mechanisms does. `notReached`: none does, and nothing
 * that is not known could. `unknown`: a hop that may be taken leads to it (`possible`), or something that is not known may (`open`).
 * It says nothing about what people run by hand in a container.
 */
export type UsageState = 'reached' | 'notReached' | 'unknown';
export type UsageStrength = 'possible' | 'open';

/**
 * How one file leads to the next. `hop`: the trace starts or reads it. `link`: the dynamic linker maps it. `code`: a module system loads
 * it. `runtime`: a language's runtime cannot start without it.
 */
export type UsageMechanism = 'hop' | 'link' | 'code' | 'runtime';

/** One step of a proof. Paths are printed, from the root, members of archives behind `!/`. */
export type UsageStep = Readonly<{
  mechanism: UsageMechanism;
  /** Kind of hop, or `through` for a link on the way to its program; the loader's rule, or the module system's. */
  rule: string;
  /** File that leads on; null: the image's config. */
  from: string | null;
  to: string;
  /** The name that is used for it: a command, a needed name, a module. */
  as: string;
  /** Where that is written; null: the image's config, or not in a text. */
  file: string | null;
  line: number | null;
  column: number | null;
  /** Hop that does it, for `hop`. */
  hop: string | null;
}>;

/** A file that is reached or may be, and the last step of its shortest proof. Earlier ones are those of `step.from`, or of the hop. */
export type FileUsage = Readonly<{ path: string; state: 'reached' | 'possible'; step: UsageStep }>;

/** What an open point may lead to: anything, or what one module system loads. */
export type OpenScope =
  'any' | CodeLanguage | 'ruby' | 'perl' | 'php' | 'dotnet' | 'lua' | 'r' | 'tcl' | 'deno' | 'julia';

/** Something that is not known and may reach more. */
export type OpenPoint = Readonly<{
  scope: OpenScope;
  reason: string;
  detail: string;
  file: string | null;
  line: number | null;
  column: number | null;
  hop: string | null;
}>;

export type ComponentUsage = Readonly<{
  key: string;
  state: UsageState;
  /** For `unknown`. */
  strength?: UsageStrength;
  /** File of the component by which it is reached, or may be; null for others. */
  file: string | null;
  /** Numbers of the points in `Usage.open` that may change it: for `open`. */
  open?: readonly number[];
}>;

/** The answer for one component or file, whole. */
export type UsageAnswer = Readonly<{
  state: UsageState;
  strength?: UsageStrength;
  /** From the config to the file, in order. */
  steps: readonly UsageStep[];
  /** What is not known and may lead to it. */
  open: readonly OpenPoint[];
}>;

/** What the start of an image reaches. */
export type Usage = Readonly<{
  outcome: TraceOutcome;
  hints: TraceHints;
  /** Reached files and those that may be, by path. All others of the image are not reached, or open. */
  files: readonly FileUsage[];
  open: readonly OpenPoint[];
  /** By key; components that a later layer removed are left out. */
  components: readonly ComponentUsage[];
  counts: Readonly<{ reached: number; notReached: number; possible: number; open: number }>;
}>;

/** What the start of an image reaches, in short. */
export type UsageSummary = Pick<Usage, 'outcome' | 'counts'> &
  Readonly<{
    /** The first of the open points; `openCount` says how many there are. */
    open: readonly OpenPoint[];
    openCount: number;
  }>;
