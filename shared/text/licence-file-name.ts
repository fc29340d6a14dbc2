/** What packages name the files after that hold their licence: `LICENSE-MIT`, `licence.txt`, `COPYING.LESSER`, `NOTICE`. */
const LICENCE_FILE = /(?:^|\/)(?:un)?(?:licen[cs]e|copying|notice)s?(?:[-_.][^/]*)?$/i;

/** Whether a file's name says that it holds a licence's text. @param path ends in the name */
export function isLicenceFileName(path: string): boolean {
  return LICENCE_FILE.test(path);
}
