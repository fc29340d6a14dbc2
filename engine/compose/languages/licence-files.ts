import { printPath, type RootPath } from '#shared/model/root-path.ts';

/** What packages name the files after that hold their licence: `LICENSE-MIT`, `licence.txt`, `COPYING.LESSER`, `NOTICE`. */
const LICENCE_FILE = /(?:^|\/)(?:un)?(?:licen[cs]e|copying|notice)s?(?:[-_.][^/]*)?$/i;

/** Most of them that a component names; a package that brings others whole has one for each. */
const MOST = 20;

/**
 * Files with licence texts, as a detail: where to read on, not a statement which licence it is.
 *
 * @param names byte strings, relative to the package
 * @param isFile asked for those with a fitting name only
 */
export function licenceFiles(
  names: readonly string[],
  isFile: (name: string) => boolean = () => true,
): Readonly<Record<string, string>> {
  const found = names.filter((name) => LICENCE_FILE.test(name) && isFile(name)).sort();
  return found.length === 0
    ? {}
    : {
        'licence-files': found
          .slice(0, MOST)
          .map((name) => printPath(name as RootPath))
          .join(', '),
      };
}
