import { printPath, type RootPath } from '#shared/model/root-path.ts';
import { bytesOf, entriesOf, environment, fits, inRoot, originOf, searchFolders, type Step } from './search.ts';
import type { Found, LinkInput, Loaded } from './types.ts';

/** Names that the loader itself answers to. */
const OWN = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./;

/**
 * Where musl's loader finds a name that is not loaded yet.
 *
 * @param loader path of the loader, which is the C library too
 * @see musl, ldso/dynlink.c, load_library
 */
export function findWithMusl(
  input: LinkInput,
  main: Loaded,
  requester: Loaded,
  name: string,
  loader: RootPath | undefined,
): Found {
  if (OWN.test(name) && loader !== undefined) return { path: loader, rule: 'loader', searched: [] };
  if (name.includes('/')) {
    const path = inRoot(name);
    if (path !== undefined && fits(input, main.fact, path)) return { path, rule: 'path', searched: [] };
    return { path: null, rule: 'not-found', searched: [`/${printPath(path ?? '')}`] };
  }
  const library = environment(input.env, 'LD_LIBRARY_PATH');
  const steps: Step[] = [
    { rule: 'ld-library-path', folders: library === undefined ? [] : entriesOf(library, /[:\n]/) },
  ];
  // A search path counts for everything that its owner loads, at any depth.
  for (let at: Loaded | undefined = requester; at !== undefined; at = at.loadedBy) {
    const { rpath, runpath } = at.fact;
    const path = runpath ?? rpath;
    if (path !== null) steps.push({ rule: runpath === null ? 'rpath' : 'runpath', folders: expanded(path, at) });
  }
  const system = input.muslPath === null ? ['/lib', '/usr/local/lib', '/usr/lib'] : entriesOf(input.muslPath, /[:\n]/);
  steps.push({ rule: 'default-directory', folders: system });
  return searchFolders(input, main.fact, name, steps);
}

/** `$ORIGIN` alone is known; any other variable makes the whole path count as none. */
function expanded(path: string, owner: Loaded): string[] {
  const text = bytesOf(path).replaceAll(/\$(?:ORIGIN(?![A-Za-z0-9_])|\{ORIGIN\})/g, `/${originOf(owner)}`);
  return text.includes('$') ? [] : text.split(':').filter((entry) => entry !== '');
}
