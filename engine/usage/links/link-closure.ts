import { limits } from '#engine/bytes/limits.ts';
import type { ElfFact } from '#shared/model/facts/native.ts';
import type { LinkClosure, LinkEdge, LinkRule } from '#shared/model/links.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import { findWithGlibc } from './glibc.ts';
import { findWithMusl } from './musl.ts';
import { bytesOf, environment, inRoot } from './search.ts';
import type { Found, LinkInput, Loaded } from './types.ts';

/**
 * Everything that the loader would map for a file, in the order in which it would: breadth first, each name once.
 *
 * @returns undefined for a path that leads to no ELF file
 */
export function linkClosure(input: LinkInput, path: RootPath): LinkClosure | undefined {
  const node = input.tree.resolve(path);
  const fact = node && input.elfOf(node);
  if (node === undefined || fact === undefined) return undefined;
  const main: Loaded = { path, node, fact, loadedBy: undefined };
  if (!fact.dynamic) return { path: shown(path), loader: 'none', edges: [] };
  const loader = loaderOf(input, fact);
  const closure = new Closure(input, main, loader);
  closure.run();
  return { path: shown(path), loader: loader.kind, edges: closure.edges };
}

type Loader = Readonly<{ kind: 'glibc' | 'musl'; path: RootPath | undefined }>;

/** The program's own, else the one that the image has: a library does not say who loads it. */
function loaderOf({ tree }: LinkInput, fact: ElfFact): Loader {
  if (fact.interp !== null)
    return { kind: fact.interp.includes('/ld-musl-') ? 'musl' : 'glibc', path: inRoot(bytesOf(fact.interp)) };
  const musl = tree.list('lib' as RootPath).find((name) => name.startsWith('ld-musl-'));
  const usesGlibc = fact.versionsNeeded.some(({ versions }) => versions.some((name) => name.startsWith('GLIBC_')));
  return musl !== undefined && !usesGlibc
    ? { kind: 'musl', path: `lib/${musl}` as RootPath }
    : { kind: 'glibc', path: undefined };
}

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

  constructor(input: LinkInput, main: Loaded, loader: Loader) {
    this.#input = input;
    this.#main = main;
    this.#loader = loader;
  }

  run(): void {
    const { interp } = this.#main.fact;
    this.#remember(this.#main);
    this.#queue.push(this.#main);
    for (const name of preloads(this.#input)) this.#follow(this.#main, name, 'preload');
    while (this.#queue.length > 0 && this.edges.length < limits.linkEdges) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      for (const needed of next.fact.needed) this.#follow(next, bytesOf(needed));
    }
    if (interp !== null) this.#addInterpreter(bytesOf(interp));
  }

  #follow(requester: Loaded, name: string, rule?: LinkRule): void {
    const known = this.#byName.get(name);
    if (known !== undefined) {
      this.#add(requester, name, known, { path: known.path, rule: 'already-loaded', searched: [] });
      return;
    }
    const found = this.#find(requester, name);
    const node = found.path === null ? undefined : this.#input.tree.resolve(found.path);
    const fact = node && this.#input.elfOf(node);
    if (found.path === null || node === undefined || fact === undefined) {
      this.#add(requester, name, undefined, found);
      return;
    }
    const same = this.#byFile.get(node.inode);
    const loaded: Loaded = same ?? { path: found.path, node, fact, loadedBy: requester };
    this.#byName.set(name, loaded);
    if (same === undefined) {
      this.#remember(loaded);
      this.#queue.push(loaded);
    }
    this.#add(requester, name, loaded, rule === undefined ? found : { ...found, rule });
  }

  #find(requester: Loaded, name: string): Found {
    return this.#loader.kind === 'musl'
      ? findWithMusl(this.#input, this.#main, requester, name, this.#loader.path)
      : findWithGlibc(this.#input, this.#main, requester, name);
  }

  /** glibc's loader answers to its own name too, by whatever path it was started. */
  #addInterpreter(interp: string): void {
    const path = inRoot(interp);
    const node = path && this.#input.tree.resolve(path);
    const rule = 'interpreter';
    const found: Found = node ? { path, rule, searched: [] } : { path: null, rule: 'not-found', searched: [interp] };
    const fact = node && this.#input.elfOf(node);
    const loaded = path && node && fact ? { path, node, fact, loadedBy: this.#main } : undefined;
    this.#add(this.#main, interp, loaded, found);
  }

  #remember(loaded: Loaded): void {
    const { soname } = loaded.fact;
    if (soname !== null && !this.#byName.has(bytesOf(soname))) this.#byName.set(bytesOf(soname), loaded);
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

/** `LD_PRELOAD`, which an image's config may set. `/etc/ld.so.preload` has the same form. */
function preloads({ env }: LinkInput): string[] {
  return (environment(env, 'LD_PRELOAD') ?? '').split(/[ :]+/).filter((name) => name !== '');
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
