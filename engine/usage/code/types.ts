import type { RootView, TreeNode } from '#shared/model/tree.ts';

/** One request of a source file to its language's module system. Made from the file's bytes alone. */
export type CodeRequest = Readonly<{
  /** As written, constants folded: `./lib/x`, `express`, `os.path`; null: known only when it runs. */
  specifier: string | null;
  /** The construct that asks: `import`, `export`, `import()`, `require`, `from`, … */
  how: string;
  line: number;
  column: number;
  /** Inside a function, branch or `try`: asked for only when that is run. */
  lazy: boolean;
}>;

/** What one file asks for, in its order; a file with syntax errors says so instead. */
export type CodeRequests = Readonly<
  { ok: true; requests: readonly CodeRequest[] } | { ok: false; line: number; column: number; detail: string }
>;

/** What a closure is made with. Nothing here reads an image: what is not there yet is answered with undefined, and asked for again. */
export type CodeInput = Readonly<{
  tree: RootView;
  /** Content of a file; undefined: not read yet, or not to be had. */
  bytesOf: (node: TreeNode) => Uint8Array | undefined;
  /** `NAME=value` of the process. */
  env: readonly string[];
  /** Working directory of the process, a printed path. */
  cwd: string;
}>;

/** Makes requests of files, each content once however often a closure is made again. Key: sha256 of the content and the way it is parsed. */
export type RequestCache = Map<string, CodeRequests>;
