import type { OpenPoint } from '#shared/model/usage.ts';
import { openReason, openScope } from '#shared/text/open-words.ts';

/** What is not known and may lead there, a line for each place: several programs may ask for the same thing in the same one. */
export function openLines(open: readonly OpenPoint[]): string[] {
  const lines = open.map(({ scope, reason, detail, file, line }) => {
    const said = file === null ? '' : `  (${file}${line === null ? '' : `:${line}`})`;
    return `not known: ${openReason(reason)}${detail === '' ? '' : `: ${detail}`}; ${openScope(scope)}${said}`;
  });
  return [...new Set(lines)];
}
