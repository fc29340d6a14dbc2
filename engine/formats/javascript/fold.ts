import type { CallExpression, Expression, Function as FunctionNode, NewExpression, SpreadElement, Super } from 'acorn';
import { limits } from '#engine/bytes/limits.ts';
import { ASKED, dirname, folder, joinedPath, SELF, text, urlFrom } from './file-path.ts';
import { combined, type Folded, NONE, one, OPEN, placesOnly, product, union } from './folded.ts';
import type { Binding, Placed, Scope, Write } from './scopes.ts';
import { isFunction, memberName, nameOf, type Walked } from './walk-program.ts';

type Argument = Expression | SpreadElement;

/** Answers what expressions of one file are: constants, functions of the module system, exports of other modules. Nothing is run. */
export class Folder {
  readonly #walked: Walked;
  /** A CommonJS file has `require`, `module`, `__dirname` and `__filename`. */
  readonly #isCommonJs: boolean;
  readonly #known = new Map<Binding, Folded>();
  readonly #isRequire = new Map<Binding, boolean>();
  readonly #modules = new Map<Binding, string | undefined>();
  #calls: Map<Binding, Placed<CallExpression>[]> | undefined;

  constructor(walked: Walked, isCommonJs: boolean) {
    this.#walked = walked;
    this.#isCommonJs = isCommonJs;
  }

