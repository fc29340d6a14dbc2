import type { ElfFact } from '#shared/model/facts/native.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { bytesOf, environment, inRoot, originOf, searchFolders, type Step, textAt, type Verdict } from './search.ts';
import type { Found, LinkInput, Loaded, Loader } from './types.ts';

/** Names that the loader itself answers to. */
const OWN = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./;

/** The loader looks no further than names of this kernel. */
const NAME_MAX = 255;
/** Size of its buffer for folder and name: longer ones are passed over. */
const PATH_BYTES = 2 * NAME_MAX + 2;

/** LDSO_ARCH by e_machine and class, where the loader's own name does not say it. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  '3/32': 'i386',
  '21/64': 'powerpc64le',
  '22/64': 's390x',
  '40/32': 'armhf',
  '62/64': 'x86_64',
  '183/64': 'aarch64',
  '243/64': 'riscv64',
  '258/64': 'loongarch64',
};

/**
 * Where musl's loader finds a name that is not loaded yet. What it finds it maps if it is ELF of the program's class: it checks
 * neither machine nor symbol versions.
 *
 * @param requester `preload`: no file needs it
 * @see musl, ldso/dynlink.c, load_library
 */
export function findWithMusl(
  input: LinkInput,
  main: Loaded,
  requester: Loaded | 'preload',
  name: string,
  loader: Loader,
): Found {
  if (OWN.test(name) || name === loader.name) return loaderItself(input, loader);
  const verdict = verdictOf(input, main.fact);
  const found = name.includes('/') ? byPath(input, name, verdict) : search(input, main, requester, name, loader);
  return found.path !== null && isLoader(input, loader, found.path) ? loaderItself(input, loader) : found;
}

function search(input: LinkInput, main: Loaded, requester: Loaded | 'preload', name: string, loader: Loader): Found {
  if (name === '' || name.length > NAME_MAX) return { path: null, rule: 'not-found', searched: [] };
  const library = environment(input.env, 'LD_LIBRARY_PATH');
  const steps: Step[] = [{ rule: 'ld-library-path', folders: library === undefined ? [] : entriesOf(library) }];
  // A search path counts for everything that its owner loads, at any depth.
  for (let at: Loaded | 'preload' | null = requester; at !== null && at !== 'preload'; at = at.loadedBy) {
    const { rpath, runpath } = at.fact;
    const path = runpath ?? rpath;
    if (path !== null) steps.push({ rule: runpath === null ? 'rpath' : 'runpath', folders: expanded(path, at) });
  }
  const file = pathFile(main.fact, loader);
  const own = inRoot(input, file);
  // One that is there without content names no folder; only where none is there do the usual ones count.
  const isThere = own !== undefined && input.tree.resolve(own) !== undefined;
  const system = isThere ? entriesOf(textAt(input, own) ?? '') : ['/lib', '/usr/local/lib', '/usr/lib'];
  steps.push({ rule: isThere ? 'musl-path-file' : 'default-directory', folders: system });
  return searchFolders(input, name, steps, verdictOf(input, main.fact), PATH_BYTES);
}

function byPath(input: LinkInput, name: string, verdict: (path: RootPath) => Verdict): Found {
  const path = inRoot(input, name);
  if (path !== undefined && verdict(path) === 'take') return { path, rule: 'path', searched: [] };
  return { path: null, rule: 'not-found', searched: [path === undefined ? printPath(name) : `/${printPath(path)}`] };
}

function loaderItself({ tree }: LinkInput, { path, name }: Loader): Found {
  if (path !== undefined && tree.resolve(path) !== undefined) return { path, rule: 'loader', searched: [] };
  return { path: null, rule: 'not-found', searched: name === undefined ? [] : [printPath(name)] };
}

/** A second copy of the C library is never mapped: the loader knows it by symbols, we by being the same file or the same bytes. */
function isLoader({ tree }: LinkInput, loader: Loader, path: RootPath): boolean {
  const own: TreeNode | undefined = loader.path === undefined ? undefined : tree.resolve(loader.path);
  const found = tree.resolve(path);
  if (own === undefined || found === undefined) return false;
  return own.inode === found.inode || (own.sha256 !== undefined && own.sha256 === found.sha256);
}

function verdictOf({ tree, elfOf }: LinkInput, main: ElfFact): (path: RootPath) => Verdict {
  return (path) => {
    const node = tree.resolve(path);
    if (node === undefined) return 'pass';
    const fact = elfOf(node);
    const isMapped = fact !== undefined && (fact.type === 2 || fact.type === 3);
    return isMapped && fact.class === main.class && fact.order === main.order ? 'take' : 'fail';
  };
}

/** The file of folders lies beside the folder of the loader: `/lib/ld-musl-x86_64.so.1` → `/etc/ld-musl-x86_64.path`. */
function pathFile(main: ElfFact, { name = '' }: Loader): string {
  const prefix = name.startsWith('/') ? name.split('/').slice(0, -2).join('/') : '';
  const architecture =
    /\/ld-musl-([^/]+)\.so\.1$/.exec(name)?.[1] ?? ARCHITECTURES[`${main.machine}/${main.class}`] ?? 'unknown';
  return `${prefix}/etc/ld-musl-${architecture}.path`;
}

/** `$ORIGIN` alone is known, whatever follows it; any other `$` makes the whole path count as none. */
function expanded(path: string, owner: Loaded): string[] {
  const text = bytesOf(path);
  if (/\$(?!ORIGIN|\{ORIGIN\})/.test(text)) return [];
  return entriesOf(text.replaceAll(/\$(?:ORIGIN|\{ORIGIN\})/g, () => `/${originOf(owner)}`));
}

/** Folders between colons and line ends, up to the first NUL; empty ones are none. */
function entriesOf(path: string): string[] {
  const [text = ''] = path.split('\0', 1);
  return text.split(/[:\n]/).filter((entry) => entry !== '');
}
