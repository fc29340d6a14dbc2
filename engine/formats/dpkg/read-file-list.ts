import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { type RootPath, normalisePath } from '#shared/model/root-path.ts';
import { DiagnosticList, excerpt } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';

/**
 * Reads `info/NAME.list`: absolute paths, one a line, directories without a mark among them. `/.` stands for the root and is
 * left out.
 *
 * @param text whole file as a byte string
 */
export function readFileList(text: string): { paths: RootPath[]; diagnostics: readonly Diagnostic[] } {
  const paths: RootPath[] = [];
  const problems = new DiagnosticList();
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    if (paths.length >= limits.listedFiles) {
      const limit = limits.listedFiles;
      problems.add({ code: 'limit-exceeded', what: 'paths of a dpkg file list', limit, seen: limit + 1 });
      break;
    }
    const path = text.charCodeAt(at) === 0x2f ? rootPath(text.slice(at + 1, end)) : undefined;
    if (path !== undefined && path !== '') paths.push(path);
    else if (path === undefined && end > at) {
      const found = excerpt(text, at, end);
      problems.add({
        code: 'malformed',
        what: 'dpkg file list',
        at: { from: at, to: end },
        found,
        expected: 'an absolute path',
      });
    }
    at = end + 1;
  }
  return { paths, diagnostics: problems.list() };
}

/**
 * A listed path without its leading slash. The usual one needs no work: lists have 100,000 lines, and a regular expression for
 * each takes longer than all the rest.
 *
 * @returns undefined where the path has NUL or could leave the root
 */
export function rootPath(name: string): RootPath | undefined {
  if (name.includes('\0')) return undefined;
  const plain = !name.includes('//') && !name.includes('/.') && !name.endsWith('/') && !name.startsWith('.');
  return plain && !name.startsWith('/') ? (name as RootPath) : normalisePath(name);
}
