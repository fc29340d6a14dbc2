import type { ElfFact } from '#shared/model/facts/native.ts';
import { printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import {
  bytesOf,
  environment,
  inRoot,
  isAlike,
  originOf,
  searchFolders,
  type Step,
  textAt,
  type Verdict,
} from './search.ts';
import type { Found, LinkInput, Loaded } from './types.ts';

/** DF_1_NODEFLIB. */
const NO_DEFAULT = 0x800;

/** Architecture in the cache's flags by e_machine and class; libraries of others are not for this program. */
const CACHE_ARCH: Readonly<Record<string, number>> = {
  '62/64': 0x0303,
  '62/32': 0x0803,
  '3/32': 0x0003,
  '183/64': 0x0a03,
  '40/32': 0x0903,
  '21/64': 0x0503,
  '22/64': 0x0403,
  '243/64': 0x1003,
};

/** Debian's names of architectures, by e_machine. */
const TRIPLETS: Readonly<Record<number, string>> = {
  3: 'i386-linux-gnu',
  21: 'powerpc64le-linux-gnu',
  22: 's390x-linux-gnu',
  40: 'arm-linux-gnueabihf',
  62: 'x86_64-linux-gnu',
  183: 'aarch64-linux-gnu',
  243: 'riscv64-linux-gnu',
};

/**
 * Where glibc's loader finds a name that is not loaded yet.
 *
 * @see ld.so(8); glibc, elf/dl-load.c, _dl_map_object
 */
export function findWithGlibc(input: LinkInput, main: Loaded, requester: Loaded, name: string): Found {
  const verdict = verdictOf(input, main.fact);
  if (name.includes('/')) {
    const wanted = expand(input, name, requester);
    const path = inRoot(input, wanted);
    if (path !== undefined && verdict(path) === 'take') return { path, rule: 'path', searched: [] };
    return {
      path: null,
      rule: 'not-found',
      searched: [path === undefined ? printPath(wanted) : `/${printPath(path)}`],
    };
  }
  const defaults = defaultFolders(input, main.fact);
  const noDefault = (requester.fact.dtFlags1 & NO_DEFAULT) !== 0;
  const early = searchFolders(
    input,
    name,
    [
      { rule: 'rpath', folders: rpaths(input, main, requester) },
      { rule: 'ld-library-path', folders: libraryPath(input, requester) },
      { rule: 'runpath', folders: folders(input, requester.fact.runpath, requester) },
    ],
    verdict,
  );
  if (early.path !== null || early.gaveUp) return early;
  const searched = [...early.searched, '/etc/ld.so.cache'];
  const cached = fromCache(input, main.fact, name, verdict, noDefault ? defaults : []);
  if (cached !== undefined) return { path: cached, rule: 'ld-so-cache', searched: early.searched };
  const last: Step = { rule: 'default-directory', folders: noDefault ? [] : defaults };
  const found = searchFolders(input, name, [last], verdict);
  return { ...found, searched: [...searched, ...found.searched] };
}

/** Files of another class or machine are passed over; one that is no ELF file ends the search, and the start. */
function verdictOf({ tree, elfOf }: LinkInput, main: ElfFact): (path: RootPath) => Verdict {
  return (path) => {
    const node = tree.resolve(path);
    if (node === undefined) return 'pass';
    const fact = elfOf(node);
    if (fact === undefined) return 'fail';
    return isAlike(main, fact) ? 'take' : 'pass';
  };
}

/** Names of `/etc/ld.so.preload`: between blanks and colons, `#` to the end of the line left out. */
export function preloadFile(input: LinkInput): string[] {
  return (textAt(input, 'etc/ld.so.preload' as RootPath) ?? '')
    .replaceAll(/#[^\n]*/g, '')
    .split(/[ \t\n:]+/)
    .filter((name) => name !== '');
}

/** RPATH of the requester and of those that loaded it, up to the program; one with a RUNPATH has none, and ends nothing above. */
function rpaths(input: LinkInput, main: Loaded, requester: Loaded): string[] {
  if (requester.fact.runpath !== null) return [];
  const found: string[] = [];
  let sawMain = false;
  for (let at: Loaded['loadedBy'] = requester; at !== null && at !== 'preload'; at = at.loadedBy) {
    sawMain ||= at === main;
    if (at.fact.runpath === null) found.push(...folders(input, at.fact.rpath, at));
  }
  if (!sawMain && main.fact.runpath === null) found.push(...folders(input, main.fact.rpath, main));
  return found;
}

function libraryPath(input: LinkInput, requester: Loaded): string[] {
  const path = environment(input.env, 'LD_LIBRARY_PATH');
  return path === undefined ? [] : path.split(/[:;]/).map((entry) => folderOf(input, entry, requester));
}

function folders(input: LinkInput, path: string | null, owner: Loaded): string[] {
  return path === null
    ? []
    : bytesOf(path)
        .split(':')
        .map((entry) => folderOf(input, entry, owner));
}

/** An empty entry is the working directory. */
function folderOf(input: LinkInput, entry: string, owner: Loaded): string {
  return entry === '' ? '.' : expand(input, entry, owner);
}

/** `$ORIGIN`, `$LIB` and `$PLATFORM`, with or without braces. */
function expand(input: LinkInput, entry: string, owner: Loaded): string {
  const values: Readonly<Record<string, string>> = {
    ORIGIN: `/${originOf(owner)}`,
    LIB: libOf(input, owner.fact),
    PLATFORM: owner.fact.machine === 62 ? 'x86_64' : owner.fact.machine === 183 ? 'aarch64' : '',
  };
  return entry.replaceAll(
    /\$(?:(ORIGIN|LIB|PLATFORM)(?![A-Za-z0-9_])|\{(ORIGIN|LIB|PLATFORM)\})/g,
    (_, bare?: string, braced?: string) => values[bare ?? braced ?? ''] ?? '',
  );
}

/** The first entry that fits; files in folders that are forbidden are no entries. */
function fromCache(
  input: LinkInput,
  main: ElfFact,
  name: string,
  verdict: (path: RootPath) => Verdict,
  forbidden: readonly string[],
): Found['path'] | undefined {
  const flags = CACHE_ARCH[`${main.machine}/${main.class}`];
  for (const entry of input.cache) {
    if (entry.name !== name || entry.isHwcap || (flags !== undefined && entry.flags !== flags)) continue;
    const path = inRoot(input, entry.path);
    if (path === undefined || forbidden.includes(`/${splitPath(path)[0]}`)) continue;
    if (verdict(path) === 'take') return path;
  }
  return undefined;
}

/** Which folders a distribution's loader was built with: Debian's are known by the folder of its architecture. */
function defaultFolders(input: LinkInput, { machine, class: width }: ElfFact): string[] {
  const triplet = debianTriplet(input, machine);
  if (triplet !== undefined) return [`/lib/${triplet}`, `/usr/lib/${triplet}`, '/lib', '/usr/lib'];
  return width === 64 ? ['/lib64', '/usr/lib64'] : ['/lib', '/usr/lib'];
}

function libOf(input: LinkInput, { machine, class: width }: ElfFact): string {
  const triplet = debianTriplet(input, machine);
  if (triplet !== undefined) return `lib/${triplet}`;
  return width === 64 ? 'lib64' : 'lib';
}

function debianTriplet({ tree }: LinkInput, machine: number): string | undefined {
  const triplet = TRIPLETS[machine];
  return triplet !== undefined && tree.find(`usr/lib/${triplet}` as RootPath) !== undefined ? triplet : undefined;
}
