import { limits } from '#engine/bytes/limits.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { RootView } from '#shared/model/tree.ts';
import { joined, parentOf, pathFrom, shown } from './folders.ts';
import { type Found, Finder } from './finder.ts';
import { isBuiltin, isFrozen, isPerhapsBuiltin } from './known-modules.ts';
import { minorOf, type PythonLayout } from './layout.ts';
import type { Sources } from './sources.ts';

/** A module under its name; `builtin` has no file. */
export type Module = Readonly<{
  name: string;
  kind: Found['kind'] | 'builtin';
  node: Found['node'];
  /** `__path__`, of a package. */
  folders: readonly RootPath[] | undefined;
  /** How it was found; submodules of packages by `package`. */
  rule: 'sys.path' | 'package' | 'frozen' | 'editable' | 'builtin';
}>;

/** Names that a module of the library stands for under another. */
const ALIASES: ReadonlyMap<string, string> = new Map([['os.path', 'posixpath']]);

/** What would be `sys.modules`: each name is looked for once. */
export class ModuleTable {
  readonly #finder: Finder;
  readonly #tree: RootView;
  readonly #sources: Sources;
  readonly #minor: number;
  readonly #library: RootPath;
  readonly #modules = new Map<string, Module | undefined>();
  #missing = 0;
  /** Packages of editable installs: name → folder or file without suffix. */
  readonly #editable = new Map<string, RootPath>();
  #path: readonly RootPath[];
  /** How many names were asked for, and folders searched for them. */
  lookups = 0;

  constructor(tree: RootView, sources: Sources, layout: PythonLayout, path: readonly RootPath[]) {
    this.#tree = tree;
    this.#sources = sources;
    this.#finder = new Finder(tree, layout.version);
    this.#minor = minorOf(layout.version);
    this.#library = joined(layout.base, `${layout.lib}/python${layout.version}`);
    this.#path = path;
  }

  /** Folders that come before, or behind, all others from now on: what was not found is looked for again. */
  addFolders(folders: readonly RootPath[], where: 'first' | 'last'): void {
    const more = folders.filter((folder) => !this.#path.includes(folder));
    if (more.length === 0 || this.#path.length >= limits.pythonPathEntries) return;
    this.#path = where === 'first' ? [...more, ...this.#path] : [...this.#path, ...more];
    this.#missing = 0;
    for (const [name, module] of this.#modules) if (module === undefined) this.#modules.delete(name);
  }

  /** Finds a module; its packages are to be found before. */
  find(name: string): Module | undefined {
    this.lookups += 1;
    const known = this.#modules.get(name);
    if (known !== undefined || this.#modules.has(name)) return known;
    const module = this.#look(name);
    // What is nowhere can be looked for again: of such names an image has as many as it likes.
    if (module !== undefined || this.#missing++ < limits.codeLookupsKept) this.#modules.set(name, module);
    return module;
  }

  /** As {@link find}, its packages found before. */
  findWithin(name: string): Module | undefined {
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
      if (this.find(name.slice(0, dot))?.folders === undefined) return undefined;
    return this.find(name);
  }

  /** Is a printed path one of the interpreter's own library? */
  isLibrary(path: string): boolean {
    return path.startsWith(`${shown(this.#library)}/`) && !/\/(site|dist)-packages\//.test(path);
  }

  #look(name: string): Module | undefined {
    const alias = ALIASES.get(name);
    if (alias !== undefined) return this.find(alias);
    if (isBuiltin(name)) return { name, kind: 'builtin', node: undefined, folders: undefined, rule: 'builtin' };
    const dot = name.lastIndexOf('.');
    const tail = name.slice(dot + 1);
    const parent = dot < 0 ? undefined : this.find(name.slice(0, dot));
    const isInner = dot >= 0;
    const folders = isInner ? parent?.folders : isFrozen(name, this.#minor) ? [this.#library] : this.#path;
    if (folders === undefined) return undefined;
    this.lookups += folders.length;
    const found = this.#finder.find(folders, tail);
    if (found !== undefined) {
      const rule = isFrozen(name, this.#minor) ? 'frozen' : isInner ? 'package' : 'sys.path';
      return this.#complete({ name, ...found, rule }, folders);
    }
    const editable = this.#findEditable(name);
    if (editable !== undefined) return this.#complete({ name, ...editable, rule: 'editable' }, folders);
    return isPerhapsBuiltin(name)
      ? { name, kind: 'builtin', node: undefined, folders: undefined, rule: 'builtin' }
      : undefined;
  }

  /** What a module's own source says of where modules are: further folders of a package, editable installs. */
  #complete(module: Module, searched: readonly RootPath[]): Module {
    const { node, kind, name } = module;
    const isPackage = kind === 'source' && module.folders !== undefined;
    const isEditable = name.startsWith('__editable__');
    if (!node || !(isPackage || isEditable)) return module;
    const read = this.#sources.requestsOf(node, 'python');
    if (!read?.ok) return module;
    for (const { how, specifier } of read.requests) {
      const equals = specifier?.indexOf('=') ?? -1;
      if (isEditable && how === 'editable' && specifier && equals > 0)
        this.#editable.set(specifier.slice(0, equals), pathFrom('' as RootPath, specifier.slice(equals + 1)));
    }
    if (!isPackage || !read.requests.some(({ how }) => how === 'extend_path')) return module;
    const tail = name.slice(name.lastIndexOf('.') + 1);
    return { ...module, folders: [...new Set([...(module.folders ?? []), ...this.#finder.portions(searched, tail)])] };
  }

  #findEditable(name: string): Found | undefined {
    const path = this.#editable.get(name);
    return path === undefined ? undefined : this.#finder.find([parentOf(path)], path.slice(path.lastIndexOf('/') + 1));
  }

  /** Is a path of the tree on the search path, but no folder? Archives are not looked into. */
  archives(): RootPath[] {
    return this.#path.filter((entry) => this.#tree.resolve(entry)?.type === 'file');
  }
}
