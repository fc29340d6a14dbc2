import type { Fact } from '#shared/model/fact.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import type { ContentKind } from '#shared/model/tree.ts';
import type { Bytes } from '#shared/model/units.ts';

/**
 * Which files a plug-in wants, as data: the host indexes it, the console shows it, a test reads it.
 * Paths are relative to the root, without a leading slash. `directory` means directly inside it; `eachIn` is a directory with one
 * folder a package, in each of which the file of that name is wanted. `suffix` begins at the last dot of a name, or the one before.
 */
export type FilePattern =
  | { readonly path: string }
  | { readonly basename: string }
  | { readonly eachIn: string; readonly basename: string }
  /** By the name of the folder that the file is in, wherever that lies. */
  | { readonly parent: string; readonly suffix: `.${string}` }
  | { readonly suffix: `.${string}` }
  | { readonly directory: string; readonly suffix?: `.${string}` }
  | { readonly magic: Exclude<ContentKind, 'none'> };

/** One file's content and nothing else, not even its path: the outcome is cached by its digest, wherever the file lies. */
export type AnalyzerInput = Readonly<{ bytes: Uint8Array }>;

type Common<F extends Fact> = Readonly<{
  /** `area/name` = the plug-in's folder. Never reused for another meaning. */
  id: `${string}/${string}`;
  /** Part of the cache key: raise it whenever the same bytes would give other facts. */
  version: number;
  /** A larger file is not analyzed; that is a `limit-exceeded` diagnostic. */
  maxBytes: Bytes;
  emits: readonly F['kind'][];
  /** A heuristic: off unless the configuration turns it on. */
  optional?: true;
}>;

/** The usual plug-in: a declared predicate and a pure function of one file's bytes. */
export type FileAnalyzer<F extends Fact = Fact> = Common<F> &
  Readonly<{
    reads: 'file';
    wants: readonly FilePattern[];
    /**
     * What the file is to the image. `database`: rows of it are components, so it is read in each layer's version, and its
     * bytes are kept. `file`: only the final tree's version counts.
     */
    role: 'database' | 'file';
    /** Synchronous; same input, same outcome; no clock, network or file system. May throw ParseError. */
    analyze(input: AnalyzerInput): Outcome<F>;
  }>;

/**
 * The one exception to "one file": an ordered set of files in one directory that together are one database (a SQLite file and
 * its write-ahead log). Read after replay, cached under the digests of all members.
 */
export type SetAnalyzer<F extends Fact = Fact> = Common<F> &
  Readonly<{
    reads: 'set';
    role: 'database';
    directories: readonly string[];
    /** Names in the directory; the first must be there, the others may. */
    members: readonly [string, ...string[]];
    analyze(input: Readonly<{ members: Readonly<Record<string, Uint8Array>> }>): Outcome<F>;
  }>;

export type Analyzer = FileAnalyzer | SetAnalyzer;

export function defineFileAnalyzer<const F extends Fact>(analyzer: Omit<FileAnalyzer<F>, 'reads'>): FileAnalyzer<F> {
  return { reads: 'file', ...analyzer };
}

export function defineSetAnalyzer<const F extends Fact>(
  analyzer: Omit<SetAnalyzer<F>, 'reads' | 'role'>,
): SetAnalyzer<F> {
  return { reads: 'set', role: 'database', ...analyzer };
}

/** Names the analyzer and its version in cache keys, evidence and the analyzer set. */
export function analyzerKey(analyzer: Pick<Analyzer, 'id' | 'version'>): string {
  return `${analyzer.id}@${analyzer.version}`;
}
