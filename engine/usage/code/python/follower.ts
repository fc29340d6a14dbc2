import { readPythonRequests } from '#engine/formats/python-source/read-requests.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { CodeEdge, CodeReason } from '#shared/model/code-graph.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { CodeRequest, CodeRequests } from '../types.ts';
import { bytesOf } from '../../links/search.ts';
import { pathFrom, shown } from './folders.ts';
import { requestsFromC } from './known-modules.ts';
import type { Module, ModuleTable } from './module-table.ts';
import type { Sources } from './sources.ts';

const ROOT = '' as RootPath;

/** Who asks: a file, and the package that its relative requests begin at. */
export type Importer = Readonly<{
  from: string;
  package: string;
  /** Runs none of its functions before this module is asked for. */
  waitsFor?: string;
}>;

/**
 * Every virtual environment with setuptools starts it, to put setuptools' copy in the place of the library's distutils: what it may load
 * is loaded when somebody asks for that.
 */
const STAND_INS: ReadonlyMap<string, string> = new Map([['_distutils_hack', 'distutils']]);
const STOOD_IN_FOR: ReadonlySet<string> = new Set(STAND_INS.values());

/** Where a request is written, if it is. */
export type Asked = Readonly<{
  specifier: string;
  line: number | null;
  column: number | null;
  lazy: boolean;
  /** Stands for the rule by which the module was found. */
  rule?: string;
}>;

/** Follows requests breadth first; each module once. */
export class Follower {
  readonly edges: CodeEdge[] = [];
  readonly #table: ModuleTable;
  readonly #sources: Sources;
  readonly #interpreter: Importer;
  readonly #cwd: RootPath;
  readonly #seen = new Set<Module>();
  readonly #queue: (() => void)[] = [];
  /** What waits until the program's own folder is searched: nothing that is lazy runs before. */
  #later: (() => void)[] | undefined = [];
  /** What waits for a module that nobody has asked for yet. */
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #released = new Set<string>(['']);
  /** Packages and built-in modules that a file is known to reach. */
  readonly #known = new Set<string>();

  /** @param cwd working directory of the program */
  constructor(table: ModuleTable, sources: Sources, interpreter: string, cwd: RootPath) {
    this.#cwd = cwd;
    this.#table = table;
    this.#sources = sources;
    this.#interpreter = { from: interpreter, package: '' };
  }

