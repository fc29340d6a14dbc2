import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { DiagnosticList, excerpt } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { rootPath } from './read-file-list.ts';

/** One diversion, uninterpreted: `by` is a package name, or `:` for one that the administrator made. */
export type Diversion = Readonly<{ contested: RootPath; divertedTo: RootPath; by: string }>;

/**
 * Reads `var/lib/dpkg/diversions`: three lines each, the contested path, the path diverted to, and the package.
 * Lines only mean something by their number, so reading goes on in threes after a bad group.
 *
 * @param text whole file as a byte string
 */
export function readDiversions(text: string): { rows: Diversion[]; diagnostics: readonly Diagnostic[] } {
  const rows: Diversion[] = [];
  const problems = new DiagnosticList();
  const group: string[] = [];
  let groupFrom = 0;
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    if (rows.length >= limits.listedFiles) {
      const limit = limits.listedFiles;
      problems.add({ code: 'limit-exceeded', what: 'dpkg diversions', limit, seen: limit + 1 });
      break;
    }
    if (group.length === 0) groupFrom = at;
    group.push(text.slice(at, end));
    at = end + 1;
    if (group.length < 3 && at < text.length) continue;
    const row = toDiversion(group);
    if (row) rows.push(row);
    else {
      const found = excerpt(text, groupFrom, end);
      problems.add({
        code: 'malformed',
        what: 'dpkg diversion',
        at: { from: groupFrom, to: end },
        found,
        expected: 'two absolute paths and a package',
      });
    }
    group.length = 0;
  }
  return { rows, diagnostics: problems.list() };
}

function toDiversion([contested = '', divertedTo = '', by = '']: readonly string[]): Diversion | undefined {
  if (!contested.startsWith('/') || !divertedTo.startsWith('/') || by === '') return undefined;
  const from = rootPath(contested.slice(1));
  const to = rootPath(divertedTo.slice(1));
  return from && to ? { contested: from, divertedTo: to, by } : undefined;
}
