import type { ElfFact } from '#shared/model/facts/native.ts';
import type { LinkRule } from '#shared/model/links.ts';
import { normalisePath, parsePrintedPath, printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { Found, LinkInput, Loaded } from './types.ts';

/** Folders to look in, and the rule by which they are looked in. */
export type Step = Readonly<{ rule: LinkRule; folders: readonly string[] }>;

/** Looks for a name in folders, step by step; a file of another class or machine is passed over without a word, as loaders do. */
export function searchFolders(input: LinkInput, main: ElfFact, name: string, steps: readonly Step[]): Found {
  const searched: string[] = [];
  for (const { rule, folders } of steps) {
    for (const folder of folders) {
      const path = inRoot(`${folder}/${name}`);
      if (path !== undefined && fits(input, main, path)) return { path, rule, searched };
      searched.push(`/${printPath(path ?? folder)}`);
    }
  }
  return { path: null, rule: 'not-found', searched };
}

/** Is there a file that this program can be linked with? */
export function fits({ tree, elfOf }: LinkInput, main: ElfFact, path: RootPath): boolean {
  const node = tree.resolve(path);
  const fact = node && elfOf(node);
  return fact !== undefined && fact.class === main.class && fact.order === main.order && fact.machine === main.machine;
}

/** A path as the loader builds it, dots and doubled slashes resolved by name. */
export function inRoot(path: string): RootPath | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return normalisePath(parts.join('/'));
}

/** Entries of a search path; an empty one is the working directory, which a scan does not know: it is left out. */
export function entriesOf(path: string, separators: RegExp): string[] {
  return bytesOf(path)
    .split(separators)
    .filter((entry) => entry !== '');
}

/** The byte string of a printed name. */
export function bytesOf(printed: string): string {
  return printed.includes('\\x') ? parsePrintedPath(printed) : Buffer.from(printed, 'utf8').toString('latin1');
}

/** Folder of the object's real path. */
export function originOf({ node }: Loaded): string {
  return splitPath(node.path)[0];
}

export function environment(env: readonly string[], name: string): string | undefined {
  return env.findLast((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
