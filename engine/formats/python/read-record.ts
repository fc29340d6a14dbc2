import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { DiagnosticList, excerpt } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';

/**
 * Paths of a `RECORD`: CSV rows of path, hash and size. Only the path is read; a quoted one may hold commas and line feeds, a quote in
 * it is doubled.
 *
 * @param text whole file as a byte string
 * @see Recording installed projects, "The RECORD file"
 */
export function readRecord(text: string): { paths: string[]; diagnostics: readonly Diagnostic[] } {
  const paths: string[] = [];
  const problems = new DiagnosticList();
  for (let at = 0; at < text.length;) {
    if (paths.length >= limits.listedFiles) {
      const limit = limits.listedFiles;
      problems.add({ code: 'limit-exceeded', what: 'rows of a RECORD', limit, seen: limit + 1 });
      break;
    }
    const { path, to } = text[at] === '"' ? quoted(text, at) : plain(text, at);
    const feed = text.indexOf('\n', to);
    const end = feed < 0 ? text.length : feed;
    // After the path comes a comma or the end of the row.
    if (path === undefined || (to < end && text[to] !== ',' && text[to] !== '\r'))
      problems.add({
        code: 'malformed',
        what: 'row of a RECORD',
        at: { from: at, to: end },
        found: excerpt(text, at, end),
      });
    else if (path !== '') paths.push(path);
    at = end + 1;
  }
  return { paths, diagnostics: problems.list() };
}

function plain(text: string, from: number): { path: string; to: number } {
  let to = from;
  while (to < text.length && text[to] !== ',' && text[to] !== '\n' && text[to] !== '\r') to++;
  return { path: text.slice(from, to), to };
}

function quoted(text: string, from: number): { path: string | undefined; to: number } {
  for (let at = from + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { path: undefined, to: text.length };
    if (text[quote + 1] !== '"') return { path: text.slice(from + 1, quote).replaceAll('""', '"'), to: quote + 1 };
    at = quote + 2;
  }
}
