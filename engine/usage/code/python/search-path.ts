import type { RootPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';
import { bytesOf, environment } from '../../links/search.ts';
import { joined, namesIn, nodeAt, pathFrom } from './folders.ts';
import type { PythonLayout } from './layout.ts';
import type { Sources } from './sources.ts';
import type { CodeRequests } from '../types.ts';

/** A `.pth` file that `site` reads, and what it asks for; undefined: its content is not there (yet). */
export type PathFile = Readonly<{ node: TreeNode; read: CodeRequests | undefined }>;

export type SearchPath = Readonly<{
  /** `sys.path` before the program's own folder is put in front, in order; not all are there. */
  entries: readonly RootPath[];
  pathFiles: readonly PathFile[];
}>;

type Options = Readonly<{ hasSite: boolean; hasUserSite: boolean; env: readonly string[]; cwd: RootPath }>;

/**
 * Makes `sys.path` as the interpreter and then `site` do.
 *
 * @see Modules/getpath.py; Lib/site.py
 */
export function makeSearchPath(tree: RootView, sources: Sources, layout: PythonLayout, options: Options): SearchPath {
  const { version, base, execBase, lib, venv } = layout;
  const library = `${lib}/python${version}`;
  const variable = environment(options.env, 'PYTHONPATH') ?? '';
  const site = new Site(tree, sources, [
    ...(variable === '' ? [] : variable.split(':').map((entry) => pathFrom(options.cwd, bytesOf(entry)))),
    joined(base, `${lib}/python${version.replace('.', '')}.zip`),
    joined(base, library),
    joined(execBase, `${library}/lib-dynload`),
  ]);
  if (!options.hasSite) return site;
  const folders = (prefix: RootPath): RootPath[] => siteFolders(tree, layout, prefix);
  if (venv) for (const folder of folders(venv.folder)) site.add(folder);
  if (!venv || venv.hasSystemSite) {
    const user = options.hasUserSite ? userBase(options.env) : undefined;
    if (user !== undefined) site.add(joined(user, `lib/python${version}/site-packages`));
    for (const prefix of new Set([base, execBase])) for (const folder of folders(prefix)) site.add(folder);
  }
  return site;
}

class Site implements SearchPath {
  readonly entries: RootPath[] = [];
  readonly pathFiles: PathFile[] = [];
  readonly #tree: RootView;
  readonly #sources: Sources;
  readonly #known = new Set<RootPath>();

  constructor(tree: RootView, sources: Sources, entries: readonly RootPath[]) {
    this.#tree = tree;
    this.#sources = sources;
    for (const entry of entries) this.#append(entry);
  }

  /** A folder of packages and the paths that its `.pth` files name. */
  add(folder: RootPath): void {
    if (nodeAt(this.#tree, folder, 'dir') === undefined) return;
    this.#append(folder);
    const names = [...namesIn(this.#tree, folder)].filter((name) => name.endsWith('.pth')).sort();
    for (const name of names) {
      const node = nodeAt(this.#tree, joined(folder, name), 'file');
      if (node === undefined) continue;
      const read = this.#sources.requestsOf(node, 'pth');
      this.pathFiles.push({ node, read });
      for (const { how, specifier } of read?.ok ? read.requests : []) {
        const path = how === 'path' && specifier !== null ? pathFrom(folder, specifier) : undefined;
        if (path !== undefined && this.#tree.resolve(path) !== undefined) this.#append(path);
      }
    }
  }

  #append(entry: RootPath): void {
    if (this.#known.has(entry)) return;
    this.#known.add(entry);
    this.entries.push(entry);
  }
}

/** The folders of packages below a prefix. Which distribution's `site` it is shows in the folders that are there. */
function siteFolders(tree: RootView, { version, lib, base, venv }: PythonLayout, prefix: RootPath): RootPath[] {
  const own = `python${version}/site-packages`;
  const debian = nodeAt(tree, joined(base, 'lib/python3/dist-packages'), 'dir') !== undefined;
  if (debian)
    return [
      ...(venv ? [`lib/${own}`] : []),
      `local/lib/python${version}/dist-packages`,
      'lib/python3/dist-packages',
      `lib/python${version}/dist-packages`,
    ].map((name) => joined(prefix, name));
  if (lib === 'lib') return [joined(prefix, `lib/${own}`)];
  // Fedora and its kin look in `local` first.
  const local = prefix === base ? ['local/lib64', 'local/lib'] : [];
  return [...local, 'lib64', 'lib'].map((name) => joined(prefix, `${name}/${own}`));
}

/** Of the user that starts it, where the environment tells. */
function userBase(env: readonly string[]): RootPath | undefined {
  const stated = environment(env, 'PYTHONUSERBASE');
  const home = environment(env, 'HOME');
  if (stated) return pathFrom('' as RootPath, bytesOf(stated));
  return home?.startsWith('/') ? pathFrom('' as RootPath, bytesOf(`${home}/.local`)) : undefined;
}
