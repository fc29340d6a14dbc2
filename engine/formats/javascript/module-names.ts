import type { CallExpression, Expression, SpreadElement, Super } from 'acorn';
import { limits } from '#engine/bytes/limits.ts';
import type { Argument, Callers } from './callers.ts';
import type { Folded } from './folded.ts';
import type { Binding, Placed, Scope, Write } from './scopes.ts';
import { memberName } from './syntax.ts';

/** Modules whose exports are looked for by name. */
const LEADS = /^(?:node:)?(?:worker_threads|child_process|module|os)$|^bindings$|^node-gyp-build|libvips/;

type Fold = (node: Argument | undefined, scope: Scope, depth: number) => Folded;

/** Which names are the module system's own functions, and which are exports of other modules. */
export class ModuleNames {
  readonly #callers: Callers;
  readonly #fold: Fold;
  /** A CommonJS file has a `require` and a `module`. */
  readonly #isCommonJs: boolean;
  readonly #isRequire = new Map<Binding, boolean>();
  readonly #returned = new Map<readonly Placed<Expression>[], boolean>();
  readonly #originals = new Map<Binding, string>();
  readonly #modules = new Map<Binding, string | undefined>();

  constructor(callers: Callers, isCommonJs: boolean, fold: Fold) {
    this.#callers = callers;
    this.#isCommonJs = isCommonJs;
    this.#fold = fold;
  }

  /** Does a name lead to a module system's function, to a module that starts programs, or to what answers depend on? */
  leads(binding: Binding): boolean {
    if (this.#isRequireOf(binding, 0) || LEADS.test(this.#moduleOfName(binding, 0) ?? '')) return true;
    const returned = this.#callers.returnedBy(binding) ?? [];
    const [first] = returned;
    return (
      first !== undefined &&
      (this.#returnsRequire(returned, 0) || LEADS.test(this.#moduleOfReturned(first.node, first.scope, 0) ?? ''))
    );
  }

  /** Is it `require.resolve` or `import.meta.resolve`? */
  asksForPath(node: Expression | Super, scope: Scope): boolean {
    if (node.type !== 'MemberExpression' || memberName(node) !== 'resolve' || node.object.type === 'Super')
      return false;
    return node.object.type === 'MetaProperty' || this.isRequire(node.object, scope);
  }

  /** Is it, or may it be, the file's own `require`? */
  isRequire(node: Argument | Super, scope: Scope, depth = 0): boolean {
    if (depth > limits.foldDepth) return false;
    switch (node.type) {
      case 'Identifier':
        return this.#isRequireName(node.name, scope, depth);
      case 'MemberExpression':
        return memberName(node) === 'require' && this.#isCommonJs && isFree(node.object, 'module', scope);
      case 'ConditionalExpression':
        return this.isRequire(node.consequent, scope, depth + 1) || this.isRequire(node.alternate, scope, depth + 1);
      case 'LogicalExpression':
        return this.isRequire(node.left, scope, depth + 1) || this.isRequire(node.right, scope, depth + 1);
      case 'AssignmentExpression':
        return this.isRequire(node.right, scope, depth + 1);
      case 'SequenceExpression': {
        const last = node.expressions.at(-1);
        return last !== undefined && this.isRequire(last, scope, depth + 1);
      }
      case 'CallExpression':
        return this.#givesRequire(node, scope, depth);
      default:
        return false;
    }
  }

  #isRequireName(name: string, scope: Scope, depth: number): boolean {
    const binding = scope.find(name);
    return binding === undefined ? this.#isCommonJs && name === 'require' : this.#isRequireOf(binding, depth);
  }

  #isRequireOf(binding: Binding, depth: number): boolean {
    let known = this.#isRequire.get(binding);
    if (known === undefined) {
      this.#isRequire.set(binding, false);
      known = isBundlersRequire(binding) || binding.writes.some((write) => this.#writesRequire(write, depth + 1));
      this.#isRequire.set(binding, known);
    }
    return known;
  }

  #writesRequire(write: Write, depth: number): boolean {
    if (write.kind === 'value') return write.member === undefined && this.isRequire(write.node, write.scope, depth);
    if (write.kind !== 'parameter') return false;
    return this.#callers
      .given(write.of, write.index)
      .given.some(({ node, scope }) => this.isRequire(node, scope, depth));
  }

