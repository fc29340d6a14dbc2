import type { ElfFact } from '#shared/model/facts/native.ts';
import type { LinkRule } from '#shared/model/links.ts';
import { encodeText, parsePrintedPath, printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { Found, LinkInput, Loaded } from './types.ts';

/** Folders to look in, and the rule by which they are looked in. */
export type Step = Readonly<{ rule: LinkRule; folders: readonly string[] }>;

/** What a loader does with a path: it takes the file there, passes on to the next folder, or gives up. */
export type Verdict = 'take' | 'pass' | 'fail';

/**
 * Looks for a name in folders, step by step. The first file that opens decides, unless its machine or class is another and the
 * loader passes over these without a word: what is no ELF file at all ends every loader's search with an error.
 *
 * @param longest paths of so many bytes or more are passed over
 */
export function searchFolders(
  input: LinkInput,
  name: string,
  steps: readonly Step[],
  verdict: (path: RootPath) => Verdict,
  longest = Infinity,
): Found {
  const searched: string[] = [];
  for (const { rule, folders } of steps) {
    for (const folder of folders) {
      const tried = `${folder}/${name}`;
      if (tried.length >= longest) continue;
      const path = inRoot(input, tried);
      const answer = path === undefined ? 'pass' : verdict(path);
      if (path !== undefined && answer === 'take') return { path, rule, searched };
      searched.push(path === undefined ? printPath(tried) : `/${printPath(path)}`);
      if (answer === 'fail') return { path: null, rule: 'not-found', searched, gaveUp: true };
    }
  }
  return { path: null, rule: 'not-found', searched };
}

/** Has the file the class, byte order and machine of the program? */
export function isAlike(main: ElfFact, fact: ElfFact): boolean {
  return fact.class === main.class && fact.order === main.order && fact.machine === main.machine;
}

/**
 * A path as the kernel walks it: `..` leads up from where links before it really lead, so a part before it has to be there.
 *
 * @returns undefined for one that leads nowhere
 */
export function inRoot({ tree, cwd }: Pick<LinkInput, 'tree' | 'cwd'>, path: string): RootPath | undefined {
  let at = path.startsWith('/') ? '' : cwd;
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') at = (at === '' ? part : `${at}/${part}`) as RootPath;
    else {
      const folder = tree.resolve(at as RootPath);
      if (folder?.type !== 'dir') return undefined;
      at = splitPath(folder.path)[0];
    }
  }
  return at as RootPath;
}

/** Text of a file, as a byte string; undefined where there is none, or its bytes cannot be had. */
export function textAt({ tree, read }: Pick<LinkInput, 'tree' | 'read'>, path: RootPath): string | undefined {
  const node = tree.resolve(path);
  const bytes = node?.type === 'file' ? read(node) : undefined;
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The byte string of a printed name. */
export function bytesOf(printed: string): string {
  return printed.includes('\\x') ? parsePrintedPath(printed) : encodeText(printed);
}

/**
 * Folder that an object is told as its own: of a library the one that it was found in, links not followed; of the program, which
 * the kernel opened, the one where the file really is.
 */
export function originOf({ path, node, loadedBy }: Loaded): string {
  return splitPath(loadedBy === null ? node.path : path)[0];
}

/** Value of a variable, as a byte string. */
export function environment(env: readonly string[], name: string): string | undefined {
  const value = env.findLast((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return value === undefined ? undefined : encodeText(value);
}
