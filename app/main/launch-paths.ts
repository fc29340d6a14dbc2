import { resolve } from 'node:path';
import { linkLimits, looksLikeLink } from '#shared/text/console-link.ts';

/** Most paths taken at once; a file manager with more selected means something else. */
const MAX_PATHS = 1000;
/** Most links taken at once: a click opens one. */
const MAX_LINKS = 20;
/** Longest path; Windows has the longest, 32,767 characters. */
const MAX_LENGTH = 32_768;

/**
 * Paths on a command line: what is neither the program, a switch, an address nor hostile. Switches of Chromium may stand anywhere.
 *
 * @param own how many arguments name the program itself: 1, or 2 when Electron is given its folder
 * @param folder against which relative paths are meant
 */
export function pathsOnCommandLine(argv: readonly string[], own: number, folder: string): string[] {
  const rest = argv.slice(own);
  const end = rest.indexOf('--');
  const named = rest.filter((argument, i) => (end !== -1 && i > end) || (!argument.startsWith('-') && i !== end));
  return checkPaths(named.filter((argument) => !/^[a-z][a-z0-9+.-]+:\/\//i.test(argument))).map((path) =>
    resolve(folder, path),
  );
}

/** Links on a command line, wherever they stand but after `--`, which only paths do. */
export function linksOnCommandLine(argv: readonly string[], own: number): string[] {
  const rest = argv.slice(own);
  const end = rest.indexOf('--');
  return checkLinks(end === -1 ? rest : rest.slice(0, end));
}

/**
 * What may be links of a list from outside. The page reads them exactly and says what is wrong with one, so that nothing is left out
 * in silence; here they are only bounded, one that is too long so that it stays so.
 */
export function checkLinks(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((link: unknown): link is string => typeof link === 'string' && looksLikeLink(link))
    .slice(0, MAX_LINKS)
    .map((link) => link.slice(0, linkLimits.length + 1));
}

/** The usable paths of a list from outside: another start of this program, the system, a page. Anything else gives none. */
export function checkPaths(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const isPath = (path: unknown): path is string =>
    typeof path === 'string' && path !== '' && path.length <= MAX_LENGTH && !path.includes('\0');
  return value.filter(isPath).slice(0, MAX_PATHS);
}