  /** `createRequire(import.meta.url)`, and a function that returns `require` (esbuild's `__require`). */
  #givesRequire(node: CallExpression, scope: Scope, depth: number): boolean {
    const callee = unwrapped(node.callee);
    const name = callee.type === 'Identifier' ? this.originalName(callee.name, scope) : memberName(callee);
    if (name !== undefined && /^_*createRequire/.test(name)) {
      const { values } = this.#fold(node.arguments[0], scope, depth + 1);
      // From another file of the same folder it is the same.
      return values.some(({ kind, text }) => kind === 'self' || (kind === 'folder' && /^\.\/[^/]*$/.test(text)));
    }
    const returned = this.#callers.returned(callee, scope);
    return returned !== undefined && this.#returnsRequire(returned, depth + 1);
  }

  #returnsRequire(returned: readonly Placed<Expression>[], depth: number): boolean {
    let known = this.#returned.get(returned);
    if (known === undefined) {
      // A function that returns what it returns itself gives nothing new.
      this.#returned.set(returned, false);
      known = returned.some(({ node, scope }) => this.isRequire(node, scope, depth));
      this.#returned.set(returned, known);
    }
    return known;
  }

  /** Bundlers import under names of their own: `import { createRequire as x } from 'module'`. */
  originalName(name: string, scope: Scope): string {
    const binding = scope.find(name);
    if (binding === undefined) return name;
    let known = this.#originals.get(binding);
    if (known === undefined) this.#originals.set(binding, (known = originalNameOf(binding)));
    return known;
  }

  /** The module that an expression is the exports of, or a part of: `require('x').y`, `import y from 'x'`. */
  moduleOf(node: Expression | Super | SpreadElement, scope: Scope, depth = 0): string | undefined {
    if (depth > limits.foldDepth) return undefined;
    switch (node.type) {
      case 'Identifier':
        return this.#moduleOfName(scope.find(node.name), depth);
      case 'MemberExpression':
        return this.moduleOf(node.object, scope, depth + 1);
      case 'SequenceExpression':
        return this.moduleOf(node.expressions.at(-1) ?? node, scope, depth + 1);
      case 'AwaitExpression':
        return this.moduleOf(node.argument, scope, depth + 1);
      case 'CallExpression':
        return this.#moduleOfCall(node, scope, depth);
      default:
        return undefined;
    }
  }

  #moduleOfCall(node: CallExpression, scope: Scope, depth: number): string | undefined {
    const [first, ...more] = node.arguments;
    if (first !== undefined && this.isRequire(node.callee, scope))
      return first.type === 'Literal' && typeof first.value === 'string' ? first.value : undefined;
    // `function _fs() { const data = require('fs'); _fs = () => data; return data }`: Babel's lazy form.
    if (first === undefined) {
      const [returned] = this.#callers.returned(node.callee, scope) ?? [];
      return returned && this.#moduleOfReturned(returned.node, returned.scope, depth);
    }
    // `__importStar(require('x'))` and its like.
    const wraps = more.length === 0 && first.type === 'CallExpression' && node.callee.type !== 'CallExpression';
    return wraps ? this.moduleOf(first, scope, depth + 1) : undefined;
  }

  /** Names only: what returns a call of itself would be followed for long. */
  #moduleOfReturned(node: Expression, scope: Scope, depth: number): string | undefined {
    return node.type === 'Identifier' ? this.#moduleOfName(scope.find(node.name), depth + 1) : undefined;
  }

  #moduleOfName(binding: Binding | undefined, depth: number): string | undefined {
    if (binding === undefined || this.#modules.has(binding)) return binding && this.#modules.get(binding);
    this.#modules.set(binding, undefined);
    for (const write of binding.writes) {
      const from =
        write.kind === 'import'
          ? write.source
          : write.kind === 'value'
            ? this.moduleOf(write.node, write.scope, depth + 1)
            : undefined;
      if (from === undefined) continue;
      this.#modules.set(binding, from);
      return from;
    }
    return undefined;
  }
}

function originalNameOf({ name, writes }: Binding): string {
  for (const write of writes) {
    if (write.kind === 'import') return write.name;
    if (write.kind === 'value' && write.member !== undefined) return write.member;
  }
  return name;
}

/** esbuild and rolldown make one `createRequire(import.meta.url)` per bundle, and import it as `__require` from another of its files. */
function isBundlersRequire({ name, writes }: Binding): boolean {
  return name === '__require' && writes.some((write) => write.kind === 'import' && write.source.startsWith('./'));
}

/** `(0, a.b)(…)` calls `a.b` without its `this`. */
export function unwrapped<T extends Expression | Super>(node: T): T | Expression {
  return node.type === 'SequenceExpression' ? (node.expressions.at(-1) ?? node) : node;
}

/** Is it a global of this name? */
export function isFree(node: Expression | Super, name: string, scope: Scope): boolean {
  return node.type === 'Identifier' && node.name === name && scope.find(name) === undefined;
}
