import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { RpmHeader } from './read-header.ts';

/** A file, directory or link that a header lists. */
export type RpmFile = Readonly<{
  /** Absolute, as stated; a byte string. */
  path: string;
  /** Lower-case hex as stated; '' for what has no content. */
  digest: string;
  /** RPMFILE_ bits: 1 config, 2 doc, 64 ghost, 128 licence. */
  flags: number;
  /** 0 normal, 1 replaced, 2 not installed, 3 net shared, 4 wrong colour. */
  state: number;
}>;

/** What may still be read of one database; lowered by every file list. Shared by its rows. */
export type PathBudget = { left: number };

/** Below this a path counts as this much: an object is not free either. */
const LEAST = 64;

export function pathBudget(): PathBudget {
  return { left: limits.rpmPathBytes };
}

/**
 * The files of a header, in its order: path `i` is `dirNames[dirIndexes[i]] + baseNames[i]`.
 *
 * @throws {ParseError} when the lists do not fit together, or `limit-exceeded` when the budget is used up: directory names are
 *   shared, so that a few bytes can state long paths many times
 */
export function readFileList(header: RpmHeader, budget: PathBudget): readonly RpmFile[] {
  const paths = header.has('baseNames') ? joinPaths(header, budget) : (header.texts('oldFileNames') ?? []);
  const digests = parallel(header.texts('fileDigests'), paths, 'fileDigests');
  const flags = parallel(header.integers('fileFlags'), paths, 'fileFlags');
  const states = parallel(header.integers('fileStates'), paths, 'fileStates');
  return paths.map((path, i) => ({ path, digest: digests[i] ?? '', flags: flags[i] ?? 0, state: states[i] ?? 0 }));
}

function joinPaths(header: RpmHeader, budget: PathBudget): readonly string[] {
  const baseNames = header.texts('baseNames') ?? [];
  const dirIndexes = header.integers('dirIndexes') ?? [];
  const dirNames = header.texts('dirNames') ?? [];
  if (dirIndexes.length !== baseNames.length) unequal('dirIndexes', dirIndexes.length, baseNames.length);
  return baseNames.map((baseName, i) => {
    const index = dirIndexes[i] ?? -1;
    const dirName = dirNames[index];
    if (dirName === undefined)
      throw new ParseError({
        code: 'malformed',
        what: 'rpm header dirIndexes',
        found: `directory ${index} of ${dirNames.length}`,
      });
    const length = dirName.length + baseName.length;
    if (length > limits.pathBytes)
      throw new ParseError({ code: 'limit-exceeded', what: 'rpm file path', limit: limits.pathBytes, seen: length });
    budget.left -= Math.max(length, LEAST);
    if (budget.left < 0)
      throw new ParseError({
        code: 'limit-exceeded',
        what: 'rpm file lists',
        limit: limits.rpmPathBytes,
        seen: limits.rpmPathBytes - budget.left,
      });
    return dirName + baseName;
  });
}

/** A list that, where it is stated, has one element a file. */
function parallel<T>(list: readonly T[] | undefined, paths: readonly string[], what: string): readonly T[] {
  if (list !== undefined && list.length !== paths.length) unequal(what, list.length, paths.length);
  return list ?? [];
}

function unequal(what: string, seen: number, files: number): never {
  throw new ParseError({
    code: 'malformed',
    what: `rpm header ${what}`,
    found: `${seen} elements`,
    expected: `${files}, one a file`,
  });
}
