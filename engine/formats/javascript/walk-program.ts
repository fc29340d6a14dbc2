import type {
  AnyNode,
  AssignmentExpression,
  CallExpression,
  Expression,
  Function as FunctionNode,
  Identifier,
  ImportExpression,
  NewExpression,
  Pattern,
  Program,
  VariableDeclarator,
} from 'acorn';
import { type Followed, type Placed, Scope, type Write } from './scopes.ts';
import { declaredOrCalled, forEachName, isFunction, isNode, memberName, nameOf } from './syntax.ts';

/** A call that may ask for a module. */
export type Candidate = Placed<CallExpression | NewExpression | ImportExpression> & Readonly<{ lazy: boolean }>;

/** A module that is named by the syntax itself. */
export type Declared = Readonly<{ how: 'import' | 'export'; source: string; at: number }>;

/** Where a function stands that is an argument of a call. */
type ArgumentPlace = Readonly<{ call: CallExpression; index: number }>;

/** What one walk over a program finds. */
export type Walked = Readonly<{
  scopes: readonly Scope[];
  followed: Followed;
  declared: readonly Declared[];
  candidates: readonly Candidate[];
  /** Calls of functions where they stand: `(function () { … })()`. */
  immediate: ReadonlyMap<FunctionNode, Placed<CallExpression>>;
  argumentOf: ReadonlyMap<FunctionNode, ArgumentPlace>;
  scopeOf: ReadonlyMap<FunctionNode, Scope>;
  /** Names that functions are declared under. */
  namesOf: ReadonlyMap<FunctionNode, Placed<Identifier>>;
  /** What a function returns, by its scope. */
  returns: ReadonlyMap<Scope, readonly Placed<Expression>[]>;
  /** Names that are used other than by calling them: functions of such names may be called from anywhere. */
  handedOut: ReadonlySet<string>;
}>;

type Item = Readonly<{ node: AnyNode; scope: Scope; lazy: boolean }>;

/** Nodes whose parts are run or not, by their keys. */
const BRANCHES: Readonly<Record<string, readonly string[]>> = {
  IfStatement: ['consequent', 'alternate'],
  ConditionalExpression: ['consequent', 'alternate'],
  LogicalExpression: ['right'],
  ForStatement: ['body', 'update'],
  ForInStatement: ['body'],
  ForOfStatement: ['body'],
  WhileStatement: ['body'],
  DoWhileStatement: [],
  SwitchCase: ['consequent', 'test'],
  TryStatement: ['block', 'handler', 'finalizer'],
};

const BLOCKS = new Set([
  'BlockStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'SwitchStatement',
  'CatchClause',
  'StaticBlock',
]);

/** Collects scopes and requests. With a list of its own instead of recursion: chains of calls are as deep as they are long. */
export function walkProgram(program: Program): Walked {
  const walk = new Walk();
  walk.run(program);
  return walk;
}

class Walk implements Walked {
  readonly scopes: Scope[] = [];
  readonly followed: Followed = { on: false, names: new Set(), functions: new Set() };
  readonly declared: Declared[] = [];
  readonly candidates: Candidate[] = [];
  readonly immediate = new Map<FunctionNode, Placed<CallExpression>>();
  readonly argumentOf = new Map<FunctionNode, ArgumentPlace>();
  readonly scopeOf = new Map<FunctionNode, Scope>();
  readonly namesOf = new Map<FunctionNode, Placed<Identifier>>();
  readonly returns = new Map<Scope, Placed<Expression>[]>();
  readonly handedOut = new Set<string>();
  /** A name may be assigned above its declaration. */
  readonly #assigned: Readonly<{ name: string; scope: Scope; write: Write }>[] = [];
  readonly #stack: Item[] = [];

  run(program: Program): void {
    this.#stack.push({ node: program, scope: this.#scope(undefined, true), lazy: false });
    for (let item = this.#stack.pop(); item !== undefined; item = this.#stack.pop()) this.#visit(item);
    for (const { name, scope, write } of this.#assigned) scope.find(name)?.writes.push(write);
  }

  #scope(parent: Scope | undefined, isFunction: boolean): Scope {
    const scope = new Scope(parent, isFunction, this.followed);
    this.scopes.push(scope);
    return scope;
  }

  #visit({ node, scope, lazy }: Item): void {
    switch (node.type) {
      case 'ImportDeclaration':
        this.#import(node.source.value, 'import', node.start);
        for (const { type, local, ...rest } of node.specifiers)
          scope.declare(local.name).writes.push({
            kind: 'import',
            source: String(node.source.value),
            name: type === 'ImportNamespaceSpecifier' ? '*' : 'imported' in rest ? nameOf(rest.imported) : 'default',
          });
        return;
      case 'ExportAllDeclaration':
        this.#import(node.source.value, 'export', node.start);
        return;
      case 'ExportNamedDeclaration':
        if (node.source) {
          this.#import(node.source.value, 'export', node.start);
          return;
        }
        break;
      case 'FunctionDeclaration':
        if (node.id) {
          scope.declare(node.id.name).writes.push({ kind: 'function', node });
          this.namesOf.set(node, { node: node.id, scope });
        }
        this.#function(node, scope, true);
        return;
      case 'ReturnStatement':
        if (node.argument) this.#returned(node.argument, scope);
        break;
      case 'Identifier':
        this.handedOut.add(node.name);
        return;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#function(node, scope, lazy || !this.immediate.has(node));
        return;
      case 'ClassDeclaration':
        if (node.id) scope.declare(node.id.name).writes.push({ kind: 'unknown' });
        break;
      case 'VariableDeclaration':
        for (const declarator of node.declarations)
          this.#declarator(declarator, node.kind === 'var' ? scope.home : scope, scope);
        break;
      case 'AssignmentExpression':
        this.#assign(node.left, assignedBy(node, scope), scope);
        break;
      case 'CallExpression':
        this.candidates.push({ node, scope, lazy });
        this.#call(node, scope);
        break;
      case 'NewExpression':
      case 'ImportExpression':
        this.candidates.push({ node, scope, lazy });
        break;
      case 'PropertyDefinition':
        this.#push(node.key, scope, lazy);
        if (node.value) this.#push(node.value, scope, lazy || !node.static);
        return;
      default:
    }
    this.#children(node, scope, lazy);
  }

