import type { LayerIndex } from './units.ts';

/**
 * Why a step is not known (contracts §6): the seven of the metric, and six finer ones. The comment says which of the seven a
 * finer one counts as.
 */
export const TRACE_REASONS = {
  /** No such program in the image's PATH. */
  CommandNotFound: 'CommandNotFound',
  /** A file that is named is not in the image. */
  MissingFile: 'MissingFile',
  /** Depends on a value that is there only at run time. */
  DynamicEnvironmentReference: 'DynamicEnvironmentReference',
  /** Nested deeper, or more steps, than the limits. */
  RecursionLimitReached: 'RecursionLimitReached',
  /** A directory of start scripts has none that would run. */
  RunPartsEmpty: 'RunPartsEmpty',
  JarNotFound: 'JarNotFound',
  ModuleNotFound: 'ModuleNotFound',
  /** The image says neither ENTRYPOINT nor CMD. */
  NoEntrypoint: 'CommandNotFound',
  /** A script has syntax errors, or its bytes cannot be had. */
  ScriptNotParsed: 'MissingFile',
  /** The interpreter that a `#!` line names is not in the image. */
  InterpreterNotFound: 'MissingFile',
  /** Found, but the kernel would not start it: no x bit, or no `#!` line at container start. */
  NotExecutable: 'CommandNotFound',
  /** A layer of the image could not be read: what is not in the others may be in it, and what is in them may be removed by it. */
  LayerNotRead: 'MissingFile',
  /** Something the interpreter of scripts does not follow. */
  UnsupportedConstruct: 'DynamicEnvironmentReference',
} as const;

export type TraceReason = keyof typeof TRACE_REASONS;
/** The label of `entrytrace_unresolved_total`. */
export type MetricReason = (typeof TRACE_REASONS)[TraceReason];

/**
 * `taken`: in every run that does not end in failure. `possible`: in some. `notTaken`: in a branch that this configuration does
 * not enter. Where a layer could not be read, all are `possible`.
 */
export type HopStatus = 'taken' | 'possible' | 'notTaken';

/**
 * What a hop is. `start`: the first program. `exec`: replaces the program before it. `run`: a child that is waited for.
 * `background`: a child that is not. `source`: a script read by the shell itself. `interpreter`: named by a `#!` line. `hook`: a
 * script of a run-parts directory. `service`: what a supervisor keeps alive. `load`: a file that an interpreter is given: a jar,
 * module, script or configuration.
 */
export type HopKind = 'start' | 'exec' | 'run' | 'background' | 'source' | 'interpreter' | 'hook' | 'service' | 'load';

/** One step from the start of a container. Paths are printed, from the root; texts that are not known stand as their source. */
export type Hop = Readonly<{
  /** Equal for equal images and hints: a hash of the hop and those above it. */
  id: string;
  parent: string | null;
  kind: HopKind;
  status: HopStatus;
  argv: readonly string[];
  /** The file that is started or read, its links followed; null when it is not known or not there. */
  path: string | null;
  /** Where it is said: a script or configuration of the image; null: the image's config. */
  file: string | null;
  line: number | null;
  column: number | null;
  /** Layer whose content `path` has. */
  layer: LayerIndex | null;
  /** Key of the component that owns `path`. */
  owner: string | null;
  /** User that it runs as, where that is known. */
  user: string | null;
  cwd: string | null;
  /** The name by which a program was found, absolute or as `PATH` gives it: a virtual environment's `bin/python` is a link. */
  called: string | null;
  /** `NAME=value` of those variables that decide what a loader or interpreter loads. Ascending. */
  env: readonly string[];
  /** What the program is, where the trace knows it: `shell`, `wrapper`, `supervisor`, `java`, `node`, … */
  program: string | null;
  reason?: TraceReason;
}>;

/** Does the start come to an end, after which nothing keeps running? */
export function startEnds({ outcome, terminals }: Pick<EntryTrace, 'outcome' | 'terminals'>): boolean {
  return outcome !== 'unresolved' && terminals.length === 0;
}

/** A program that runs when the container has started. */
export type Terminal = Readonly<{ hop: string; path: string | null; argv: readonly string[]; status: HopStatus }>;

export type TraceDiagnostic = Readonly<{
  reason: TraceReason;
  /** What is missing or not followed, for people. */
  detail: string;
  hop: string | null;
  file: string | null;
  line: number | null;
  column: number | null;
  status: 'taken' | 'possible';
}>;

/** Values given by a person instead of the config's: they are part of the result. */
export type TraceHints = Readonly<{
  entrypoint?: readonly string[];
  cmd?: readonly string[];
  env?: Readonly<Record<string, string>>;
}>;

export type TraceOutcome = 'resolved' | 'partiallyresolved' | 'unresolved';

export type EntryTrace = Readonly<{
  entrypoint: readonly string[];
  cmd: readonly string[];
  /** Which of them are hints. */
  hints: TraceHints;
  env: readonly string[];
  workingDir: string;
  user: string;
  outcome: TraceOutcome;
  terminals: readonly Terminal[];
  /** Parents before children, in order of discovery. */
  hops: readonly Hop[];
  diagnostics: readonly TraceDiagnostic[];
  /** Variables that scripts read and the configuration does not set: setting one may change the result. Ascending. */
  assumedUnset: readonly string[];
  counters: Readonly<{
    entrytrace_resolutions_total: Readonly<Partial<Record<TraceOutcome, number>>>;
    entrytrace_unresolved_total: Readonly<Partial<Record<MetricReason, number>>>;
  }>;
}>;
