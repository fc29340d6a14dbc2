import type { CallExpression, Expression, NewExpression, Super } from 'acorn';
import { limits } from '#engine/bytes/limits.ts';
import { type Argument, Callers } from './callers.ts';
import { ARCHITECTURE } from './module-request.ts';
import { ASKED, dirname, folder, joinedPath, SELF, text, urlFrom } from './file-path.ts';
import { combined, type Folded, NONE, one, OPEN, placesOnly, product, union } from './folded.ts';
import type { Binding, Placed, Scope, Write } from './scopes.ts';
import { isFree, ModuleNames, unwrapped } from './module-names.ts';
import { memberName, nameOf } from './syntax.ts';
import type { Walked } from './walk-program.ts';

/** What the package sharp calls its compiled part by; the function stands in another of its files. */
const SHARP_PLATFORMS = union([one(text(`linux-${ARCHITECTURE}`)), one(text(`linuxmusl-${ARCHITECTURE}`))]);

/** Answers what expressions of one file are, as far as its text shows it. Nothing is run; an image's programs run on Linux. */
export class Folder {
  readonly modules: ModuleNames;
  readonly #callers: Callers;
  /** A CommonJS file has `__dirname` and `__filename`. */
  readonly #isCommonJs: boolean;
  readonly #known = new Map<Binding, Folded>();
  readonly #returned = new Map<readonly Placed<Expression>[], Folded>();

