import type { Assignment, Parameter, Part, Word } from '#engine/formats/shell/ast.ts';
import { bounded, isEmpty, isKnown, type Text, type Unknowns } from '../text.ts';
import { calculate } from './arithmetic.ts';
import { expandPaths } from './expand-paths.ts';
import type { Frame, Machine } from './machine.ts';
import { applyOperation } from './operations.ts';
import { type PatternPiece } from './pattern.ts';
import type { State } from './state.ts';
import { variableText, type Values } from './variables.ts';

/** A piece of a field. `quoted`: stands for itself. */
type Piece = PatternPiece;
type Field = Piece[];

/** Expands words (POSIX.1-2024 §2.6), each of which gives none, one or several fields. */
export function expandWords(machine: Machine, words: readonly Word[], state: State, frame: Frame): Text[] {
  return words.flatMap((word) => expandWord(machine, word, state, frame));
}

function expandWord(machine: Machine, word: Word, state: State, frame: Frame): Text[] {
  // Braces come first of all: they make words, each of which is then expanded.
  const at = word.parts.findIndex((part) => part.type === 'braces' && part.alternatives !== undefined);
  const braces = word.parts[at];
  if (braces?.type === 'braces' && machine.bash)
    return (braces.alternatives ?? []).flatMap((text) => {
      const parts = word.parts.with(at, { type: 'text', text, quoted: false });
      return expandWord(machine, { ...word, parts }, state, frame);
    });
  const fields: Field[] = [[]];
  let emptyList = false;
  const append = (piece: Piece): void => {
    fields.at(-1)?.push(piece);
  };
  for (const part of word.parts) {
    const { values, quoted, joined } = partValues(machine, part, state, frame);
    const pieces =
      quoted || joined
        ? values.map((text) => [text])
        : values.map((text) => split(text, state, machine.world.unknowns));
    let began = false;
    for (const [i, texts] of pieces.entries()) {
      for (const [k, text] of texts.entries()) {
        if (began && (k > 0 || i > 0)) fields.push([]);
        append({ text, quoted: quoted || part.type === 'text' });
        began = true;
      }
    }
    if (values.length === 0) emptyList = true;
  }
  // `"$@"` of nothing is no field, not an empty one.
  const counts = ({ text, quoted }: Piece): boolean => text !== '' || (quoted && !emptyList);
  return fields.filter((field) => field.some(counts)).flatMap((field) => expandPaths(machine, field, state));
}

/** Expands a word to one text: no splitting, no file names. */
export function expandText(machine: Machine, word: Word, state: State, frame: Frame): Text {
  const { unknowns } = machine.world;
  const pieces = expandPieces(machine, word, state, frame);
  return bounded(unknowns.single(pieces.map(({ text }) => text).join('')), unknowns);
}

/** Expands a word that is a pattern. */
export function expandPieces(machine: Machine, word: Word, state: State, frame: Frame): Piece[] {
  return word.parts.map((part) => {
    const { values, quoted } = partValues(machine, part, state, frame);
    return { text: values.join(' '), quoted: quoted || (part.type === 'text' && part.quoted) };
  });
}

/** Values of an assignment. */
export function expandAssigned(
  machine: Machine,
  { value }: Assignment,
  state: State,
  frame: Frame,
): Text | readonly Text[] {
  return value.type === 'array'
    ? expandWords(machine, value.elements, state, frame)
    : expandText(machine, value, state, frame);
}

type Expanded = Readonly<{ values: readonly Text[]; quoted: boolean; joined?: boolean }>;

function partValues(machine: Machine, part: Part, state: State, frame: Frame): Expanded {
  const { unknowns } = machine.world;
  switch (part.type) {
    case 'text':
      return { values: [part.text], quoted: part.quoted, joined: true };
    case 'glob':
      return { values: [part.text], quoted: false, joined: true };
    case 'braces':
      // A POSIX shell has none: they are text.
      return { values: [machine.bash ? unknowns.mark('UnsupportedConstruct', part.text) : part.text], quoted: true };
    case 'tilde': {
      const home =
        part.user === ''
          ? variableText(machine, 'HOME', state, frame)
          : machine.world.accounts.users.find(({ name }) => name === part.user)?.home;
      return { values: [home ?? `~${part.user}`], quoted: true };
    }
    case 'parameter':
      return parameter(machine, part, state, frame);
    case 'command':
      return {
        values: [machine.capture(part.body, state, frame, part.text, part.at)],
        quoted: part.quoted,
      };
    case 'arithmetic': {
      const value = part.value && calculate(machine, part.value, state, frame);
      return {
        values: [
          value === null || value === undefined
            ? unknowns.mark('DynamicEnvironmentReference', part.text)
            : String(value),
        ],
        quoted: part.quoted,
      };
    }
    case 'process':
      if (part.operator === '<') {
        const text = machine.capture(part.body, state, frame, part.text, part.at);
        const path = `/dev/fd/(${part.at.line}:${part.at.column})`;
        state.files.set(path, { content: `${text}\n` });
        return { values: [path], quoted: true };
      }
      return { values: [unknowns.mark('UnsupportedConstruct', part.text)], quoted: true };
    default:
      return part satisfies never;
  }
}

function parameter(machine: Machine, part: Parameter, state: State, frame: Frame): Expanded {
  const values: Values = applyOperation(
    machine,
    part,
    state,
    frame,
    (word) => expandText(machine, word, state, frame),
    {
      pieces: (word) => expandPieces(machine, word, state, frame),
      words: (word) =>
        part.quoted ? [expandText(machine, word, state, frame)] : expandWord(machine, word, state, frame),
    },
  );
  if (values.list === undefined) return { values: [values.text], quoted: part.quoted };
  if (part.quoted && values.joined) {
    const ifs = state.get('IFS')?.value;
    return { values: [values.list.join(typeof ifs === 'string' ? (ifs[0] ?? '') : ' ')], quoted: true };
  }
  return { values: values.list, quoted: part.quoted };
}

/** Field splitting (§2.6.5). What is not known stays in one piece, which stands for any number of fields. */
function split(text: Text, state: State, unknowns: Unknowns): Text[] {
  const ifs = state.get('IFS')?.value ?? ' \t\n';
  if (typeof ifs === 'string' && !isKnown(ifs) && text !== '')
    return [unknowns.manyOf(unknowns.reasonOf(ifs), unknowns.print(text))];
  return splitKnown(text, ifs).map((field) => (ifs === '' ? field : unknowns.spread(field)));
}

function splitKnown(text: Text, ifs: Text | readonly Text[]): Text[] {
  if (typeof ifs !== 'string' || ifs === '' || text === '') return [text];
  const white = ifs
    .split('')
    .filter((char) => /\s/.test(char))
    .join('');
  const isWhite = (char: string): boolean => white.includes(char);
  const fields: string[] = [];
  let field = '';
  let open = false;
  // A separator in front or behind ends the field beside it: an empty first or last text says so.
  const leading = isWhite(text[0] ?? '');
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (!ifs.includes(char)) {
      field += char;
      open = true;
      continue;
    }
    if (!isWhite(char) || open) fields.push(field);
    field = '';
    open = false;
    while (i + 1 < text.length && isWhite(text[i + 1] ?? '')) i += 1;
    const next = text[i + 1] ?? '';
    if (isWhite(char) && next !== '' && ifs.includes(next)) i += 1;
  }
  const trailing = !open && fields.length > 0;
  if (open) fields.push(field);
  return [...(leading ? [''] : []), ...fields, ...(trailing && isEmpty(text) === false ? [''] : [])];
}
