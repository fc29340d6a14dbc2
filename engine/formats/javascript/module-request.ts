/**
 * The construct that asks for a module. Those of `import` are resolved as ES modules resolve, the others as CommonJS does, or as
 * the named package looks for compiled addons.
 */
export type RequestConstruct =
  | 'import'
  | 'export'
  | 'import()'
  | 'import.meta.resolve'
  | 'module.register'
  | 'require'
  | 'require.resolve'
  /** Started as a thread or process of its own; `in cwd`: relative to the working directory, not to the file. */
  | 'Worker'
  | 'Worker in cwd'
  | 'fork'
  | 'fork in cwd'
  | 'process.dlopen'
  | 'bindings'
  | 'node-gyp-build';

/** Stands in a specifier for the machine that the program runs on, in Node's words (`x64`). */
export const ARCHITECTURE = '${process.arch}';

/** One request of a source file to the module system. */
export type ModuleRequest = Readonly<{
  /**
   * As written, constants folded; what is told from `__dirname` or `import.meta.url` begins with `./` or `../`.
   * It may have {@link ARCHITECTURE} in it. Null: not constant. */
  specifier: string | null;
  how: RequestConstruct;
  /** From 1; columns count UTF-16 units. */
  line: number;
  column: number;
  /** Inside a function that is not called where it stands, a branch or `try`. */
  lazy: boolean;
}>;

/**
 * How a file is parsed. `module`, `commonjs`: by its name or its package; `detect`: neither says it, so as CommonJS, and as a module
 * if that fails (nodejs.org/api/packages.html#syntax-detection).
 */
export type SourceKind = 'module' | 'commonjs' | 'detect';

/** What a source file asks for, in its order, or where and why it is not JavaScript that can be read. */
export type ModuleRequests = Readonly<
  { ok: true; requests: readonly ModuleRequest[] } | { ok: false; line: number; column: number; detail: string }
>;
