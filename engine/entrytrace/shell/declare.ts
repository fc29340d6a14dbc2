import type { Assignment, Word } from '#engine/formats/shell/ast.ts';
import { expandAssigned, expandWords } from './expand.ts';
import type { Frame, Machine } from './machine.ts';
import { isKnown } from '../text.ts';
import type { State } from './state.ts';

/** Builtins that read assignments among their words. */
export const DECLARATIONS: ReadonlySet<string> = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);

/** `export`, `local` and their like. @returns false: the name of a variable is not known */
export function declare(
  machine: Machine,
  name: string,
  words: readonly (Word | Assignment)[],
  state: State,
  frame: Frame,
): boolean {
  const hides = state.hidden.at(-1);
  const exported = name === 'export' ? true : undefined;
  const hide = (variable: string): void => {
    if (name !== 'export' && name !== 'readonly' && hides && !hides.has(variable))
      hides.set(variable, state.get(variable));
  };
  let options = '';
  let areKnown = true;
  for (const word of words) {
    if (word.type === 'assignment') {
      const value = expandAssigned(machine, word, state, frame);
      hide(word.name);
      const before = state.get(word.name)?.value;
      const joined = word.append && typeof value === 'string' && typeof before === 'string' ? before + value : value;
      state.set(word.name, joined, exported === undefined && !/x/.test(options) ? {} : { exported: true });
      continue;
    }
    for (const text of expandWords(machine, [word], state, frame)) {
      if (/^[-+]/.test(text)) {
        options += text;
        continue;
      }
      const pair = /^([A-Za-z_][A-Za-z0-9_]*)(?:=([\s\S]*))?$/.exec(text);
      if (!pair?.[1]) {
        if (!isKnown(text.replace(/=[\s\S]*$/, ''))) areKnown = false;
        continue;
      }
      hide(pair[1]);
      const current = state.get(pair[1]);
      if (pair[2] !== undefined) state.set(pair[1], pair[2], exported === undefined ? {} : { exported });
      else if (name === 'export' && current)
        state.variables.set(pair[1], { ...current, exported: !options.includes('n') });
      else if (name === 'local' && machine.bash) state.variables.delete(pair[1]);
      else if (/[aA]/.test(options) && !current) state.set(pair[1], []);
    }
  }
  return areKnown;
}
