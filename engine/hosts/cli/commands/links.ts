import { linksOf } from '#engine/run/index.ts';
import type { LinkNote } from '#shared/model/links.ts';
import { normalisePath, parsePrintedPath } from '#shared/model/root-path.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { type CommonOptions, oneImage, withStore } from '../session.ts';
import { UsageError } from '../usage-error.ts';

/** `links IMAGE PATH`: what the loader would map for a program or library, by which rule, what it would not find, and what may be opened later. */
export function linksCommand(reference: string, path: string, flags: CommonOptions, output: Output): Promise<number> {
  return withStore(flags, async (store) => {
    const image = await oneImage(store, reference);
    const place = normalisePath(parsePrintedPath(path));
    const closure = place === undefined ? undefined : await linksOf(store, image, place);
    if (closure === undefined)
      throw new UsageError(`Cannot link "${path}": found no ELF file there in ${image.imageId}`, {
        exitCode: exitCodes.notFound,
        code: 'not-found',
      });
    if (flags.json) {
      await output.json(closure);
      return exitCodes.complete;
    }
    await output.line(`${closure.path}  (${closure.loader})`);
    for (const { from, needed, to, real, rule, searched, missingVersions } of closure.edges) {
      if (rule === 'already-loaded') continue;
      const lies = real === null || real === to ? '' : ` = ${real}`;
      await output.line(`  ${needed} => ${to ?? 'not found'}${lies}  ${rule}, needed by ${from}`);
      if (to === null) for (const tried of searched) await output.line(`    looked at ${tried}`);
      for (const version of missingVersions) await output.line(`    does not define ${version}`);
    }
    for (const line of noteLines(closure.notes)) await output.line(line);
    return exitCodes.complete;
  });
}

/** Notes of one mechanism beyond this number are counted: character sets are hundreds, and --json has them. */
const SHOWN = 40;

function noteLines(notes: readonly LinkNote[]): string[] {
  if (notes.length === 0) return [];
  const lines = ['possible, opened by name:'];
  for (const [mechanism, group] of Map.groupBy(notes, (note) => note.mechanism)) {
    const shown = group.length > SHOWN ? group.slice(0, 3) : group;
    for (const { name, to, by, reason, stated } of shown) {
      const place = stated.file === null ? `environment ${stated.variable}` : `${stated.file}:${stated.line}`;
      lines.push(`  ${name} => ${to ?? 'not there'}  ${mechanism}, by ${by}: ${reason} (${place})`);
    }
    if (shown.length < group.length) lines.push(`  … ${group.length - shown.length} more of ${mechanism}, in --json`);
  }
  return lines;
}
