import { type Operation, type Parameter, type Word } from '#engine/formats/shell/ast.ts';
import { bounded, isEmpty, isKnown, type Text } from '../text.ts';
import type { Frame, Machine } from './machine.ts';
import { type PatternPiece, readPattern, remove, replace } from './pattern.ts';
import type { State } from './state.ts';
import { readVariable, type Values } from './variables.ts';

type Words = Readonly<{ pieces: (word: Word) => PatternPiece[]; words: (word: Word) => Text[] }>;

/** `${name op word}` (POSIX.1-2024 §2.6.2; Bash manual §3.5.3). */
export function applyOperation(
  machine: Machine,
  part: Parameter,
  state: State,
  frame: Frame,
  text: (word: Word) => Text,
  words: Words,
): Values {
  const { unknowns } = machine.world;
  const unknown = (): Values => ({ text: unknowns.mark('DynamicEnvironmentReference', part.text), isSet: true });
  const unsupported = (): Values => ({ text: unknowns.mark('UnsupportedConstruct', part.text), isSet: true });
  const found = part.index
    ? indexed(machine, part.name, text(part.index), state, frame)
    : first(readVariable(machine, part.name, state, frame), part.name);
  if (found === undefined) return unsupported();
  if (part.prefix === 'length') {
    if (part.name === '@' || part.name === '*' || (part.index && found.list))
      return found.list?.some((one) => unknowns.isMany(one)) === true
        ? unknown()
        : { text: String(found.list?.length ?? 0), isSet: true };
    return isKnown(found.text) ? { text: String(found.text.length), isSet: true } : unknown();
  }
  let values = found;
  if (part.prefix === 'indirect') {
    if (!isKnown(found.text)) return unknown();
    if (!/^[A-Za-z_][A-Za-z0-9_]*$|^\d+$|^[@*#]$/.test(found.text)) return unsupported();
    values = first(readVariable(machine, found.text, state, frame), found.text);
  }
  const { operation } = part;
  if (!operation) return values;
  if (operation.type === 'default') return defaulted(machine, part, operation, values, state, text, words);
  if (operation.type === 'unsupported') return unsupported();
  const change = (one: Text): Text => changed(one, operation, text, words) ?? unknown().text;
  if (values.list && operation.type === 'slice') {
    const [from, count] = [
      Number(text(operation.offset)),
      operation.length ? Number(text(operation.length)) : undefined,
    ];
    // `${@:0}` begins with $0.
    const all = part.name === '@' || part.name === '*' ? [state.name, ...values.list] : values.list;
    if (!Number.isInteger(from) || (count !== undefined && !(count >= 0))) return unknown();
    const open = all.findIndex((one) => unknowns.isMany(one));
    if (open >= 0 && (from < 0 || from > open || count !== undefined))
      return { ...values, list: [unknowns.manyOf('DynamicEnvironmentReference', part.text)] };
    const at = from < 0 ? all.length + from : from;
    return { ...values, list: all.slice(at, count === undefined ? undefined : at + count) };
  }
  return values.list
    ? { ...values, text: values.list.map(change).join(' '), list: values.list.map(change) }
    : { ...values, text: bounded(change(values.text), unknowns) };
}

/** `$name` of an array is its first element; `$@` stays a list. */
function first(values: Values, name: string): Values {
  if (!values.list || name === '@' || name === '*') return values;
  return { text: values.list[0] ?? '', isSet: values.isSet };
}

function indexed(machine: Machine, name: string, index: Text, state: State, frame: Frame): Values | undefined {
  const values = readVariable(machine, name, state, frame);
  const list = values.list ?? (values.isSet ? [values.text] : []);
  if (index === '@' || index === '*')
    return { text: list.join(' '), list, joined: index === '*', isSet: list.length > 0 };
  // Functions around this one are not kept: only the innermost is known.
  if ((name === 'FUNCNAME' || name === 'BASH_SOURCE') && index !== '0') {
    const at = name === 'FUNCNAME' && index === '1' ? (frame.sourced ? 'source' : 'main') : undefined;
    return { text: at ?? frame.source, isSet: at !== undefined };
  }
  if (!/^-?\d{1,9}$/.test(index)) return undefined;
  const { unknowns } = machine.world;
  const before = index.startsWith('-') ? list : list.slice(0, Number(index) + 1);
  if (before.some((one) => unknowns.isMany(one)))
    return { text: unknowns.mark('DynamicEnvironmentReference', `\${${name}[${index}]}`), isSet: true };
  const value = list.at(Number(index));
  return { text: value ?? '', isSet: value !== undefined };
}

function defaulted(
  machine: Machine,
  part: Parameter,
  { operator, orEmpty, operand }: Extract<Operation, { type: 'default' }>,
  values: Values,
  state: State,
  text: (word: Word) => Text,
  words: Words,
): Values {
  const { unknowns } = machine.world;
  const open = unknowns.isMany(values.text);
  const empty = !values.isSet ? true : orEmpty || open ? isEmpty(values.text) : false;
  if (empty === undefined) {
    if (operator === '?' || operator === '-' || operator === '=') return values;
    return { text: unknowns.mark('DynamicEnvironmentReference', part.text), isSet: true };
  }
  if (operator === '+') {
    if (empty) return { text: '', isSet: false };
    const list = words.words(operand);
    return list.length === 1 ? { text: list[0] ?? '', isSet: true } : { text: list.join(' '), list, isSet: true };
  }
  if (!empty) return values;
  if (operator === '?') {
    state.status = 1;
    state.flow = 'exit';
    return { text: '', isSet: false };
  }
  if (operator === '=') {
    const value = text(operand);
    state.set(part.name, value);
    return { text: value, isSet: true };
  }
  const list = words.words(operand);
  return list.length === 1 ? { text: list[0] ?? '', isSet: true } : { text: list.join(' '), list, isSet: true };
}

function changed(
  value: Text,
  operation: Exclude<Operation, { type: 'default' | 'unsupported' }>,
  text: (word: Word) => Text,
  words: Words,
): Text | undefined {
  switch (operation.type) {
    case 'remove': {
      const pattern = readPattern(words.pieces(operation.operand));
      return pattern && remove(value, pattern, operation.operator);
    }
    case 'replace': {
      const pattern = readPattern(words.pieces(operation.pattern));
      return pattern && replace(value, pattern, operation.operator, text(operation.replacement));
    }
    case 'slice': {
      const [from, length] = [text(operation.offset).trim(), operation.length ? text(operation.length).trim() : '0'];
      if (!/^-?\d{1,9}$/.test(from) || !/^-?\d{1,9}$/.test(length)) return undefined;
      const start = Number(from) < 0 ? value.length + Number(from) : Number(from);
      const end = !operation.length
        ? value.length
        : Number(length) < 0
          ? value.length + Number(length)
          : start + Number(length);
      const piece = value.slice(Math.max(start, 0), Math.max(end, 0));
      return isKnown(value.slice(0, end)) && (isKnown(value) || Number(from) >= 0) ? piece : undefined;
    }
    case 'case': {
      if (!isKnown(value)) return undefined;
      const up = operation.operator.startsWith('^');
      const turn = (one: string): string =>
        one.replaceAll(up ? /[a-z]/g : /[A-Z]/g, (char) => (up ? char.toUpperCase() : char.toLowerCase()));
      return operation.operator.length === 2 ? turn(value) : turn(value.slice(0, 1)) + value.slice(1);
    }
    default:
      return operation satisfies never;
  }
}
