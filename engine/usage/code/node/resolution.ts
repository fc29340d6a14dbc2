import type { RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';

/** How a module is asked for: the two resolvers of Node. */
export type ResolveMode = 'require' | 'import';

/** The rule that decided where a request leads. */
export type NodeRule =
  | 'relative'
  | 'absolute'
  | 'node_modules'
  | 'exports'
  | 'imports'
  | 'self'
  | 'NODE_PATH'
  | 'package.json'
  | 'url'
  | 'bindings'
  | 'node-gyp-build';

/** Where a request leads. */
export type Resolution = Readonly<{
  /** Null: to no file. Undefined: to what the runtime has built in. */
  to: TreeNode | null | undefined;
  rule: NodeRule;
  /** package.json files that decided, links followed. */
  packages: readonly RootPath[];
  /** A package.json that cannot be read decides: where it leads is not known. */
  unreadable?: true;
}>;

export type Found = Readonly<{ to: TreeNode | null | undefined; rule: NodeRule }>;

export const BUILTIN: Found = { to: undefined, rule: 'url' };

/** Ends a resolution as Node would end it with an error. */
export class Unresolved extends Error {
  readonly rule: NodeRule;
  readonly unreadable: boolean;

  constructor(rule: NodeRule, unreadable = false) {
    super(rule);
    this.rule = rule;
    this.unreadable = unreadable;
  }
}
