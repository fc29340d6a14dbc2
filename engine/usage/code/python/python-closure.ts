import type { CodeClosure } from '#shared/model/code-graph.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { bytesOf } from '../../links/search.ts';
import type { CodeInput, RequestCache } from '../types.ts';
import { Follower } from './follower.ts';
import { pathFrom, shown } from './folders.ts';
import { startupModules } from './known-modules.ts';
import { findLayout, minorOf, type PythonLayout } from './layout.ts';
import { type Module, ModuleTable } from './module-table.ts';
import { findProgram, type Options, optionsOf, type Program } from './program.ts';
import { makeSearchPath, type SearchPath } from './search-path.ts';
import { Sources } from './sources.ts';
import type { PythonStart } from './types.ts';

const ROOT = '' as RootPath;

/**
 * What a Python program reaches by its imports: those that run at once, and those that a call, a branch or `try` may run (`lazy`).
 *
 * A content that is not there is an edge without a target, reason NotParsed; made again with it and with the same cache, nothing is
 * parsed twice.
 */
export function pythonClosure(input: CodeInput, start: PythonStart, cache: RequestCache): CodeClosure {
  const set = setUp(input, start, cache);
  if (set === undefined) {
    const from = shown(pathFrom(pathFrom(ROOT, bytesOf(input.cwd)), bytesOf(start.interpreter)));
    const place = { line: null, column: null, lazy: false };
    const edge = {
      from,
      specifier: 'encodings',
      to: null,
      rule: 'startup',
      ...place,
      reason: 'ModuleNotFound',
    } as const;
    return { language: 'python', entries: [], edges: [edge] };
  }
  const { layout, search, options, program, sources } = set;
  const table = new ModuleTable(input.tree, sources, layout, search.entries);
  const follower = new Follower(table, sources, shown(layout.interpreter.path), set.cwd);
  startInterpreter(follower, layout, search, options);
  for (const archive of table.archives()) follower.note(undefined, shown(archive), 'sys.path', 'NotParsed');
  follower.startProgram([...(start.folders ?? []).map((one) => pathFrom(set.cwd, bytesOf(one))), ...program.folders]);
  const entry = enter(follower, start, program);
  follower.run();
  const { edges } = follower;
  return {
    language: 'python',
    entries: entry === undefined ? [] : [entry],
    // Lines of a command line are no lines of the interpreter.
    edges:
      start.program.kind === 'code'
        ? edges.map((edge) =>
            edge.from === shown(layout.interpreter.path) ? { ...edge, line: null, column: null } : edge,
          )
        : edges,
  };
}

/** `sys.path` of a program before it changes it, as printed paths; undefined without an interpreter and its library. */
export function pythonSearchPath(input: CodeInput, start: PythonStart, cache: RequestCache): string[] | undefined {
  const set = setUp(input, start, cache);
  return set && [...set.program.folders, ...set.search.entries].map(shown);
}

function setUp(input: CodeInput, start: PythonStart, cache: RequestCache) {
  const { tree } = input;
  const cwd = pathFrom(ROOT, bytesOf(input.cwd));
  const sources = new Sources(input, cache);
  const path = pathFrom(cwd, bytesOf(start.interpreter));
  const env = optionsOf(start, input.env, 0).hasVariables
    ? input.env
    : input.env.filter((one) => !one.startsWith('PYTHON'));
  const layout = findLayout(tree, sources, path, env);
  if (layout === undefined) return undefined;
  const options = optionsOf(start, env, minorOf(layout.version));
  const search = makeSearchPath(tree, sources, layout, { ...options, env, cwd });
  return { layout, search, options, program: findProgram(tree, start, cwd, options), sources, cwd };
}

/** All that is loaded before a line of the program, by rule `startup`. */
function startInterpreter(follower: Follower, layout: PythonLayout, search: SearchPath, { hasSite }: Options): void {
  const { venv, version } = layout;
  if (venv) follower.note(venv.config, 'pyvenv.cfg', 'startup', venv.isRead ? undefined : 'NotParsed');
  for (const name of startupModules(minorOf(version), hasSite)) follower.load(name, 'startup');
  for (const { node } of search.pathFiles) {
    follower.note(node, node.path.slice(node.path.lastIndexOf('/') + 1), 'startup');
    follower.runSource(node, '', 'pth');
  }
  if (hasSite) for (const name of ['sitecustomize', 'usercustomize']) follower.load(name, 'startup', true);
  follower.run();
}

/** @returns the printed path of what runs as `__main__` */
function enter(follower: Follower, start: PythonStart, { script, isArchive }: Program): string | undefined {
  let entry = script;
  if (start.program.kind === 'module') {
    follower.load('runpy', 'startup');
    const main = mainModule(follower, start.program.name);
    entry = main?.node;
    if (main?.node) follower.runSource(main.node, packageOf(main));
  } else if (start.program.kind === 'code') follower.runText(start.program.text);
  else if (script && isArchive) follower.note(undefined, shown(script.path), 'script', 'NotParsed');
  else if (script) {
    if (script.path.endsWith('/__main__.py')) follower.load('runpy', 'startup');
    follower.runSource(script, '');
  } else if (start.program.kind === 'script') follower.note(undefined, start.program.path, 'script', 'ModuleNotFound');
  const from = entry && shown(entry.path);
  for (const name of start.modules ?? []) follower.loadFor(from, name);
  return from;
}

/** `-m a` runs `a/__main__` where `a` is a package, whose `__init__` runs before. */
function mainModule(follower: Follower, name: string): Module | undefined {
  const module = follower.load(name, '-m');
  return module?.folders === undefined ? module : follower.load(`${name}.__main__`, '-m');
}

function packageOf({ name }: Module): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}
