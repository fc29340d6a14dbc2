import type { CallExpression, Expression, Function as FunctionNode, SpreadElement, Super } from 'acorn';
import type { Binding, Placed, Scope } from './scopes.ts';
import { isFunction, memberName } from './syntax.ts';
import type { Walked } from './walk-program.ts';

/** Something that is given to a function. */
export type Argument = Expression | SpreadElement;

/** `open`: it may be given other things too, from where the file does not show. */
type Given = Readonly<{ given: readonly Placed<Argument>[]; open: boolean }>;

/** Which functions calls lead to, and what functions are given, as far as the file's own text shows it. */
export class Callers {
  readonly #walked: Walked;
  #calls: Map<Binding, Placed<CallExpression>[]> | undefined;

  constructor(walked: Walked) {
    this.#walked = walked;
  }

  /** What a function gets for a parameter: where it stands, by its name, or by the name under which it is handed on. */
  given(of: FunctionNode, index: number): Given {
    const immediate = this.#walked.immediate.get(of);
    if (immediate !== undefined) {
      const method = memberName(immediate.node.callee);
      if (method === 'apply') return { given: [], open: true };
      return { given: argumentsAt([immediate], method === 'call' ? index + 1 : index), open: false };
    }
    const named = this.#walked.namesOf.get(of);
    const binding = named?.scope.find(named.node.name);
    if (binding !== undefined) {
      const open = this.#walked.handedOut.has(binding.name) || (of.type === 'FunctionExpression' && of.id != null);
      return { given: argumentsAt(this.#callsOf(binding), index), open };
    }
    return { given: argumentsAt(this.#handedOn(of), index), open: true };
  }

  /** A list whose elements a function gets one by one: `['a', 'b'].forEach((name) => …)`. */
  listFor(of: FunctionNode, index: number): Placed<Expression> | undefined {
    const callee = this.#walked.argumentOf.get(of)?.call.callee;
    const scope = this.#walked.scopeOf.get(of)?.parent;
    if (index !== 0 || scope === undefined || callee?.type !== 'MemberExpression' || callee.object.type === 'Super')
      return undefined;
    return /^(forEach|map|filter|some|every|find|flatMap)$/.test(memberName(callee) ?? '')
      ? { node: callee.object, scope }
      : undefined;
  }

  /** What a call may give. Undefined: it leads to something that the file does not show. */
  returned(callee: Expression | Super, scope: Scope): readonly Placed<Expression>[] | undefined {
    const functions = this.#functionsOf(callee, scope);
    return functions?.flatMap((called) => {
      const inner = this.#walked.scopeOf.get(called);
      return inner === undefined ? [] : (this.#walked.returns.get(inner) ?? []);
    });
  }

  #functionsOf(callee: Expression | Super, scope: Scope): FunctionNode[] | undefined {
    if (isFunction(callee)) return [callee];
    const writes = callee.type === 'Identifier' ? scope.find(callee.name)?.writes : undefined;
    const functions = writes?.map((write) =>
      write.kind === 'function'
        ? write.node
        : write.kind === 'value' && write.member === undefined && isFunction(write.node)
          ? write.node
          : undefined,
    );
    return functions?.every((found) => found !== undefined) ? functions : undefined;
  }

  /** `(function (factory) { factory(require, exports) })(function (require, exports) { … })`: TypeScript's UMD. */
  #handedOn(of: FunctionNode): readonly Placed<CallExpression>[] {
    const place = this.#walked.argumentOf.get(of);
    if (place === undefined || !isFunction(place.call.callee)) return [];
    const param = place.call.callee.params[place.index];
    const binding =
      param?.type === 'Identifier' ? this.#walked.scopeOf.get(place.call.callee)?.find(param.name) : undefined;
    return binding === undefined ? [] : this.#callsOf(binding);
  }

  #callsOf(binding: Binding): readonly Placed<CallExpression>[] {
    this.#calls ??= callsByName(this.#walked);
    return this.#calls.get(binding) ?? [];
  }
}

function callsByName({ candidates }: Walked): Map<Binding, Placed<CallExpression>[]> {
  const calls = new Map<Binding, Placed<CallExpression>[]>();
  for (const { node, scope } of candidates) {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') continue;
    const binding = scope.find(node.callee.name);
    const known = binding && calls.get(binding);
    if (known !== undefined) known.push({ node, scope });
    else if (binding !== undefined) calls.set(binding, [{ node, scope }]);
  }
  return calls;
}

/** A call with fewer arguments gives nothing; one that spreads a list gives what is not known. */
function argumentsAt(calls: readonly Placed<CallExpression>[], index: number): Placed<Argument>[] {
  return calls.flatMap(({ node, scope }) => {
    const spread = node.arguments.slice(0, index).find(({ type }) => type === 'SpreadElement');
    const given = spread ?? node.arguments[index];
    return given === undefined ? [] : [{ node: given, scope }];
  });
}
