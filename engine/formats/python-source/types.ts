import type { parser } from '@lezer/python';

/**
 * One request that a Python source makes of the import system, in its own words.
 *
 * | how            | written                        | specifier                                          |
 * | -------------- | ------------------------------ | -------------------------------------------------- |
 * | `import`       | `import a.b as c`              | `a.b`                                              |
 * | `from`         | `from ..a import c, d`         | `..a`                                              |
 * | `from name`    | the same, once for each name   | `..a.c`, `..a.d`: each may be a module             |
 * | `from *`       | `from a import *`              | `a`                                                |
 * | `__all__`      | `__all__ = ['c', 'd']`         | `c,d`: what a `*` asks for                         |
 * | `extend_path`  | a package of several folders   | empty                                              |
 * | `editable`     | setuptools' `MAPPING = {…}`    | `a=/src/a`: where a package of an editable install is |
 * | `text`         | `'shop.wsgi:app'` as a whole text | the same: it may be the name of something in a module; always lazy |
 * | `path first`, `path last` | `sys.path.insert(0, dirname(__file__))` | a folder: `__file__/..`; null: not known |
 * | name of a call | `importlib.import_module('a')` | `a`; `.a` relative to the package; null: not known |
 */
export type PythonRequest = Readonly<{
  specifier: string | null;
  how: string;
  /** From 1; columns count UTF-16 units. */
  line: number;
  column: number;
  /** Inside a function, a branch or `try`. */
  lazy: boolean;
}>;

export type PythonRequests = Readonly<
  { ok: true; requests: readonly PythonRequest[] } | { ok: false; line: number; column: number; detail: string }
>;

type Cursor = ReturnType<ReturnType<(typeof parser)['parse']>['cursor']>;

/** A node of the kept grammar's tree. */
export type SyntaxNode = Cursor['node'];

/** A request whose place is still an offset of the text. */
export type PlacedRequest = Readonly<{ specifier: string | null; how: string; at: number }>;
