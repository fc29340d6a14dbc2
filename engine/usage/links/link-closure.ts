import { limits } from '#engine/bytes/limits.ts';
import type { ElfFact } from '#shared/model/facts/native.ts';
import type { LinkClosure, LinkEdge, LinkRule } from '#shared/model/links.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import { findWithGlibc, preloadFile } from './glibc.ts';
import { findWithMusl } from './musl.ts';
import { bytesOf, environment, inRoot } from './search.ts';
import type { Found, LinkInput, Loaded, Loader } from './types.ts';

/**
 * Everything that the loader would map for a file, in the order in which it would: breadth first, each name once.
 *
 * @returns undefined for a path that leads to no ELF file
 */
export function linkClosure(input: LinkInput, path: RootPath): LinkClosure | undefined {
  const node = input.tree.resolve(path);
  const fact = node && input.elfOf(node);
  if (node === undefined || fact === undefined) return undefined;
  const main: Loaded = { path, node, fact, loadedBy: null };
  if (!fact.dynamic || isStaticPie(fact)) return { path: shown(path), loader: 'none', edges: [] };
  const closures = loadersOf(input, fact).map((loader) => {
    const closure = new Closure(input, main, loader);
    closure.run();
    return { path: shown(path), loader: loader.kind, edges: closure.edges };
  });
  return closures.reduce((best, other) => (missing(other) < missing(best) ? other : best));
}

function missing({ edges }: LinkClosure): number {
  return edges.filter(({ to }) => to === null).length;
}

/** DF_1_PIE without an interpreter: a static program that places itself. */
function isStaticPie({ interp, dtFlags1, needed }: ElfFact): boolean {
  return interp === null && needed.length === 0 && (dtFlags1 & 0x0800_0000) !== 0;
}

/**
 * The program's own. A library does not say who loads it: then those that the image has and that its needs allow, best first. Of two
 * the one counts that finds more of what is needed.
 */
function loadersOf(input: LinkInput, { interp, needed, versionsNeeded }: ElfFact): [Loader, ...Loader[]] {
  const { tree } = input;
  const glibc: Loader = { kind: 'glibc', path: undefined, name: undefined };
  const musl = tree
    .list('lib' as RootPath)
    .filter((name) => name.startsWith('ld-musl-'))
    .map((name): Loader => ({ kind: 'musl', path: `lib/${name}` as RootPath, name: `/lib/${name}` }));
  if (interp !== null) {
    const name = bytesOf(interp);
    const path = inRoot(input, name);
    const node = path && tree.resolve(path);
    // A loader may stand under another name: it is the same file.
    const isMusl =
      name.includes('/ld-musl-') ||
      musl.some((own) => node && own.path && tree.resolve(own.path)?.inode === node.inode);
    return [{ kind: isMusl ? 'musl' : 'glibc', path, name }];
  }
  const [first] = musl;
  if (first === undefined) return [glibc];
  const hasGlibc = ['lib', 'lib64'].some((folder) => tree.list(folder as RootPath).some((name) => GLIBC.test(name)));
  if (!hasGlibc) return [first];
  const usesGlibc = versionsNeeded.some(({ versions }) => versions.some((name) => name.startsWith('GLIBC_')));
  if (usesGlibc || needed.includes('libc.so.6')) return [glibc];
  return needed.some((name) => /^libc\.(so$|musl-)/.test(name)) ? [first] : [glibc, first];
}

/** Names of glibc's loaders. */
const GLIBC = /^ld(?:64)?(?:-linux.*)?\.so\.\d$/;

class Closure {
  readonly edges: LinkEdge[] = [];
  readonly #input: LinkInput;
  readonly #main: Loaded;
  readonly #loader: Loader;
  readonly #queue: Loaded[] = [];
  /** By every name that a loaded file answers to. */
  readonly #byName = new Map<string, Loaded>();
  /** By inode: a file under two names is one. */
  readonly #byFile = new Map<number, Loaded>();
  /** Files of musl that have a name already. */
  readonly #named = new Set<number>();

  constructor(input: LinkInput, main: Loaded, loader: Loader) {
    this.#input = input;
    this.#main = main;
    this.#loader = loader;
  }

