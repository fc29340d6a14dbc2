import type {
  CallExpression,
  Expression,
  Function as FunctionNode,
  NewExpression,
  Program,
  SpreadElement,
  Super,
} from 'acorn';
import { limits } from '#engine/bytes/limits.ts';
import type { Constant } from './file-path.ts';
import { type Folded, OPEN } from './folded.ts';
import { Folder } from './fold.ts';
import { isFree, unwrapped } from './module-names.ts';
import type { RequestConstruct } from './module-request.ts';
import type { Scope } from './scopes.ts';
import { memberName, nameOf } from './syntax.ts';
import { type Candidate, walkProgram } from './walk-program.ts';

/** A request with its offsets in the text. */
export type PlacedRequest = Readonly<{
  specifier: string | null;
  how: RequestConstruct;
  at: number;
  to: number;
  lazy: boolean;
}>;

type Asked = Readonly<{ how: RequestConstruct; what: Folded }>;

/** What else a text may not have for its requests to be these: uses of names, and other bodies of functions. */
export type Follows = Readonly<{ names: ReadonlySet<string>; functions: ReadonlySet<FunctionNode> }>;

/** Requests of a program, in the order of its text, at most {@link limits.requestsPerFile}. */
export function findRequests(
  program: Program,
  isCommonJs: boolean,
): Readonly<{ requests: readonly PlacedRequest[]; follows: () => Follows }> {
  const walked = walkProgram(program);
  const folder = new Folder(walked, isCommonJs);
  const requests: PlacedRequest[] = walked.declared.map(({ how, source, at }) => ({
    specifier: source,
    how,
    at,
    to: at,
    lazy: false,
  }));
  for (const candidate of walked.candidates) {
    if (requests.length > limits.requestsPerFile) break;
    const asked = askedBy(candidate, folder);
    if (asked === undefined) continue;
    const { values, open } = asked.what;
    // One of several values is asked for in some runs only.
    const lazy = candidate.lazy || open || values.length > 1;
    const { start: at, end: to } = candidate.node;
    for (const value of values) if (value.kind !== 'asked') requests.push({ ...named(value, asked.how), at, to, lazy });
    if (open) requests.push({ specifier: null, how: asked.how, at, to, lazy: candidate.lazy });
  }
  // What is called first begins at the same place: `require('a')('b')`.
  return {
    requests: requests.sort((a, b) => a.at - b.at || a.to - b.to).slice(0, limits.requestsPerFile),
    follows: () => {
      const { names, functions } = walked.followed;
      const leading = new Set(names);
      for (const scope of walked.scopes)
        for (const binding of scope.bindings) if (folder.modules.leads(binding)) leading.add(binding.name);
      return { names: leading, functions };
    },
  };
}

/** A thread or process takes a relative text for one in the working directory. */
function named(value: Constant, how: RequestConstruct): Pick<PlacedRequest, 'specifier' | 'how'> {
  if (value.kind === 'self') return { specifier: null, how };
  const relative = value.kind === 'text' && !value.text.startsWith('/');
  return { specifier: value.text, how: relative && (how === 'Worker' || how === 'fork') ? `${how} in cwd` : how };
}

function askedBy({ node, scope }: Candidate, folder: Folder): Asked | undefined {
  if (node.type === 'ImportExpression') return { how: 'import()', what: folder.fold(node.source, scope) };
  return node.type === 'NewExpression' ? startedBy(node, scope, folder) : calledBy(node, scope, folder);
}

/** `new Worker(…)`, of `worker_threads`. */
function startedBy(node: NewExpression, scope: Scope, folder: Folder): Asked | undefined {
  if (nameCalled(node.callee) !== 'Worker' || !isOf(node.callee, 'worker_threads', scope, folder)) return undefined;
  const [file, options] = node.arguments;
  const isCode =
    options?.type === 'ObjectExpression' &&
    options.properties.some(
      (property) =>
        property.type === 'Property' &&
        nameOf(property.key) === 'eval' &&
        !(property.value.type === 'Literal' && property.value.value === false),
    );
  return isCode ? undefined : { how: 'Worker', what: folder.fold(file, scope) };
}

function calledBy(node: CallExpression, scope: Scope, folder: Folder): Asked | undefined {
  const callee = unwrapped(node.callee);
  const [first, second] = node.arguments;
  if (folder.modules.isRequire(callee, scope)) return { how: 'require', what: folder.fold(first, scope) };
  switch (memberName(callee)) {
    case 'resolve':
      if (callee.type !== 'MemberExpression' || !folder.modules.asksForPath(callee, scope)) break;
      if (callee.object.type === 'MetaProperty') return { how: 'import.meta.resolve', what: folder.fold(first, scope) };
      // With `paths` it is looked for elsewhere.
      return { how: 'require.resolve', what: second === undefined ? folder.fold(first, scope) : OPEN };
    case 'dlopen':
      if (callee.type === 'MemberExpression' && isFree(callee.object, 'process', scope))
        return { how: 'process.dlopen', what: folder.fold(second, scope) };
      break;
    default:
  }
  return calledOf(node, callee, scope, folder, first);
}

/** Calls of functions that other modules export. */
function calledOf(
  node: CallExpression,
  callee: Expression | Super,
  scope: Scope,
  folder: Folder,
  first: Expression | SpreadElement | undefined,
): Asked | undefined {
  const name = nameCalled(callee);
  if (name === 'fork' && isOf(callee, 'child_process', scope, folder))
    return { how: 'fork', what: folder.fold(first, scope) };
  if (name === 'register' && isOf(callee, 'module', scope, folder))
    return { how: 'module.register', what: folder.fold(first, scope) };
  if (callee.type !== 'Identifier' && callee.type !== 'CallExpression' && callee.type !== 'MemberExpression')
    return undefined;
  if (node.arguments.length !== 1) return undefined;
  const from = folder.modules.moduleOf(callee, scope);
  if (from === 'bindings') return { how: 'bindings', what: folder.fold(bindingName(first), scope) };
  const isGyp = from !== undefined && /^node-gyp-build(-optional-packages)?(\/|$)/.test(from);
  return isGyp ? { how: 'node-gyp-build', what: folder.fold(first, scope) } : undefined;
}

/** `bindings('name')` and `bindings({ bindings: 'name' })`. */
function bindingName(given: Expression | SpreadElement | undefined): Expression | SpreadElement | undefined {
  if (given?.type !== 'ObjectExpression') return given;
  const property = given.properties.find(
    (property) => property.type === 'Property' && nameOf(property.key) === 'bindings',
  );
  return property?.type === 'Property' ? property.value : undefined;
}

function nameCalled(callee: Expression | Super): string | undefined {
  return callee.type === 'Identifier' ? callee.name : memberName(callee);
}

function isOf(callee: Expression | Super, module: string, scope: Scope, folder: Folder): boolean {
  return folder.modules.moduleOf(callee, scope)?.replace(/^node:/, '') === module;
}
