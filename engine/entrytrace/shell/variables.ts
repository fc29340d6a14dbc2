import type { Text } from '../text.ts';
import type { Frame, Machine } from './machine.ts';
import { markOf } from './marks.ts';
import { Choice, type State } from './state.ts';

/** What a parameter stands for. `list`: several values, as of `$@`; `joined`: they make one text in quotes. */
export type Values = Readonly<{ text: Text; list?: readonly Text[]; joined?: boolean; isSet: boolean }>;

/** Variables that a shell sets itself, to something that only a run knows. */
const DYNAMIC = new Set(['RANDOM', 'SECONDS', 'LINENO', 'PPID', 'BASHPID', 'EPOCHSECONDS', 'EPOCHREALTIME', 'SRANDOM']);
const DYNAMIC_BASH = new Set([
  'BASH_VERSION',
  'HOSTTYPE',
  'MACHTYPE',
  'OSTYPE',
  'SHLVL',
  'BASH_VERSINFO',
  'COLUMNS',
  'LINES',
]);

/** Value of a parameter or variable by name. */
export function readVariable(machine: Machine, name: string, state: State, frame: Frame): Values {
  const { unknowns } = machine.world;
  const known = (text: Text): Values => ({ text, isSet: true });
  const unknown = (): Values => known(unknowns.mark('DynamicEnvironmentReference', `$${name}`));
  if (name === '@' || name === '*')
    return {
      text: state.positional.join(' '),
      list: state.positional,
      joined: name === '*',
      isSet: state.positional.length > 0,
    };
  if (name === '#')
    return state.positional.some((one) => unknowns.isMany(one)) ? unknown() : known(String(state.positional.length));
  if (name === '0') return known(state.name);
  if (/^\d+$/.test(name)) {
    if (state.positional.slice(0, Number(name)).some((one) => unknowns.isMany(one)))
      return known(unknowns.manyOf('DynamicEnvironmentReference', `$${name}`));
    const value = state.positional[Number(name) - 1];
    return { text: value ?? '', isSet: value !== undefined };
  }
  if (name === '?') return state.status === 'unknown' ? unknown() : known(String(state.status));
  if (name === '-')
    return known(
      [...state.options]
        .filter((one) => one.length === 1)
        .sort()
        .join(''),
    );
  if (name === '$' || name === '!' || name === '_') return unknown();
  const mark = markOf(name);
  if (mark !== undefined && mark > '\xff') return known(mark);
  const variable = state.get(name);
  if (variable) {
    if (variable.choices) {
      throw new Choice(variable.choices, (one, value) => one.set(name, value));
    }
    if (typeof variable.value === 'string') return known(variable.value);
    const list = variable.value;
    return { text: list[0] ?? '', list, isSet: list.length > 0 };
  }
  if (DYNAMIC.has(name)) return unknown();
  if (machine.bash) {
    if (name === 'UID' || name === 'EUID')
      return machine.user.uid === null ? unknown() : known(String(machine.user.uid));
    if (name === 'BASH_SOURCE') return known(frame.source);
    if (name === 'FUNCNAME') return { text: frame.function ?? '', isSet: frame.function !== undefined };
    if (name === 'BASH') return known('/bin/bash');
    if (DYNAMIC_BASH.has(name)) return unknown();
  }
  if (/^[A-Za-z_]/.test(name) && name !== 'IFS') machine.world.unset.add(name);
  return state.open && /^[A-Za-z_]/.test(name) ? unknown() : { text: '', isSet: false };
}

/** Text of a variable, or undefined when it is not set. */
export function variableText(machine: Machine, name: string, state: State, frame: Frame): Text | undefined {
  const { text, isSet } = readVariable(machine, name, state, frame);
  return isSet ? text : undefined;
}
