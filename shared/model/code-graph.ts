/** Module systems whose requests are followed. */
export type CodeLanguage = 'node' | 'python' | 'java';

/** Why a request leads to no file. */
export type CodeReason = 'ModuleNotFound' | 'DynamicImport' | 'NotParsed';

/**
 * One request of one file. Paths are printed, from the root; a member of an archive stands behind `!/`. Requests for what the
 * runtime has built in make no edge.
 */
export type CodeEdge = Readonly<{
  from: string;
  /** As written; empty for one that is known only when it runs. */
  specifier: string;
  /** File that it leads to, links followed; null: none that is known. */
  to: string | null;
  /** Rule of the module system that decided: `relative`, `exports`, `node_modules`, `sys.path`, `class-path`, … */
  rule: string;
  /** Where it is written, from 1; null: not in a text, such as a class path. */
  line: number | null;
  column: number | null;
  /** Inside a function, branch or `try`: asked for only when that is run. */
  lazy: boolean;
  reason?: CodeReason;
}>;

/** What a program reaches through its language's module system. */
export type CodeClosure = Readonly<{
  language: CodeLanguage;
  /** Files that it begins with, printed paths. */
  entries: readonly string[];
  /** In order of discovery, breadth first. */
  edges: readonly CodeEdge[];
}>;
