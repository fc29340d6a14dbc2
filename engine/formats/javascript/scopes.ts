import type { AnyNode, Expression, Function as FunctionNode } from 'acorn';

/** One value that a name may have. */
export type Write = Readonly<
  | {
      kind: 'value';
      node: Expression;
      scope: Scope;
      /** Member that is taken of it: `const { join } = …`. */ member?: string;
    }
  /** Added to what it was before: `name += '.js'`. */
  | { kind: 'append'; node: Expression; scope: Scope }
  /** An element of a list: `for (const x of …)`. */
  | { kind: 'element'; node: Expression; scope: Scope }
  | { kind: 'import'; source: string; /** `*`: the whole module. */ name: string }
  | { kind: 'parameter'; of: FunctionNode; index: number }
  | { kind: 'function'; node: FunctionNode }
  | { kind: 'unknown' }
>;

/** A declared name with everything that is ever written to it. */
export class Binding {
  readonly name: string;
  readonly writes: Write[] = [];
  constructor(name: string) {
    this.name = name;
  }
}

/** What an answer depends on, collected while `on`: another text where these stand may give another answer. */
export type Followed = { on: boolean; readonly names: Set<string>; readonly functions: Set<FunctionNode> };

/** Names of one function or block. */
export class Scope {
  readonly parent: Scope | undefined;
  /** Where `var` ends up. */
  readonly home: Scope;
  /** One for all scopes of a file. */
  readonly followed: Followed;
  #names: Map<string, Binding> | undefined;

  constructor(parent: Scope | undefined, isFunction: boolean, followed: Followed) {
    this.parent = parent;
    this.home = isFunction || parent === undefined ? this : parent.home;
    this.followed = followed;
  }

  get bindings(): Iterable<Binding> {
    return this.#names?.values() ?? [];
  }

  declare(name: string): Binding {
    this.#names ??= new Map();
    let binding = this.#names.get(name);
    if (binding === undefined) this.#names.set(name, (binding = new Binding(name)));
    return binding;
  }

  /** @returns undefined for a name that the file does not declare */
  find(name: string): Binding | undefined {
    if (this.followed.on) this.followed.names.add(name);
    // Blocks nest no deeper than the parser goes.
    return this.#names?.get(name) ?? this.parent?.find(name);
  }
}

/** An expression in its scope. */
export type Placed<T extends AnyNode = AnyNode> = Readonly<{ node: T; scope: Scope }>;
