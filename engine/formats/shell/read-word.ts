import type * as unbash from 'unbash';
import type { Arithmetic, Assignment, List, Operation, Parameter, Part, Place, Word } from './ast.ts';

/** What words hold that is no word. */
type Inner = Readonly<{
  script: (script: unbash.ParsedScript | undefined, at: number) => List;
  arithmetic: (expression: unbash.ArithmeticExpression) => Arithmetic;
}>;

/** Turns the parser's words into ours. */
export class WordReader {
  readonly #place: (offset: number) => Place;
  readonly #inner: Inner;

  constructor(place: (offset: number) => Place, inner: Inner) {
    this.#place = place;
    this.#inner = inner;
  }

  word(node: unbash.Word): Word {
    // Without parts, `value` is the text without its quotes; a literal part's `text` may hold backslashes.
    const parts = node.parts?.flatMap((part) => this.#part(part, false)) ?? [
      { type: 'text' as const, text: node.value, quoted: /["'\\]/.test(node.text) },
    ];
    return { type: 'word', at: this.#place(node.pos), text: node.text, parts: withTilde(parts, node.text) };
  }

  assignment(node: unbash.Assignment): Assignment {
    return {
      type: 'assignment',
      name: node.name,
      append: node.append ?? false,
      index: node.index ? this.word(node.index) : null,
      value:
        node.value.type === 'ArrayValue'
          ? { type: 'array', elements: node.value.elements.map((one) => this.word(one)) }
          : this.word(node.value),
    };
  }

  hereDocument(node: unbash.HereDoc, at: Place): Word {
    const { body, delimiter } = node;
    const parts =
      delimiter?.quoted === true || !body.parts
        ? [{ type: 'text' as const, text: body.text, quoted: true }]
        : body.parts.flatMap((part) => this.#part(part, true));
    return { type: 'word', at, text: body.text, parts };
  }

  arithmeticWord(node: unbash.ArithmeticWord): Word {
    const parts = node.parts?.flatMap((part) => this.#part(part, true)) ?? [
      { type: 'text' as const, text: node.value, quoted: true },
    ];
    return { type: 'word', at: this.#place(node.pos), text: node.value, parts };
  }

  #part(part: unbash.WordPart, quoted: boolean): Part[] {
    switch (part.type) {
      case 'Literal':
        return [{ type: 'text', text: part.value, quoted: quoted || part.text.includes('\\') }];
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return [{ type: 'text', text: part.value, quoted: true }];
      case 'DoubleQuoted':
      case 'LocaleString':
        // An empty quoted text still makes a word.
        return [{ type: 'text', text: '', quoted: true }, ...part.parts.flatMap((one) => this.#part(one, true))];
      case 'Glob':
        return [{ type: 'glob', text: part.text }];
      case 'ExtendedGlob':
        return [{ type: 'glob', text: part.text }];
      case 'SimpleExpansion':
        return [
          {
            type: 'parameter',
            name: part.text.slice(1),
            prefix: null,
            index: null,
            operation: null,
            quoted,
            text: part.text,
          },
        ];
      case 'ParameterExpansion':
        return [this.#parameter(part, quoted)];
      case 'CommandExpansion':
        return [
          {
            type: 'command',
            body: this.#inner.script(part.script, part.pos),
            quoted,
            text: part.text,
            at: this.#place(part.pos),
          },
        ];
      case 'ArithmeticExpansion':
        return [
          {
            type: 'arithmetic',
            value: part.expression ? this.#inner.arithmetic(part.expression) : null,
            quoted,
            text: part.text,
          },
        ];
      case 'ProcessSubstitution':
        return [
          {
            type: 'process',
            body: this.#inner.script(part.script, part.pos),
            operator: part.operator,
            text: part.text,
            at: this.#place(part.pos),
          },
        ];
      case 'BraceExpansion':
        return [{ type: 'braces', alternatives: alternatives(part.text), text: part.text }];
      default:
        return part satisfies never;
    }
  }

  #parameter(part: unbash.ParameterExpansionPart, quoted: boolean): Parameter {
    return {
      type: 'parameter',
      name: part.parameter,
      prefix: part.prefix === '#' ? 'length' : part.prefix === '!' ? 'indirect' : null,
      index: part.index ? this.word(part.index) : null,
      operation: part.operation ? this.#operation(part.operation) : null,
      quoted,
      text: part.text,
    };
  }

  #operation(node: unbash.ParameterOperation): Operation {
    switch (node.type) {
      case 'Default':
        return {
          type: 'default',
          operator: node.operator.replace(':', '') as '-' | '=' | '+' | '?',
          orEmpty: node.operator.startsWith(':'),
          operand: this.word(node.operand),
        };
      case 'Remove':
        return { type: 'remove', operator: node.operator, operand: this.word(node.operand) };
      case 'Replace':
        return {
          type: 'replace',
          operator: node.operator,
          pattern: this.word(node.pattern),
          replacement: this.word(node.replacement),
        };
      case 'Slice':
        return {
          type: 'slice',
          offset: this.word(node.offset),
          length: node.length ? this.word(node.length) : null,
        };
      case 'CaseModification':
        return node.operand === undefined
          ? { type: 'case', operator: node.operator }
          : { type: 'unsupported', what: node.operator };
      case 'Transform':
      case 'Names':
      case 'Unknown':
        return { type: 'unsupported', what: node.operator };
      default:
        return node satisfies never;
    }
  }
}

/** An unquoted `~` or `~user` at a word's start (POSIX §2.6.1). */
function withTilde(parts: readonly Part[], text: string): readonly Part[] {
  const [first, ...rest] = parts;
  const tilde = /^~([A-Za-z0-9_.-]*)(?=\/|$)/.exec(text);
  if (!tilde || first?.type !== 'text' || first.quoted || !first.text.startsWith(tilde[0])) return parts;
  return [
    { type: 'tilde', user: tilde[1] ?? '' },
    { type: 'text', text: first.text.slice(tilde[0].length), quoted: false },
    ...rest,
  ];
}

/** `{a,b}` and `{1..3}` of plain text; nested and quoted ones are not supported. */
function alternatives(text: string): readonly string[] | undefined {
  const inside = text.slice(1, -1);
  if (/["'\\$`{}]/.test(inside)) return undefined;
  const range = /^(-?\d{1,6})\.\.(-?\d{1,6})$/.exec(inside);
  if (!range) return inside.includes(',') ? inside.split(',') : undefined;
  const [from, to] = [Number(range[1]), Number(range[2])];
  const count = Math.abs(to - from) + 1;
  return count > 1000 ? undefined : Array.from({ length: count }, (_, i) => String(from + (to > from ? i : -i)));
}