  run(): void {
    const { interp } = this.#main.fact;
    if (this.#loader.kind === 'glibc') this.#remember(this.#main);
    this.#queue.push(this.#main);
    const isMusl = this.#loader.kind === 'musl';
    for (const name of preloads(this.#input, isMusl)) this.#follow(this.#main, name, 'preload');
    if (!isMusl) for (const name of preloadFile(this.#input)) this.#follow(this.#main, name, 'preload-file');
    while (this.#queue.length > 0 && this.edges.length < limits.linkEdges) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      if (!isMusl) this.#followFiltered(next);
      for (const needed of next.fact.needed) this.#follow(next, bytesOf(needed));
    }
    if (interp !== null) this.#addInterpreter(bytesOf(interp));
  }

  /** Libraries that a filter stands for (DT_FILTER), and those that it would rather use (DT_AUXILIARY), which need not be there. */
  #followFiltered(filter: Loaded): void {
    for (const name of [...filter.fact.filter, ...filter.fact.auxiliary]) this.#follow(filter, bytesOf(name));
  }

  #follow(requester: Loaded, name: string, rule?: 'preload' | 'preload-file'): void {
    const known = this.#byName.get(name);
    if (known !== undefined) {
      this.#add(requester, name, known, { path: known.path, rule: 'already-loaded', searched: [] });
      return;
    }
    const found = this.#find(requester, name, rule);
    const node = found.path === null ? undefined : this.#input.tree.resolve(found.path);
    const fact = node && this.#input.elfOf(node);
    if (found.path === null || node === undefined || fact === undefined) {
      this.#add(requester, name, undefined, found);
      return;
    }
    const loadedBy = this.#loader.kind === 'musl' && rule !== undefined ? 'preload' : requester;
    const same = this.#byFile.get(node.inode);
    const loaded: Loaded = same ?? { path: found.path, node, fact, loadedBy };
    if (this.#answersTo(name, loaded)) this.#byName.set(name, loaded);
    if (same === undefined) {
      this.#remember(loaded);
      this.#queue.push(loaded);
    }
    this.#add(requester, name, loaded, rule === undefined || found.rule === 'loader' ? found : { ...found, rule });
  }

  #find(requester: Loaded, name: string, rule?: LinkRule): Found {
    return this.#loader.kind === 'musl'
      ? findWithMusl(this.#input, this.#main, rule === undefined ? requester : 'preload', name, this.#loader)
      : (this.#itself(name) ?? findWithGlibc(this.#input, this.#main, requester, name));
  }

  /** glibc's loader is the first that is loaded; it answers to what the program calls it, and to its own name. */
  #itself(name: string): Found | undefined {
    const { path } = this.#loader;
    const node = path && this.#input.tree.resolve(path);
    const soname = node && this.#input.elfOf(node)?.soname;
    const isName = name === this.#loader.name || (soname != null && bytesOf(soname) === name);
    return path !== undefined && node !== undefined && isName ? { path, rule: 'loader', searched: [] } : undefined;
  }

  /** musl knows a file by the name that it was first searched by, never by a path; glibc by all of them. */
  #answersTo(name: string, { node }: Loaded): boolean {
    if (this.#loader.kind === 'glibc') return true;
    if (name.includes('/') || this.#named.has(node.inode)) return false;
    this.#named.add(node.inode);
    return true;
  }

  #addInterpreter(interp: string): void {
    const path = inRoot(this.#input, interp);
    const node = path && this.#input.tree.resolve(path);
    const rule = 'interpreter';
    const found: Found = node ? { path, rule, searched: [] } : { path: null, rule: 'not-found', searched: [interp] };
    const fact = node && this.#input.elfOf(node);
    const loaded = path && node && fact ? { path, node, fact, loadedBy: this.#main } : undefined;
    this.#add(this.#main, interp, loaded, found);
  }

  #remember(loaded: Loaded): void {
    const { soname } = loaded.fact;
    // musl does not look at what a library calls itself.
    const answers = this.#loader.kind === 'glibc' && soname !== null;
    if (answers && !this.#byName.has(bytesOf(soname))) this.#byName.set(bytesOf(soname), loaded);
    this.#byFile.set(loaded.node.inode, loaded);
  }

  #add(requester: Loaded, name: string, loaded: Loaded | undefined, { path, rule, searched }: Found): void {
    this.edges.push({
      from: shown(requester.path),
      needed: printPath(name),
      to: path === null ? null : shown(path),
      real: loaded === undefined ? null : shown(loaded.node.path),
      rule,
      searched,
      missingVersions: this.#loader.kind === 'glibc' && loaded ? missingVersions(requester, name, loaded) : [],
    });
  }
}

/** Names in `LD_PRELOAD`, which an image's config may set: glibc parts them at blanks and colons, musl at any white space. */
function preloads({ env }: LinkInput, isMusl: boolean): string[] {
  const names = (environment(env, 'LD_PRELOAD') ?? '').split(isMusl ? /[ \t\n\v\f\r:]+/ : /[ :]+/);
  return names.filter((name) => name !== '');
}

function missingVersions(requester: Loaded, name: string, { fact }: Loaded): string[] {
  const needed = requester.fact.versionsNeeded.find(({ file }) => bytesOf(file) === name)?.versions ?? [];
  // A library without versions takes any, with a warning of the loader.
  if (fact.versionsDefined.length === 0) return [];
  return needed.filter((version) => !fact.versionsDefined.includes(version)).sort();
}

function shown(path: RootPath): string {
  return `/${printPath(path)}`;
}
