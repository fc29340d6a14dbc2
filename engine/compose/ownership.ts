import type { OwnedFile } from '#shared/model/fact.ts';
import { printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { ComposeInput, DatabaseRow } from './input.ts';

/** What a package's file list comes to in the final tree. Printed paths, sorted. */
export type OwnedFiles = Readonly<{ files: readonly string[]; missingFiles: readonly string[] }>;

const DPKG = 'var/lib/dpkg';

/** Joins packages with the files they list, and remembers which inodes belong to somebody. */
export class Ownership {
  readonly #input: Pick<ComposeInput, 'tree' | 'factsOf'>;
  /** Keys of those who list an inode, first come first; mostly one. */
  readonly #owners = new Map<number, readonly string[]>();
  readonly #folders = new Map<string, string>();
  readonly #diversions: ReadonlyMap<RootPath, { to: RootPath; by: string | null }>;

  constructor(input: Pick<ComposeInput, 'tree' | 'factsOf'>) {
    this.#input = input;
    this.#diversions = this.#readDiversions();
  }

  /**
   * Does the file belong to somebody: listed by a package that was asked about, by this or another of its names, or in a folder that
   * a package has for itself?
   */
  isOwned({ inode, path }: Pick<TreeNode, 'inode' | 'path'>): boolean {
    return this.#owners.has(inode) || (this.#folders.size > 0 && this.folderOwnerOf(path) !== undefined);
  }

  /** Everything in the folder is the component's, but for what lies in a folder of another one inside. */
  claimFolder(path: RootPath, key: string): void {
    this.#folders.set(path, key);
  }

  /** Key of the component whose folder the path is in; the innermost one. */
  folderOwnerOf(path: RootPath): string | undefined {
    for (let [folder] = splitPath(path); folder !== ''; [folder] = splitPath(folder)) {
      const key = this.#folders.get(folder);
      if (key !== undefined) return key;
    }
    return undefined;
  }

  /** Keys of the components that list the inode. */
  ownersOf(inode: number): readonly string[] {
    return this.#owners.get(inode) ?? [];
  }

  /** The component says that the file is its own. */
  claim(inode: number, key: string): void {
    const owners = this.#owners.get(inode);
    if (owners === undefined) this.#owners.set(inode, [key]);
    else if (!owners.includes(key)) this.#owners.set(inode, [...owners, key]);
  }

  /**
   * Files of a package in the final tree. Directories are left out: dpkg lists them for every package that has something in
   * them. A listed path that is not there counts as missing, unless it is the directory of another one or may be absent.
   */
  filesOf(row: DatabaseRow, key: string): OwnedFiles {
    const listed = this.#listed(row);
    const parents = parentsOf(listed);
    const files: string[] = [];
    const missing: string[] = [];
    for (const { path, optional } of listed) {
      if (path === '' || parents.has(path)) continue;
      const place = row.fact.type === 'deb' ? this.#divert(path, row.fact.name) : path;
      const found = this.#input.tree.find(place);
      if (found === undefined) {
        if (!optional) missing.push(printPath(place));
      } else if (found.type !== 'dir') {
        this.claim(found.inode, key);
        files.push(printPath(place));
      }
    }
    return { files: sorted(files), missingFiles: sorted(missing) };
  }

  #listed(row: DatabaseRow): readonly OwnedFile[] {
    const [directory] = splitPath(row.file.path);
    // apk, rpm and chisel list files in the row itself.
    if (row.fact.files.length > 0) return row.fact.files;
    if (row.fact.type === 'deb') return this.#dpkgFiles(row);
    if (row.fact.type === 'alpm') return this.#listIn(`${directory}/files` as RootPath) ?? [];
    if (row.fact.type === 'opkg') return this.#listIn(`${directory}/info/${row.fact.name}.list` as RootPath) ?? [];
    return [];
  }

  /**
   * dpkg keeps `info/NAME.list` (`NAME:ARCH.list` for Multi-Arch: same); distroless images have only the checksum list beside
   * the stanza: `status.d/NAME.md5sums`.
   */
  #dpkgFiles({ fact, file }: DatabaseRow): readonly OwnedFile[] {
    const names = fact.arch === null ? [fact.name] : [`${fact.name}:${fact.arch}`, fact.name];
    for (const extension of ['list', 'md5sums']) {
      for (const name of names) {
        const listed = this.#listIn(`${DPKG}/info/${name}.${extension}` as RootPath);
        if (listed) return listed;
      }
    }
    return this.#listIn(`${file.path}.md5sums` as RootPath) ?? [];
  }

  #listIn(path: RootPath): readonly OwnedFile[] | undefined {
    const file = this.#input.tree.resolve(path);
    if (file?.sha256 === undefined) return undefined;
    for (const { fact } of this.#input.factsOf(file.sha256)) if (fact.kind === 'file-list') return fact.files;
    return undefined;
  }

  #divert(path: RootPath, owner: string): RootPath {
    const diversion = this.#diversions.get(path);
    return diversion && diversion.by !== owner ? diversion.to : path;
  }

  #readDiversions(): Map<RootPath, { to: RootPath; by: string | null }> {
    const diversions = new Map<RootPath, { to: RootPath; by: string | null }>();
    const file = this.#input.tree.resolve(`${DPKG}/diversions` as RootPath);
    if (file?.sha256 === undefined) return diversions;
    for (const { fact } of this.#input.factsOf(file.sha256)) {
      if (fact.kind === 'diversion') diversions.set(fact.contested, { to: fact.divertedTo, by: fact.by });
    }
    return diversions;
  }
}

/** Directories that have a listed path right inside; neighbours mostly share theirs. */
function parentsOf(listed: readonly OwnedFile[]): Set<string> {
  const parents = new Set<string>();
  let last = '';
  for (const { path } of listed) {
    const end = path.lastIndexOf('/');
    if (end < 0 || (end === last.length && path.startsWith(last))) continue;
    last = path.slice(0, end);
    parents.add(last);
  }
  return parents;
}

/** Lists mostly come sorted; looking is cheaper than sorting. */
function sorted(paths: string[]): string[] {
  for (let i = 1; i < paths.length; i++) {
    if ((paths[i - 1] as string) > (paths[i] as string)) return paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }
  return paths;
}
