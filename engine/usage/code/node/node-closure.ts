import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { ARCHITECTURE, type SourceKind } from '#engine/formats/javascript/module-request.ts';
import { readModuleRequests } from '#engine/formats/javascript/read-module-requests.ts';
import type { CodeClosure, CodeEdge, CodeReason } from '#shared/model/code-graph.ts';
import { parsePrintedPath, printPath, type RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { CodeInput, CodeRequest, CodeRequests, RequestCache } from '../types.ts';
import { findWithBindings, findWithNodeGypBuild, machinesOf } from './addons.ts';
import { NodeFiles, parentOf, within, withinText } from './files.ts';
import type { Resolution, ResolveMode } from './resolution.ts';
import { NodeResolver } from './resolver.ts';
import { kindOf } from './source-kind.ts';

/** A file that a program begins with. */
export type NodeEntry = Readonly<{
  /** Printed path; links are followed, as Node does. */
  path: string;
  /** The main script, or the option that loads it first. */
  how: 'main' | 'require' | 'import';
}>;

/** Code of a command line, which asks from the working folder. */
export type NodeCode = Readonly<{
  text: string;
  kind: SourceKind;
  /** What it is said by: the interpreter, printed. */
  from: string;
}>;

/**
 * What a Node program reaches by the requests that its sources state: breadth first, files and the package.json files that decided where
 * requests lead. Content that the input does not have ends a branch with `NotParsed`: fetch it and run this again with the same cache.
 */
export function nodeClosure(
  input: CodeInput,
  entries: readonly NodeEntry[],
  cache: RequestCache,
  codes: readonly NodeCode[] = [],
): CodeClosure {
  const closure = new Closure(input, cache);
  for (const { path } of entries) closure.enter(rootPath(path));
  for (const code of codes) closure.enterCode(code);
  closure.run();
  return { language: 'node', entries: closure.entries, edges: closure.edges };
}

/** Answers where single requests lead. `from`: the file that asks, a real path, printed. */
export function nodeResolver(input: CodeInput): (from: string, specifier: string, mode: ResolveMode) => Resolution {
  const resolver = new NodeResolver(new NodeFiles(input), input.env, rootPath(input.cwd));
  return (from, specifier, mode) => resolver.resolve(parentOf(rootPath(from)), specifier, mode);
}

function rootPath(printed: string): RootPath {
  return within('' as RootPath, parsePrintedPath(printed));
}

const TOO_LONG: CodeRequests = { ok: false, line: 1, column: 1, detail: `longer than ${limits.scriptBytes} bytes` };

/** Where an edge begins: what asks, in which words. */
type Asker = Pick<CodeEdge, 'from' | 'specifier' | 'line' | 'column' | 'lazy'>;

class Closure {
  readonly entries: string[] = [];
  readonly edges: CodeEdge[] = [];
  readonly #cache: RequestCache;
  readonly #files: NodeFiles;
  readonly #resolver: NodeResolver;
  readonly #cwd: RootPath;
  #machines: readonly string[] | undefined;
  readonly #queue: TreeNode[] = [];
  readonly #seen = new Set<RootPath>();
  /** package.json files with an edge, and whether every one of these is lazy. */
  readonly #packages = new Map<RootPath, boolean>();

  constructor(input: CodeInput, cache: RequestCache) {
    this.#cache = cache;
    this.#cwd = rootPath(input.cwd);
    this.#files = new NodeFiles(input);
    this.#resolver = new NodeResolver(this.#files, input.env, this.#cwd);
  }

  enter(path: RootPath): void {
    const node = this.#files.fileAt(path);
    this.entries.push(printPath(node?.path ?? path));
    if (node) this.#reach(node);
  }

  enterCode({ text, kind, from }: NodeCode): void {
    const read = readModuleRequests(Buffer.from(text), kind);
    const whole: Asker = { from, specifier: '', line: null, column: null, lazy: false };
    if (!read.ok) this.#none(whole, 'parse', 'NotParsed');
    // Its lines are those of no file.
    else for (const request of read.requests) this.#ask(this.#cwd, { ...whole, lazy: request.lazy }, request);
  }

  run(): void {
    for (let i = 0; i < this.#queue.length && !this.#isFull(); i++) {
      const node = this.#queue[i];
      if (node) this.#follow(node);
    }
  }

  #isFull(): boolean {
    return this.edges.length >= limits.codeEdges || this.#files.lookups >= limits.codeLookups;
  }

  #reach(node: TreeNode): void {
    if (this.#seen.has(node.path)) return;
    this.#seen.add(node.path);
    this.#queue.push(node);
  }

  #follow(node: TreeNode): void {
    const { kind, package: decides } = kindOf(this.#files, node.path);
    if (kind === 'none') return;
    const from = printPath(node.path);
    const whole: Asker = { from, specifier: '', line: null, column: null, lazy: false };
    if (decides !== undefined) this.#decided(whole, decides);
    const requests = this.#requestsOf(node, kind);
    if (requests === undefined) this.#none(whole, 'read', 'NotParsed');
    else if (!requests.ok) this.#none({ ...whole, line: requests.line, column: requests.column }, 'parse', 'NotParsed');
    else
      for (const request of requests.requests) {
        if (!this.#isFull()) this.#ask(parentOf(node.path), { from, ...request }, request);
      }
    if (this.#isFull()) this.#none(whole, 'limit', 'NotParsed');
  }

  /** Each content is parsed once, also when the closure is made again. */
  #requestsOf(node: TreeNode, kind: SourceKind): CodeRequests | undefined {
    // Its bytes need not be fetched.
    if ((node.size ?? 0) > limits.scriptBytes) return TOO_LONG;
    const known = node.sha256 && this.#cache.get(`${node.sha256} ${kind}`);
    if (known !== undefined) return known;
    const bytes = this.#files.bytesOf(node);
    if (bytes === undefined) return undefined;
    const key = `${node.sha256 ?? sha256(bytes)} ${kind}`;
    let requests = this.#cache.get(key);
    if (requests === undefined) this.#cache.set(key, (requests = readModuleRequests(bytes, kind)));
    return requests;
  }

  #ask(folder: RootPath, place: Omit<Asker, 'specifier'>, { specifier, how }: CodeRequest): void {
    const { from, line, column, lazy } = place;
    const asker: Asker = { from, specifier: specifier ?? '', line, column, lazy };
    const specifiers = specifier === null ? [] : this.#forMachine(specifier);
    if (specifiers.length === 0) this.#none({ ...asker, specifier: '' }, how, 'DynamicImport');
    for (const specifier of specifiers) this.#resolve(folder, { ...asker, specifier }, how);
  }

  /** None: it has the machine's name in it, which the image does not tell. */
  #forMachine(specifier: string): readonly string[] {
    if (!specifier.includes(ARCHITECTURE)) return [specifier];
    this.#machines ??= machinesOf(this.#files).names;
    return this.#machines.map((name) => specifier.replaceAll(ARCHITECTURE, name));
  }

  #resolve(folder: RootPath, asker: Asker, how: string): void {
    const { specifier } = asker;
    switch (how) {
      case 'bindings':
        this.#addons(asker, how, [findWithBindings(this.#files, folder, specifier)]);
        break;
      case 'node-gyp-build':
        this.#addons(asker, how, findWithNodeGypBuild(this.#files, withinText(folder, specifier)));
        break;
      default: {
        const base = how.endsWith(' in cwd') ? this.#cwd : folder;
        this.#lead(asker, this.#resolver.resolve(base, specifier, modeOf(how)));
      }
    }
  }

  #lead(asker: Asker, { to, rule, packages, unreadable }: Resolution): void {
    for (const path of packages) this.#decided(asker, path);
    if (to === undefined) return;
    if (to === null) this.#none(asker, rule, unreadable ? 'NotParsed' : 'ModuleNotFound');
    else this.#edge(asker, to, rule);
  }

  #addons(asker: Asker, rule: string, found: readonly (TreeNode | undefined)[]): void {
    const nodes = found.filter((node) => node !== undefined);
    if (nodes.length === 0) this.#none(asker, rule, 'ModuleNotFound');
    for (const node of nodes) this.#edge(asker, node, rule);
  }

  #decided(asker: Asker, path: RootPath): void {
    const known = this.#packages.get(path);
    if (known === false || known === asker.lazy) return;
    this.#packages.set(path, asker.lazy);
    this.edges.push({ ...asker, to: printPath(path), rule: 'package.json' });
  }

  #edge(asker: Asker, to: TreeNode, rule: string): void {
    this.edges.push({ ...asker, to: printPath(to.path), rule });
    this.#reach(to);
  }

  #none(asker: Asker, rule: string, reason: CodeReason): void {
    this.edges.push({ ...asker, to: null, rule, reason });
  }
}

/** Programs and threads are started as modules are required, but with the file's whole name. */
function modeOf(how: string): ResolveMode {
  return how === 'require' || how === 'require.resolve' || how.startsWith('fork') ? 'require' : 'import';
}
