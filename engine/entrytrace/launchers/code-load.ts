import type { Process } from '../process.ts';
import { isKnown, type Text } from '../text.ts';
import type { World } from '../world.ts';
import type { Load } from './launcher.ts';

/** Code among the words of a command line. @param what as its closure tells languages and kinds apart */
export function codeLoad(world: World, text: Text, what = 'code'): Load {
  if (isKnown(text)) return { what, argv: [text], path: null };
  const detail = `code ${world.unknowns.print(text)}`;
  return { what, argv: [text], path: null, reason: world.unknowns.reasonOf(text), detail };
}

/** A program that is read from standard input: a here-document or file that is known, or something that only a run knows. */
export function inputLoad({ input }: Process): Load {
  return input !== null && isKnown(input)
    ? { what: 'code', argv: [input], path: null }
    : { what: 'standard-input', argv: ['-'], path: null };
}
