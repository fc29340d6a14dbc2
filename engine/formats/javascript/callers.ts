import type { CallExpression, Expression, Function as FunctionNode, SpreadElement, Super } from 'acorn';
import { limits } from '#engine/bytes/limits.ts';
import { Binding, type Placed, type Scope } from './scopes.ts';
import { isFunction, memberName } from './syntax.ts';
import type { Walked } from './walk-program.ts';

/** Something that is given to a function. */
export type Argument = Expression | SpreadElement;

/** `open`: it may be given other things too, from where the file does not show. */
type Given = Readonly<{ given: readonly Placed<Argument>[]; open: boolean }>;

/** Which functions calls lead to, and what functions are given, as far as the file's own text shows it. */
export class Callers {
  readonly #walked: Walked;
  readonly #returns = new Map<Binding | FunctionNode, readonly Placed<Expression>[] | undefined>();
  #calls: Map<Binding, Placed<CallExpression>[]> | undefined;

  constructor(walked: Walked) {
    this.#walked = walked;
  }

  /**
   * What a function gets for a parameter: where it stands, by its name, or by the name under which it is handed on; of many calls the
   * first {@link limits.foldedValues}.
   */
  given(of: FunctionNode, index: number): Given {
    // No function that loads modules by name has so many; looking at each argument before it takes the square of their number.
    if (index > limits.foldedValues) return { given: [], open: true };
    const immediate = this.#walked.immediate.get(of);
    if (immediate !== undefined) {
      const method = memberName(immediate.node.callee);
      if (method === 'apply') return { given: [], open: true };
      return { given: argumentsAt([immediate], method === 'call' ? index + 1 : index), open: false };
    }
    const named = this.#walked.namesOf.get(of);
    const binding = named?.scope.find(named.node.name);
    const calls = binding === undefined ? this.#handedOn(of) : this.#callsOf(binding);
    const some = calls.slice(0, limits.foldedValues);
    const ownName = of.type === 'FunctionExpression' && of.id != null;
    const open =
      binding === undefined || ownName || this.#walked.handedOut.has(binding.name) || calls.length > some.length;
    return { given: argumentsAt(some, index), open };
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

  /** As {@link returned}, for a name. */
  returnedBy(binding: Binding): readonly Placed<Expression>[] | undefined {
    if (!this.#returns.has(binding)) this.#returns.set(binding, this.#returnsOf(binding));
    return this.#returns.get(binding);
  }

  /** What a call may give, the same list for the same function. Undefined: it leads to something that the file does not show. */
  returned(callee: Expression | Super, scope: Scope): readonly Placed<Expression>[] | undefined {
    const key = isFunction(callee) ? callee : callee.type === 'Identifier' ? scope.find(callee.name) : undefined;
    if (key === undefined) return undefined;
    if (!this.#returns.has(key)) this.#returns.set(key, this.#returnsOf(key));
    return this.#returns.get(key);
  }

  #returnsOf(key: Binding | FunctionNode): readonly Placed<Expression>[] | undefined {
    const functions = key instanceof Binding ? functionsNamed(key) : [key];
    const returns = functions?.flatMap((called) => {
      const inner = this.#walked.scopeOf.get(called);
      if (inner?.followed.on) inner.followed.functions.add(called);
      return inner === undefined ? [] : (this.#walked.returns.get(inner) ?? []);
    });
    return returns !== undefined && returns.length <= limits.foldedValues ? returns : undefined;
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

/** Undefined: something else has, or may have, that name. */
function functionsNamed({ writes }: Binding): FunctionNode[] | undefined {
  const functions: FunctionNode[] = [];
  for (const write of writes) {
    if (write.kind === 'function') functions.push(write.node);
    else if (write.kind === 'value' && write.member === undefined && isFunction(write.node)) functions.push(write.node);
    else return undefined;
  }
  return functions;
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
    const given = node.arguments.slice(0, index + 1);
    const spread = given.find(({ type }) => type === 'SpreadElement');
    const last = spread ?? (given.length > index ? given.at(-1) : undefined);
    return last === undefined ? [] : [{ node: last, scope }];
  });
}