  constructor(walked: Walked, isCommonJs: boolean) {
    this.#isCommonJs = isCommonJs;
    this.#callers = new Callers(walked);
    this.modules = new ModuleNames(this.#callers, isCommonJs, (node, scope, depth) => this.fold(node, scope, depth));
  }

  fold(node: Argument | Super | undefined, scope: Scope, depth = 0): Folded {
    const { followed } = scope;
    if (followed.on) return this.#fold(node, scope, depth);
    followed.on = true;
    const folded = this.#fold(node, scope, depth);
    followed.on = false;
    return folded;
  }

  #fold(node: Argument | Super | undefined, scope: Scope, depth: number): Folded {
    if (node === undefined || depth > limits.foldDepth) return OPEN;
    switch (node.type) {
      case 'Literal':
        if (typeof node.value === 'string' || typeof node.value === 'number') return one(text(String(node.value)));
        // No request is made of these.
        return node.value === null || node.value === false ? NONE : OPEN;
      case 'TemplateLiteral': {
        let result = one(text(node.quasis[0]?.value.cooked ?? ''));
        for (const [i, part] of node.expressions.entries()) {
          result = combined(result, this.#fold(part, scope, depth + 1));
          result = combined(result, one(text(node.quasis[i + 1]?.value.cooked ?? '')));
        }
        return result;
      }
      case 'BinaryExpression':
        if (node.operator !== '+' || node.left.type === 'PrivateIdentifier') return OPEN;
        return combined(this.#fold(node.left, scope, depth + 1), this.#fold(node.right, scope, depth + 1));
      case 'ConditionalExpression':
        return union([this.#fold(node.consequent, scope, depth + 1), this.#fold(node.alternate, scope, depth + 1)]);
      case 'LogicalExpression': {
        const right = this.#fold(node.right, scope, depth + 1);
        return node.operator === '&&' ? right : union([this.#fold(node.left, scope, depth + 1), right]);
      }
      case 'AssignmentExpression':
        return node.operator === '=' ? this.#fold(node.right, scope, depth + 1) : OPEN;
      case 'SequenceExpression':
        return this.#fold(node.expressions.at(-1), scope, depth + 1);
      case 'AwaitExpression':
        return this.#fold(node.argument, scope, depth + 1);
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
      if (this.#isCommonJs && name === '__filename') return one(SELF);
      return name === 'undefined' ? NONE : OPEN;
    }
    const known = this.#known.get(binding);
    if (known !== undefined) return known;
    // A name that is made from itself (`x = x + 1`) has values that are not known.
    this.#known.set(binding, OPEN);
    const folded = this.#writes(binding, depth + 1);
    this.#known.set(binding, folded);
    return folded;
  }

  #writes({ writes }: Binding, depth: number): Folded {
    const set = union(writes.flatMap((write) => (write.kind === 'append' ? [] : [this.#write(write, depth)])));
    // Each may be added once, or not at all; what is added in a loop is not known.
    const added = writes.flatMap((write) =>
      write.kind === 'append' ? [combined(set, this.#fold(write.node, write.scope, depth))] : [],
    );
    return union([set, ...added]);
  }

  #write(write: Write, depth: number): Folded {
    switch (write.kind) {
      case 'value':
        return write.member === undefined
          ? this.#fold(write.node, write.scope, depth)
          : this.#property(write.node, write.member, write.scope, depth);
      case 'element':
        return this.#elements(write.node, write.scope, depth);
      case 'parameter':
        return this.#parameter(write, depth);
      default:
        return OPEN;
    }
  }

  #parameter({ of, index }: Extract<Write, { kind: 'parameter' }>, depth: number): Folded {
    const list = this.#callers.listFor(of, index);
    if (list !== undefined) return this.#elements(list.node, list.scope, depth);
    const { given, open } = this.#callers.given(of, index);
    return union([...given.map(({ node, scope }) => this.#fold(node, scope, depth)), open ? OPEN : NONE]);
  }

  #elements(node: Expression, scope: Scope, depth: number): Folded {
    if (depth > limits.foldDepth) return OPEN;
    if (node.type === 'Identifier') {
      const only = onlyValue(scope.find(node.name));
      return only === undefined ? OPEN : this.#elements(only.node, only.scope, depth + 1);
    }
    if (node.type !== 'ArrayExpression' || node.elements.length > limits.foldedValues) return OPEN;
    return union(node.elements.map((element) => (element === null ? NONE : this.#fold(element, scope, depth + 1))));
  }

  #member(node: Extract<Expression, { type: 'MemberExpression' }>, scope: Scope, depth: number): Folded {
    const name = memberName(node);
    if (name === undefined || node.object.type === 'Super') return OPEN;
    if (node.object.type === 'MetaProperty') {
      if (name === 'dirname') return one(folder('.'));
      return name === 'url' || name === 'filename' ? one(SELF) : OPEN;
    }
    if (isFree(node.object, 'process', scope) && name === 'platform') return one(text('linux'));
    if (isFree(node.object, 'process', scope) && name === 'arch') return one(text(ARCHITECTURE));
    if (name === 'href' || name === 'pathname') return placesOnly(this.#fold(node.object, scope, depth + 1));
    return this.#property(node.object, name, scope, depth);
  }

  /** A member of an object that is written out, and never assigned as a whole again. */
  #property(node: Expression, name: string, scope: Scope, depth: number): Folded {
    if (depth > limits.foldDepth) return OPEN;
    if (node.type === 'Identifier') {
      const only = onlyValue(scope.find(node.name));
      return only === undefined ? OPEN : this.#property(only.node, name, only.scope, depth + 1);
    }
    if (node.type !== 'ObjectExpression' || node.properties.length > limits.foldedValues) return OPEN;
    const property = node.properties.findLast(
      (property) => property.type === 'Property' && !property.computed && nameOf(property.key) === name,
    );
    // Its member may be assigned elsewhere: the value that is written is one of them.
    return property?.type === 'Property' ? { ...this.#fold(property.value, scope, depth + 1), open: true } : OPEN;
  }

  #call(node: CallExpression | NewExpression, scope: Scope, depth: number): Folded {
    const { callee } = node;
    const called = unwrapped(callee);
    const name = called.type === 'Identifier' ? this.modules.originalName(called.name, scope) : memberName(called);
    const given = (index: number): Folded => this.#fold(node.arguments[index], scope, depth + 1);
    if (node.type === 'NewExpression') {
      if (name !== 'URL' || node.arguments.length !== 2) return OPEN;
      return product([given(0), given(1)], ([reference, base]) => reference && base && urlFrom(reference, base));
    }
    const returned = this.#callers.returned(called, scope);
    if (returned !== undefined) return this.#returns(returned, depth + 1);
    switch (name) {
      case 'resolve':
        if (this.modules.asksForPath(called, scope)) return one(ASKED);
        return this.#join(node, true, scope, depth);
      case 'join':
        return this.#join(node, false, scope, depth);
      case 'dirname':
        return product([given(0)], ([path]) => path && dirname(path));
      case 'fileURLToPath':
      case 'pathToFileURL':
      case 'normalize':
      case 'realpathSync':
        return placesOnly(given(0));
      case 'toString':
        return called.type === 'MemberExpression' ? placesOnly(this.#fold(called.object, scope, depth + 1)) : OPEN;
      case 'String':
        return given(0);
      case 'runtimePlatformArch':
        return this.modules.moduleOf(called, scope) === './libvips' ? SHARP_PLATFORMS : OPEN;
      case 'platform':
        return this.#isOfOs(called, scope) ? one(text('linux')) : OPEN;
      case 'arch':
        return this.#isOfOs(called, scope) ? one(text(ARCHITECTURE)) : OPEN;
      default:
        return OPEN;
    }
  }

  #join(node: CallExpression, absoluteWins: boolean, scope: Scope, depth: number): Folded {
    const parts = node.arguments.map((argument) => this.#fold(argument, scope, depth + 1));
    return product(parts, (parts) => joinedPath(parts, absoluteWins));
  }

  #returns(returned: readonly Placed<Expression>[], depth: number): Folded {
    let known = this.#returned.get(returned);
    if (known === undefined) {
      // What it returns of itself is not known.
      this.#returned.set(returned, OPEN);
      known = union(returned.map(({ node, scope }) => this.#fold(node, scope, depth)));
      this.#returned.set(returned, known);
    }
    return known;
  }

  #isOfOs(node: Expression | Super, scope: Scope): boolean {
    return /^(node:)?os$/.test(this.modules.moduleOf(node, scope) ?? '');
  }
}

function onlyValue(binding: Binding | undefined): Extract<Write, { kind: 'value' }> | undefined {
  const [write, ...others] = binding?.writes ?? [];
  return write?.kind === 'value' && write.member === undefined && others.length === 0 ? write : undefined;
}