  /** Follows all that is open, but for lazy requests before {@link startProgram}. */
  run(): void {
    for (let next = 0; next < this.#queue.length && !this.#isFull(); next++) this.#queue[next]?.();
    this.#queue.length = 0;
    if (this.#isFull()) this.#notParsed(this.#interpreter.from, 'limit');
  }

  #isFull(): boolean {
    return this.edges.length >= limits.codeEdges || this.#table.lookups >= limits.codeLookups;
  }

  /** From now on the program's own folder is searched, and lazy requests are followed. */
  startProgram(folders: readonly RootPath[]): void {
    this.#table.addFolders(folders, 'first');
    for (const follow of this.#later ?? []) this.#queue.push(follow);
    this.#later = undefined;
  }

  /** The interpreter itself loads a module. */
  load(name: string, rule: string, isOptional = false): Module | undefined {
    if (isOptional && this.#table.find(name) === undefined) return undefined;
    return this.import(this.#interpreter, name, { specifier: name, line: null, column: null, lazy: false, rule });
  }

  /** The program is told to load a module. */
  loadFor(from: string | undefined, name: string): void {
    const importer = { from: from ?? this.#interpreter.from, package: '' };
    this.import(importer, name, { specifier: name, line: null, column: null, lazy: false, rule: 'argument' });
  }

  /** The interpreter reads a file that is no module, or one whose content does not tell what it asks for. */
  note(to: TreeNode | undefined, specifier: string, rule: string, reason?: CodeReason): void {
    const asked = { specifier, line: null, column: null, lazy: false };
    this.#add(this.#interpreter.from, asked, to, rule, reason);
  }

  /** Runs a source under a name that no other module asks for: a script, `__main__`, a line of a `.pth` file. */
  runSource(node: TreeNode, packageName: string, kind: 'python' | 'pth' = 'python'): void {
    const importer = { from: shown(node.path), package: packageName };
    this.#queue.push(() => this.#followSource(importer, node, kind));
  }

  /** Runs a text of the command line. */
  runText(text: string): void {
    const read = readPythonRequests(Buffer.from(text));
    this.#queue.push(() => this.#followRead(this.#interpreter, read));
  }

  /**
   * Asks for a module by its whole name: its packages are loaded before it.
   *
   * @returns undefined when it was not found
   */
  import(importer: Importer, name: string, asked: Asked): Module | undefined {
    let module: Module | undefined;
    for (let dot = name.indexOf('.'); ; dot = name.indexOf('.', dot + 1)) {
      const part = dot < 0 ? name : name.slice(0, dot);
      const parent = module;
      if (importer.waitsFor === undefined) this.#release(part);
      module = this.#table.find(part);
      if (module === undefined) {
        // Only what a program does while it runs makes a module inside one that is no package.
        const isInner = parent !== undefined && parent.folders === undefined;
        this.#add(
          importer.from,
          asked,
          undefined,
          asked.rule ?? (parent ? 'package' : 'sys.path'),
          isInner ? 'DynamicImport' : 'ModuleNotFound',
        );
        return undefined;
      }
      this.#reach(module);
      if (dot < 0) break;
      this.#addParent(importer, module, asked);
    }
    if (module.kind === 'builtin' && !this.#isKnown(importer, module, asked)) this.#followC(importer, module, asked);
    if (module.folders) this.#isKnown(importer, module, asked);
    if (module.node) this.#add(importer.from, asked, module.node, asked.rule ?? module.rule);
    return module;
  }

  #release(name: string): void {
    if (!STOOD_IN_FOR.has(name) || this.#released.has(name)) return;
    this.#released.add(name);
    for (const follow of this.#waiting.get(name) ?? []) this.#queue.push(follow);
  }

  /** A package on the way to what is asked for: said once of each file. */
  #addParent(importer: Importer, module: Module, asked: Asked): void {
    if (module.node === undefined || this.#isKnown(importer, module, asked)) return;
    this.#add(importer.from, asked, module.node, 'parent');
  }

  #isKnown(importer: Importer, module: Module, { lazy }: Asked): boolean {
    const key = `${importer.from}\0${module.name}\0${lazy}`;
    if (this.#known.has(key)) return true;
    this.#known.add(key);
    return false;
  }

  #reach(module: Module): void {
    if (this.#seen.has(module)) return;
    this.#seen.add(module);
    const { node, kind, name } = module;
    const from = node ? shown(node.path) : this.#interpreter.from;
    const packageName = module.folders === undefined ? name.slice(0, Math.max(0, name.lastIndexOf('.'))) : name;
    if (kind === 'bytecode' && node) this.#notParsed(from, 'bytecode');
    else if (kind === 'source' && node)
      this.#queue.push(() => {
        const waitsFor = STAND_INS.get(name);
        this.#followSource({ from, package: packageName, ...(waitsFor !== undefined && { waitsFor }) }, node, 'python');
      });
    else if (kind === 'extension')
      this.#followC({ from, package: '' }, module, { lazy: false, line: null, column: null });
  }

  /** A built-in module has no file that could ask: whoever asks for it does. */
  #followC(importer: Importer, { name }: Module, place: Pick<Asked, 'lazy' | 'line' | 'column'>): void {
    for (const { specifier, lazy } of requestsFromC(name)) {
      const asked = { ...place, specifier, lazy: lazy || place.lazy, rule: 'from-c' };
      this.#queue.push(() => this.#when(asked.lazy, () => this.import(importer, specifier, asked)));
    }
  }

  #followSource(importer: Importer, node: TreeNode, kind: 'python' | 'pth'): void {
    const read = this.#sources.requestsOf(node, kind);
    if (read === undefined) this.#notParsed(importer.from, 'not-read');
    else this.#followRead(importer, read);
  }

  #followRead(importer: Importer, read: CodeRequests): void {
    if (!read.ok) this.#notParsed(importer.from, 'source', read);
    else
      for (const request of read.requests) {
        if (this.#isFull()) return;
        const follow = (): void => this.#when(request.lazy, () => this.#follow(importer, request));
        const { waitsFor = '' } = importer;
        if (!request.lazy || this.#released.has(waitsFor)) follow();
        else this.#waiting.set(waitsFor, [...(this.#waiting.get(waitsFor) ?? []), follow]);
      }
  }

  #when(lazy: boolean, follow: () => void): void {
    if (lazy && this.#later) this.#later.push(follow);
    else follow();
  }

  #follow(importer: Importer, { specifier, how, line, column, lazy }: CodeRequest): void {
    if (how === 'text') this.#followText(importer, { specifier: specifier ?? '', line, column, lazy, rule: 'text' });
    if (how === 'text' || how === '__all__' || how === 'extend_path' || how === 'editable' || how === 'path') return;
    const asked = { specifier: specifier ?? '', line, column, lazy };
    if (how === 'path first' || how === 'path last') {
      if (specifier === null) this.#add(importer.from, asked, undefined, 'sys.path', 'DynamicImport');
      // What only may be run must not hide what is found without it.
      else this.#changePath(importer, specifier, how === 'path first' && !lazy ? 'first' : 'last');
      return;
    }
    if (specifier === null) {
      this.#add(importer.from, asked, undefined, how, 'DynamicImport');
      return;
    }
    const isRelative = specifier.startsWith('.');
    const request: Asked = isRelative ? { ...asked, rule: 'relative' } : asked;
    const name = isRelative ? absolute(importer.package, specifier) : specifier;
    // The library has functions for its own tests (multiprocessing.util): nobody else calls them.
    if (lazy && name !== undefined && /^test(\.|$)/.test(name) && this.#table.isLibrary(importer.from)) return;
    if (how === 'from name') this.#followName(importer, name, request);
    else if (name === undefined) this.#add(importer.from, request, undefined, 'relative', 'ModuleNotFound');
    else {
      const module = this.import(importer, name, request);
      if (how === 'from *' && module) this.#followStar(importer, module, request);
    }
  }

  #changePath({ from }: Importer, specifier: string, where: 'first' | 'last'): void {
    const beside = /^__file__\/(.*)$/.exec(specifier)?.[1];
    const base = beside === undefined ? this.#cwd : pathFrom(ROOT, bytesOf(from));
    this.#table.addFolders([pathFrom(base, bytesOf(beside ?? specifier))], where);
  }

  /** `from a import b`: a module if `a` is a package that has it, else whatever `a` calls so. */
  #followName(importer: Importer, name: string | undefined, asked: Asked): void {
    if (name === undefined) return;
    const dot = name.lastIndexOf('.');
    const owner = dot < 0 ? undefined : this.#table.find(name.slice(0, dot));
    if (owner?.folders === undefined) return;
    const module = this.#table.find(name);
    if (module !== undefined) {
      this.#reach(module);
      if (module.node) this.#add(importer.from, asked, module.node, asked.rule ?? module.rule);
    } else if (owner.kind === 'namespace')
      this.#add(importer.from, asked, undefined, asked.rule ?? 'package', 'ModuleNotFound');
  }

  /** `from a import *` asks for what the package's list names. */
  #followStar(importer: Importer, { name, node, folders }: Module, asked: Asked): void {
    const read = node && folders ? this.#sources.requestsOf(node, 'python') : undefined;
    if (!read?.ok) return;
    for (const { how, specifier } of read.requests)
      if (how === '__all__' && specifier !== null)
        for (const one of this.#isFull() ? [] : specifier.split(','))
          this.#followName(importer, `${name}.${one}`, { ...asked, rule: '__all__' });
  }

  /** A text that names a module inside a package, or something in one: it may be asked for by that name. */
  #followText(importer: Importer, asked: Asked): void {
    if (this.#table.isLibrary(importer.from)) return;
    const [name = ''] = asked.specifier.split(':', 1);
    const dot = name.lastIndexOf('.');
    for (const candidate of asked.specifier === name ? [name, name.slice(0, dot)] : [name])
      if (candidate.includes('.') && this.#table.findWithin(candidate)?.node) {
        this.import(importer, candidate, asked);
        return;
      }
  }

  #notParsed(from: string, rule: string, at?: { line: number; column: number }): void {
    const asked = { specifier: '', line: at?.line ?? null, column: at?.column ?? null, lazy: false };
    this.#add(from, asked, undefined, rule, 'NotParsed');
  }

  #add(from: string, asked: Asked, to: TreeNode | undefined, rule: string, reason?: CodeReason): void {
    const { specifier, line, column, lazy } = asked;
    const target = to === undefined ? null : shown(to.path);
    this.edges.push({ from, specifier, to: target, rule, line, column, lazy, ...(reason && { reason }) });
  }
}

/** Whole name of a relative request; undefined beyond the topmost package, or outside of any. */
function absolute(packageName: string, specifier: string): string | undefined {
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
  const parts = packageName === '' ? [] : packageName.split('.');
  if (dots > parts.length) return undefined;
  const rest = specifier.slice(dots);
  return [...parts.slice(0, parts.length - dots + 1), ...(rest === '' ? [] : [rest])].join('.');
}
