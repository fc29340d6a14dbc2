import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { DiagnosticList, excerpt } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';

/** One `%NAME%` section. `values` are its lines; `range` runs from the percent sign to the end of the last value's line. */
export type AlpmSection = Readonly<{ name: string; values: readonly string[]; range: ByteRange }>;

/**
 * Reads a file of pacman's local database (`desc`, `files`): `%NAME%` on a line of its own, values a line each, up to an empty line.
 *
 * @param text whole file as a byte string
 * @returns the first section of each name; later ones, and lines outside of sections, are diagnostics
 * @see libalpm, lib/libalpm/be_local.c
 */
export function readAlpmSections(text: string): {
  sections: ReadonlyMap<string, AlpmSection>;
  diagnostics: readonly Diagnostic[];
} {
  const sections = new Map<string, AlpmSection>();
  const problems = new DiagnosticList();
  let open: { name: string; values: string[]; from: number } | undefined;
  let count = 0;
  const close = (to: number): void => {
    if (open === undefined) return;
    const { name, values, from } = open;
    if (sections.has(name))
      problems.add({ code: 'anomaly', what: 'alpm file', found: `a second %${name}% at byte ${from}` });
    else sections.set(name, { name, values, range: { from, to } });
    open = undefined;
  };
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    const line = text.slice(at, end);
    const [, name] = /^%([A-Z0-9]+)%$/.exec(line) ?? [];
    if (line === '') close(at);
    else if (name !== undefined && (open === undefined || open.values.length > 0 || !isTextual(open.name))) {
      close(at);
      open = { name, values: [], from: at };
    } else if (open === undefined) problems.add(outside(text, at, end));
    else if (++count > limits.listedFiles) {
      problems.add({ code: 'limit-exceeded', what: 'lines of an alpm file', limit: limits.listedFiles, seen: count });
      break;
    } else open.values.push(line);
    at = end + 1;
  }
  close(text.length);
  return { sections, diagnostics: problems.list() };
}

/** A description may look like a section's name. */
function isTextual(section: string): boolean {
  return section === 'DESC';
}

function outside(text: string, from: number, to: number): Diagnostic {
  const found = excerpt(text, from, to);
  return { code: 'malformed', what: 'alpm file', at: { from, to }, found, expected: 'a line in a %SECTION%' };
}