  fold(node: Argument | Super | undefined, scope: Scope, depth = 0): Folded {
    if (node === undefined || depth > limits.foldDepth) return OPEN;
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'string' || typeof node.value === 'number' ? one(text(String(node.value))) : OPEN;
      case 'TemplateLiteral': {
        let result = one(text(node.quasis[0]?.value.cooked ?? ''));
        for (const [i, part] of node.expressions.entries()) {
          result = combined(result, this.fold(part, scope, depth + 1));
          result = combined(result, one(text(node.quasis[i + 1]?.value.cooked ?? '')));
        }
        return result;
      }
      case 'BinaryExpression':
        if (node.operator !== '+' || node.left.type === 'PrivateIdentifier') return OPEN;
        return combined(this.fold(node.left, scope, depth + 1), this.fold(node.right, scope, depth + 1));
      case 'ConditionalExpression':
        return union([this.fold(node.consequent, scope, depth + 1), this.fold(node.alternate, scope, depth + 1)]);
      case 'LogicalExpression': {
        const right = this.fold(node.right, scope, depth + 1);
        return node.operator === '&&' ? right : union([this.fold(node.left, scope, depth + 1), right]);
      }
      case 'AssignmentExpression':
        return node.operator === '=' ? this.fold(node.right, scope, depth + 1) : OPEN;
      case 'SequenceExpression':
        return this.fold(node.expressions.at(-1), scope, depth + 1);
      case 'AwaitExpression':
        return this.fold(node.argument, scope, depth + 1);
      case 'Identifier':
        return this.#name(node.name, scope, depth);
      case 'MemberExpression':
        return this.#member(node, scope, depth);
      case 'CallExpression':
      case 'NewExpression':
        return this.#call(node, scope, depth);
      default:
        return OPEN;
    }
  }

  #name(name: string, scope: Scope, depth: number): Folded {
    const binding = scope.find(name);
    if (binding === undefined) {
      if (this.#isCommonJs && name === '__dirname') return one(folder('.'));
      return this.#isCommonJs && name === '__filename' ? one(SELF) : OPEN;
    }
    const known = this.#known.get(binding);
    if (known !== undefined) return known;
    // A name that is made from itself (`x = x + 1`) has values that are not known.
    this.#known.set(binding, OPEN);
    const folded = union(binding.writes.map((write) => this.#write(write, depth + 1)));
    this.#known.set(binding, folded);
    return folded;
  }

  #write(write: Write, depth: number): Folded {
    switch (write.kind) {
      case 'value':
        return write.member === undefined
          ? this.fold(write.node, write.scope, depth)
          : this.#property(write.node, write.member, write.scope, depth);
      case 'element':
        return this.#elements(write.node, write.scope, depth);
      case 'parameter':
        return union(
          this.#argumentsOf(write.of, write.index)
            .map(({ node, scope }) => this.fold(node, scope, depth))
            .concat(this.#callback(write, depth)),
        );
      default:
        return OPEN;
    }
  }

  /** `['a', 'b'].forEach((name) => …)`: a parameter is an element of the list. */
  #callback({ of, index }: { of: FunctionNode; index: number }, depth: number): Folded {
    const place = this.#walked.argumentOf.get(of);
    const callee = place?.call.callee;
    if (this.#walked.immediate.has(of)) return NONE;
    if (index !== 0 || callee?.type !== 'MemberExpression' || callee.object.type !== 'ArrayExpression') return OPEN;
    if (!/^(forEach|map|filter|some|every|find|flatMap)$/.test(memberName(callee) ?? '')) return OPEN;
    const outer = this.#walked.scopeOf.get(of)?.parent;
    return outer === undefined ? OPEN : this.#elements(callee.object, outer, depth);
  }

  #elements(node: Expression, scope: Scope, depth: number): Folded {
    if (depth > limits.foldDepth) return OPEN;
    if (node.type === 'Identifier') {
      const only = onlyValue(scope.find(node.name));
      return only === undefined ? OPEN : this.#elements(only.node, only.scope, depth + 1);
    }
    if (node.type !== 'ArrayExpression' || node.elements.length > limits.foldedValues) return OPEN;
    return union(node.elements.map((element) => (element === null ? NONE : this.fold(element, scope, depth + 1))));
  }

  #member(node: Extract<Expression, { type: 'MemberExpression' }>, scope: Scope, depth: number): Folded {
    const name = memberName(node);
    if (name === undefined || node.object.type === 'Super') return OPEN;
    if (node.object.type === 'MetaProperty') {
      if (name === 'dirname') return one(folder('.'));
      return name === 'url' || name === 'filename' ? one(SELF) : OPEN;
    }
    if (name === 'href' || name === 'pathname') return placesOnly(this.fold(node.object, scope, depth + 1));
    return this.#property(node.object, name, scope, depth);
  }

  /** A member of an object that is written out, and never assigned as a whole again. */
  #property(node: Expression, name: string, scope: Scope, depth: number): Folded {
    if (depth > limits.foldDepth) return OPEN;
    if (node.type === 'Identifier') {
      const only = onlyValue(scope.find(node.name));
      return only === undefined ? OPEN : this.#property(only.node, name, only.scope, depth + 1);
    }
    if (node.type !== 'ObjectExpression') return OPEN;
    const property = node.properties.findLast(
      (property) => property.type === 'Property' && !property.computed && nameOf(property.key) === name,
    );
    // Its member may be assigned elsewhere: the value that is written is one of them.
    return property?.type === 'Property' ? { ...this.fold(property.value, scope, depth + 1), open: true } : OPEN;
  }

  #call(node: CallExpression | NewExpression, scope: Scope, depth: number): Folded {
    const { callee } = node;
    const name = callee.type === 'Identifier' ? this.#originalName(callee.name, scope) : memberName(unwrapped(callee));
    const given = (index: number): Folded => this.fold(node.arguments[index], scope, depth + 1);
    if (node.type === 'NewExpression') {
      if (name !== 'URL' || node.arguments.length !== 2) return OPEN;
      return product([given(0), given(1)], ([reference, base]) => reference && base && urlFrom(reference, base));
    }
    switch (name) {
      case 'join':
      case 'resolve': {
        if (
          name === 'resolve' &&
          unwrapped(callee).type === 'MemberExpression' &&
          this.asksForPath(unwrapped(callee), scope)
        )
          return one(ASKED);
        const parts = node.arguments.map((argument) => this.fold(argument, scope, depth + 1));
        return product(parts, (parts) => joinedPath(parts, name === 'resolve'));
      }
      case 'dirname':
        return product([given(0)], ([path]) => path && dirname(path));
      case 'fileURLToPath':
      case 'pathToFileURL':
      case 'normalize':
      case 'realpathSync':
        return placesOnly(given(0));
      case 'toString':
        return callee.type === 'MemberExpression' ? placesOnly(this.fold(callee.object, scope, depth + 1)) : OPEN;
      case 'String':
        return given(0);
      default:
        return OPEN;
    }
  }

  /** Is it `require.resolve` or `import.meta.resolve`? */
  asksForPath(node: Expression | Super, scope: Scope): boolean {
    if (node.type !== 'MemberExpression' || memberName(node) !== 'resolve' || node.object.type === 'Super')
      return false;
    return node.object.type === 'MetaProperty' || this.isRequire(node.object, scope);
  }

  /** Is it, or may it be, the file's own `require`? */
  isRequire(node: Expression | Super, scope: Scope, depth = 0): boolean {
    if (depth > limits.foldDepth) return false;
    switch (node.type) {
      case 'Identifier': {
        const binding = scope.find(node.name);
        if (binding === undefined) return this.#isCommonJs && node.name === 'require';
        let known = this.#isRequire.get(binding);
        if (known === undefined) {
          this.#isRequire.set(binding, false);
          known = binding.writes.some((write) => this.#writesRequire(write, depth + 1));
          this.#isRequire.set(binding, known);
        }
        return known;
      }
      case 'MemberExpression':
        return (
          memberName(node) === 'require' &&
          node.object.type === 'Identifier' &&
          node.object.name === 'module' &&
          this.#isCommonJs &&
          scope.find('module') === undefined
        );
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

  #writesRequire(write: Write, depth: number): boolean {
    if (write.kind === 'value') return write.member === undefined && this.isRequire(write.node, write.scope, depth);
    if (write.kind !== 'parameter') return false;
    return this.#argumentsOf(write.of, write.index).some(
      ({ node, scope }) => node.type !== 'SpreadElement' && this.isRequire(node, scope, depth),
    );
  }

  /** `createRequire(import.meta.url)`, and a function called where it stands that returns `require` (esbuild's `__require`). */
  #givesRequire(node: CallExpression, scope: Scope, depth: number): boolean {
    const callee = unwrapped(node.callee);
    const name = callee.type === 'Identifier' ? callee.name : memberName(callee);
    if (name !== undefined && /^_*createRequire/.test(this.#originalName(name, scope))) {
      const { values } = this.fold(node.arguments[0], scope, depth + 1);
      return values.some(({ kind, text }) => kind === 'self' || (kind === 'folder' && /^\.\/[^/]*$/.test(text)));
    }
    if (!isFunction(callee) || callee.body.type === 'BlockStatement') return false;
    return this.isRequire(callee.body, this.#walked.scopeOf.get(callee) ?? scope, depth + 1);
  }

  /** Bundlers import under names of their own: `import { createRequire as x } from 'module'`. */
  #originalName(name: string, scope: Scope): string {
    for (const write of scope.find(name)?.writes ?? []) {
      if (write.kind === 'import') return write.name;
      if (write.kind === 'value' && write.member !== undefined) return write.member;
    }
    return name;
  }

  /** What a function is given for a parameter where it is called where it stands, or by the name under which it is handed on. */
  #argumentsOf(of: FunctionNode, index: number): Placed<Argument>[] {
    const called = this.#walked.immediate.get(of);
    if (called !== undefined) {
      const shift = memberName(called.node.callee) === 'call' ? 1 : 0;
      const node = memberName(called.node.callee) === 'apply' ? undefined : called.node.arguments[index + shift];
      return node === undefined ? [] : [{ node, scope: called.scope }];
    }
    return this.#handedOn(of, index);
  }

  /** `(function (factory) { factory(require, exports) })(function (require, exports) { … })`: TypeScript's UMD. */
  #handedOn(of: FunctionNode, index: number): Placed<Argument>[] {
    const place = this.#walked.argumentOf.get(of);
    if (place === undefined || !isFunction(place.call.callee)) return [];
    const param = place.call.callee.params[place.index];
    const inner = this.#walked.scopeOf.get(place.call.callee);
    if (param?.type !== 'Identifier' || inner === undefined) return [];
    const binding = inner.find(param.name);
    return (binding ? (this.#callsByName().get(binding) ?? []) : []).flatMap(({ node, scope }) => {
      const given = node.arguments[index];
      return given === undefined ? [] : [{ node: given, scope }];
    });
  }

  #callsByName(): ReadonlyMap<Binding, readonly Placed<CallExpression>[]> {
    if (this.#calls !== undefined) return this.#calls;
    const calls = (this.#calls = new Map<Binding, Placed<CallExpression>[]>());
    for (const { node, scope } of this.#walked.candidates) {
      const binding =
        node.type === 'CallExpression' && node.callee.type === 'Identifier' ? scope.find(node.callee.name) : undefined;
      if (node.type !== 'CallExpression' || binding === undefined) continue;
      const known = calls.get(binding);
      if (known === undefined) calls.set(binding, [{ node, scope }]);
      else known.push({ node, scope });
    }
    return calls;
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
      case 'CallExpression': {
        const [first, ...more] = node.arguments;
        if (first === undefined) return undefined;
        if (this.isRequire(node.callee, scope))
          return first.type === 'Literal' && typeof first.value === 'string' ? first.value : undefined;
        // `__importStar(require('x'))` and its like.
        return more.length === 0 && first.type === 'CallExpression' && node.callee.type !== 'CallExpression'
          ? this.moduleOf(first, scope, depth + 1)
          : undefined;
      }
      default:
        return undefined;
    }
  }
}

/** `(0, a.b)(…)` calls `a.b` without its `this`. */
export function unwrapped<T extends Expression | Super>(node: T): T | Expression {
  return node.type === 'SequenceExpression' ? (node.expressions.at(-1) ?? node) : node;
}

function onlyValue(binding: Binding | undefined): Extract<Write, { kind: 'value' }> | undefined {
  const [write, ...others] = binding?.writes ?? [];
  return write?.kind === 'value' && write.member === undefined && others.length === 0 ? write : undefined;
}
