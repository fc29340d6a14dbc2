import { encodeText, type RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { isBuiltin } from './builtins.ts';
import { type NodeFiles, type Package, type Unreadable, parentOf, within, withinText } from './files.ts';
import { exportsTarget, importsTarget, type Target } from './package-target.ts';
import { BUILTIN, type Found, type NodeRule, type Resolution, type ResolveMode, Unresolved } from './resolution.ts';

/** What `exports` and `imports` are asked with; the order is that of the table. */
const CONDITIONS = {
  require: ['node', 'require', 'module-sync', 'node-addons'],
  import: ['node', 'import', 'module-sync', 'node-addons'],
};

const PACKAGE_NAME = /^((?:@[^/\\%]+\/)?[^./\\%][^/\\%]*)(\/.*)?$/;

/**
 * Node's own resolution, for Node from 22.12 on. Answers are kept for the run.
 *
 * @see nodejs.org/api/modules.html#all-together, nodejs.org/api/esm.html#resolution-algorithm-specification
 */
export class NodeResolver {
  readonly #files: NodeFiles;
  readonly #conditions: Readonly<Record<ResolveMode, ReadonlySet<string>>>;
  /** Folders of `NODE_PATH` and the like. */
  readonly #globalFolders: readonly RootPath[];
  readonly #known = new Map<string, Resolution>();
  readonly #targets = new Map<string, Target | undefined>();
  #packages: RootPath[] = [];

  constructor(files: NodeFiles, env: readonly string[], cwd: RootPath) {
    this.#files = files;
    const own = userConditions(env);
    this.#conditions = {
      require: new Set([...CONDITIONS.require, ...own]),
      import: new Set([...CONDITIONS.import, ...own]),
    };
    this.#globalFolders = globalFolders(env, cwd);
  }

  /** @param folder of the file that asks, links followed */
  resolve(folder: RootPath, specifier: string, mode: ResolveMode): Resolution {
    const key = `${mode}\0${specifier}\0${folder}`;
    let known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, (known = this.#resolve(folder, specifier, mode)));
    return known;
  }

  #resolve(folder: RootPath, specifier: string, mode: ResolveMode): Resolution {
    this.#packages = [];
    let found: Found & { unreadable?: true };
    try {
      found = mode === 'require' ? this.#require(folder, specifier) : this.#import(folder, specifier);
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      found = { to: null, rule: error.rule, ...(error.unreadable ? { unreadable: true } : {}) };
    }
    return { ...found, packages: [...new Set(this.#packages)] };
  }

  // CommonJS

  #require(folder: RootPath, specifier: string): Found {
    if (isBuiltin(specifier)) return BUILTIN;
    if (specifier.startsWith('/'))
      return { to: this.#asPath(within('' as RootPath, encodeText(specifier)), specifier), rule: 'absolute' };
    if (/^\.{1,2}(\/|$)/.test(specifier))
      return { to: this.#asPath(withinText(folder, specifier), specifier), rule: 'relative' };
    if (specifier === '') return { to: null, rule: 'node_modules' };
    if (specifier.startsWith('#')) {
      const found = this.#imports(folder, specifier, 'require');
      if (found !== undefined) return found;
    }
    const own = this.#self(folder, specifier, 'require');
    if (own !== undefined) return own;
    for (const [modules, rule] of this.#moduleFolders(folder)) {
      const found = this.#inFolder(modules, specifier, rule);
      if (found !== undefined) return found;
    }
    return { to: null, rule: 'node_modules' };
  }

  *#moduleFolders(folder: RootPath): Generator<readonly [RootPath, NodeRule]> {
    for (let at = folder; ; at = parentOf(at)) {
      if (!/(^|\/)node_modules$/.test(at)) yield [within(at, 'node_modules'), 'node_modules'];
      if (at === '') break;
    }
    for (const at of this.#globalFolders) yield [at, 'NODE_PATH'];
  }

  #inFolder(modules: RootPath, specifier: string, rule: NodeRule): Found | undefined {
    if (!this.#files.isFolder(modules)) return undefined;
    const [, name, rest = ''] = PACKAGE_NAME.exec(specifier) ?? [];
    if (name !== undefined) {
      const found = this.#readable(this.#files.packageIn(withinText(modules, name)), 'exports');
      if (found?.exports !== undefined) return this.#exports(found, `.${rest}`, 'require');
    }
    const to = this.#asPath(withinText(modules, specifier), specifier);
    return to ? { to, rule } : undefined;
  }

  /** LOAD_AS_FILE, then LOAD_AS_DIRECTORY. */
  #asPath(path: RootPath, specifier: string): TreeNode | null {
    const node = this.#files.at(path);
    if (!/(^|\/)\.{0,2}$/.test(specifier)) {
      const file = node?.type === 'file' ? node : this.#withExtension(path);
      if (file) return file;
    }
    return node?.type === 'dir' ? this.#asFolder(path) : null;
  }

  #withExtension(path: RootPath): TreeNode | undefined {
    for (const extension of ['.js', '.json', '.node']) {
      const file = this.#files.fileAt(`${path}${extension}` as RootPath);
      if (file) return file;
    }
    return undefined;
  }

  #asFolder(path: RootPath): TreeNode | null {
    const found = this.#readable(this.#files.packageIn(path), 'package.json');
    const index = within(path, 'index');
    if (found?.main !== undefined && found.main !== '') {
      this.#packages.push(found.path);
      const main = withinText(path, found.main);
      const file = this.#files.fileAt(main) ?? this.#withExtension(main) ?? this.#withExtension(within(main, 'index'));
      if (file) return file;
    } else if (found !== undefined) this.#packages.push(found.path);
    return this.#withExtension(index) ?? null;
  }

  // ES modules

  #import(folder: RootPath, specifier: string): Found {
    if (/^(\.{0,2}\/|\.{1,2}$)/.test(specifier))
      return this.#url(folder, specifier, specifier.startsWith('/') ? 'absolute' : 'relative');
    if (specifier.startsWith('#')) return this.#imports(folder, specifier, 'import') ?? { to: null, rule: 'imports' };
    const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(specifier) ?? [];
    if (scheme !== undefined) return this.#scheme(scheme.toLowerCase(), specifier);
    return this.#package(folder, specifier, 'import');
  }

  #scheme(scheme: string, specifier: string): Found {
    // The code of `data:` is the request itself.
    if (scheme === 'node' || scheme === 'data') return BUILTIN;
    const [, path] = scheme === 'file' ? (/^file:(?:\/\/(?:localhost)?)?(\/[^?#]*)/i.exec(specifier) ?? []) : [];
    return path === undefined ? { to: null, rule: 'url' } : this.#url('' as RootPath, path, 'url');
  }

  /** A reference to a URL: query and fragment are no part of the file's name, `%xx` is a byte. The file must be there as it is named. */
  #url(folder: RootPath, reference: string, rule: NodeRule): Found {
    const path = /^[^?#]*/.exec(reference)?.[0].replaceAll('\\', '/') ?? '';
    if (/%2f|%5c/i.test(path)) return { to: null, rule };
    const decoded = decodePercents(path);
    if (decoded === undefined || decoded.endsWith('/')) return { to: null, rule };
    return { to: this.#files.fileAt(withinText(folder, decoded)) ?? null, rule };
  }

  /** PACKAGE_RESOLVE. */
  #package(folder: RootPath, specifier: string, mode: ResolveMode): Found {
    if (isBuiltin(specifier)) return BUILTIN;
    const [, name, rest = ''] = PACKAGE_NAME.exec(specifier) ?? [];
    if (name === undefined || /^@[^/]*$/.test(name)) return { to: null, rule: 'node_modules' };
    const own = this.#self(folder, specifier, mode);
    if (own !== undefined) return own;
    for (let at = folder; ; at = parentOf(at)) {
      const modules = within(at, 'node_modules');
      const inside = this.#files.isFolder(modules) ? withinText(modules, name) : undefined;
      if (inside !== undefined && this.#files.isFolder(inside)) return this.#inPackage(inside, rest, mode);
      if (at === '') return { to: null, rule: 'node_modules' };
    }
  }

  #inPackage(folder: RootPath, rest: string, mode: ResolveMode): Found {
    const found = this.#readable(this.#files.packageIn(folder), 'exports');
    if (found?.exports !== undefined) return this.#exports(found, `.${rest}`, mode);
    if (rest !== '') return { ...this.#url(folder, `.${rest}`, 'node_modules') };
    if (found !== undefined) this.#packages.push(found.path);
    const main = found?.main;
    const names =
      main === undefined
        ? []
        : ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'].map((end) => main + end);
    // Node's own order (LOAD_AS_FILE and LOAD_INDEX of `main`, then the index of the folder).
    for (const name of [...names, 'index.js', 'index.json', 'index.node']) {
      const file = this.#files.fileAt(withinText(folder, name));
      if (file) return { to: file, rule: 'node_modules' };
    }
    return { to: null, rule: 'node_modules' };
  }

  // Both

  /** PACKAGE_SELF_RESOLVE: a package's own name leads to its own `exports`. */
  #self(folder: RootPath, specifier: string, mode: ResolveMode): Found | undefined {
    const scope = this.#readable(this.#files.scopeOf(folder), 'self');
    if (scope?.exports === undefined || scope.name === undefined) return undefined;
    if (specifier !== scope.name && !specifier.startsWith(`${scope.name}/`)) return undefined;
    return { ...this.#exports(scope, `.${specifier.slice(scope.name.length)}`, mode), rule: 'self' };
  }

  #imports(folder: RootPath, specifier: string, mode: ResolveMode): Found | undefined {
    const scope = this.#readable(this.#files.scopeOf(folder), 'imports');
    if (scope?.imports === undefined) return undefined;
    this.#packages.push(scope.path);
    const target = importsTarget(scope.imports, specifier, this.#conditions[mode]);
    if (target === undefined) throw new Unresolved('imports');
    return this.#target(scope, target, 'imports', mode);
  }

  #exports(from: Package, subpath: string, mode: ResolveMode): Found {
    this.#packages.push(from.path);
    const target = this.#exportsTarget(from, subpath, mode);
    if (target === undefined) throw new Unresolved('exports');
    return this.#target(from, target, 'exports', mode);
  }

  /** Kept: many files ask the same packages. */
  #exportsTarget(from: Package, subpath: string, mode: ResolveMode): Target | undefined {
    const key = `${mode}\0${subpath}\0${from.path}`;
    if (!this.#targets.has(key)) this.#targets.set(key, exportsTarget(from.exports, subpath, this.#conditions[mode]));
    return this.#targets.get(key);
  }

  #target({ folder }: Package, target: Target, rule: NodeRule, mode: ResolveMode): Found {
    if ('path' in target) return this.#url(folder, target.path, rule);
    // Of `imports` only, and looked for as ES modules do, whoever asks.
    const found = this.#package(folder, target.module, mode);
    return found === BUILTIN ? found : { ...found, rule };
  }

  #readable(found: Package | Unreadable | undefined, rule: NodeRule): Package | undefined {
    if (found === undefined || !('unreadable' in found)) return found;
    this.#packages.push(found.path);
    throw new Unresolved(rule, true);
  }
}

function decodePercents(path: string): string | undefined {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function variable(env: readonly string[], name: string): string | undefined {
  return env.findLast((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
}

function userConditions(env: readonly string[]): string[] {
  const options = variable(env, 'NODE_OPTIONS') ?? '';
  return [...options.matchAll(/(?:^|\s)(?:-C|--conditions)(?:=|\s+)(\S+)/g)].map(([, name = '']) => name);
}

/** `NODE_PATH`, then the folders that Node adds itself: two of the user's, and `lib/node` beside the usual places of its program. */
function globalFolders(env: readonly string[], cwd: RootPath): RootPath[] {
  const home = variable(env, 'HOME') ?? '/root';
  const named = (variable(env, 'NODE_PATH') ?? '').split(':').filter((path) => path !== '');
  return [...named, `${home}/.node_modules`, `${home}/.node_libraries`, '/usr/local/lib/node', '/usr/lib/node'].map(
    (path) => withinText(cwd, path),
  );
}