  #declarator({ id, init }: VariableDeclarator, home: Scope, scope: Scope): void {
    // Without a value it is undefined, or what a loop gives it.
    if (!init && id.type === 'Identifier') home.declare(id.name);
    else this.#declare(id, home, init ? { kind: 'value', node: init, scope } : { kind: 'unknown' });
    if (init && id.type === 'Identifier' && isFunction(init)) this.namesOf.set(init, { node: id, scope });
  }

  #returned(node: Expression, scope: Scope): void {
    const known = this.returns.get(scope.home);
    if (known === undefined) this.returns.set(scope.home, [{ node, scope }]);
    else known.push({ node, scope });
  }

  #children(node: AnyNode, scope: Scope, lazy: boolean): void {
    const inner = BLOCKS.has(node.type) ? this.#scope(scope, false) : scope;
    if (node.type === 'CatchClause' && node.param) this.#declare(node.param, inner, { kind: 'unknown' });
    if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
      const write: Write =
        node.type === 'ForOfStatement' ? { kind: 'element', node: node.right, scope } : { kind: 'unknown' };
      if (node.left.type !== 'VariableDeclaration') this.#assign(node.left, write, scope);
      else
        for (const { id } of node.left.declarations)
          this.#declare(id, node.left.kind === 'var' ? scope.home : inner, write);
    }
    const skipped = declaredOrCalled(node);
    const branches = BRANCHES[node.type];
    const parts = node as unknown as Readonly<Record<string, unknown>>;
    // Backwards, since the last that is put on the stack is the first that is taken.
    for (const key of Object.keys(parts).reverse()) {
      const child = parts[key];
      if (typeof child !== 'object' || child === null) continue;
      const inBranch = lazy || branches?.includes(key) === true;
      if (!Array.isArray(child)) {
        if (isNode(child) && child !== skipped) this.#push(child, inner, inBranch);
      } else
        for (let i = child.length - 1; i >= 0; i--) {
          const part: unknown = child[i];
          if (isNode(part)) this.#push(part, inner, inBranch);
        }
    }
  }

  #push(node: AnyNode, scope: Scope, lazy: boolean): void {
    this.#stack.push({ node, scope, lazy });
  }

  #function(node: FunctionNode, outer: Scope, lazy: boolean): void {
    const scope = this.#scope(outer, true);
    this.scopeOf.set(node, scope);
    if (node.type === 'FunctionExpression' && node.id)
      scope.declare(node.id.name).writes.push({ kind: 'function', node });
    for (const [index, param] of node.params.entries()) {
      this.#declare(param, scope, { kind: 'parameter', of: node, index });
      if (param.type !== 'Identifier') this.#push(param, scope, lazy);
    }
    if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement')
      this.#returned(node.body, scope);
    this.#push(node.body, scope, lazy);
  }

  #call(node: CallExpression, scope: Scope): void {
    const { callee } = node;
    const called =
      callee.type === 'MemberExpression' && /^(call|apply)$/.test(memberName(callee) ?? '') ? callee.object : callee;
    if (isFunction(called)) this.immediate.set(called, { node, scope });
    for (const [index, given] of node.arguments.entries())
      if (isFunction(given)) this.argumentOf.set(given, { call: node, index });
  }

  #declare(pattern: Pattern, scope: Scope, write: Write): void {
    forEachName(pattern, write, scope, (name, write) => scope.declare(name).writes.push(write));
  }

  #assign(pattern: Pattern, write: Write, scope: Scope): void {
    forEachName(pattern, write, scope, (name, write) => this.#assigned.push({ name, scope, write }));
  }

  #import(source: unknown, how: 'import' | 'export', at: number): void {
    if (typeof source === 'string') this.declared.push({ how, source, at });
  }
}

function assignedBy({ operator, right }: AssignmentExpression, scope: Scope): Write {
  if (operator === '+=') return { kind: 'append', node: right, scope };
  const sets = operator === '=' || operator === '||=' || operator === '&&=' || operator === '??=';
  return sets ? { kind: 'value', node: right, scope } : { kind: 'unknown' };
}
