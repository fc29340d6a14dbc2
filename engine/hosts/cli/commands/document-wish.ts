import { type DocumentFormat, type DocumentWish, FORMATS } from '#engine/run/index.ts';
import { UsageError } from '../usage-error.ts';

/** Formats in the order in which they are told. */
export const FORMAT_NAMES = Object.keys(FORMATS) as DocumentFormat[];
const PROFILES = ['full', 'lean'] as const;
const VIEWS = ['inventory', 'usage'] as const;

/** Which document the user wants. @throws UsageError for a word that is not known */
export function documentWish(format: string, flags: Readonly<{ view?: string; profile?: string }>): DocumentWish {
  return {
    format: oneOf(FORMAT_NAMES, format, 'format'),
    view: oneOf(VIEWS, flags.view ?? 'inventory', 'view'),
    profile: oneOf(PROFILES, flags.profile ?? 'full', 'profile'),
  };
}

function oneOf<T extends string>(known: readonly T[], word: string, what: string): T {
  const found = known.find((one) => one === word);
  if (found === undefined) throw new UsageError(`Cannot write ${what} "${word}": expected one of ${known.join(', ')}`);
  return found;
}
