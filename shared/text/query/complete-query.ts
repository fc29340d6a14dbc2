import { FLAGS } from '#shared/schema/filter.ts';
import { printValue } from './print-query.ts';
import { fieldNamed, isPartField, QUERY_FIELDS, type QueryField } from './query-words.ts';

/** The word at the caret that can be completed: a field's name (`field` null), or a value of a field. Places as in the text. */
export type Completing = Readonly<{
  from: number;
  to: number;
  field: QueryField | null;
  begun: string;
  /** Where its clause begins. */
  clause: number;
}>;

/** One way to go on: what is shown, and what takes the place of the word. */
export type Completion = Readonly<{ label: string; insert: string }>;

/** undefined: there is nothing to complete. */
export function completingAt(text: string, caret: number): Completing | undefined {
  // Inside a word, a completion would cut it.
  if (/^[^\s)]/.test(text.slice(caret))) return undefined;
  const found =
    /(?:^|[\s(])(-?(?:([A-Za-z]+):(?:(?:"(?:[^"\\]|\\.)*"|(?:[^\s,"()\\]|\\.)*),)*)?([^\s:,"()/\\]*))$/s.exec(
      text.slice(0, caret),
    );
  const [, whole = '', name, begun = ''] = found ?? [];
  if (!found || (name === undefined && begun === '')) return undefined;
  const place = { from: caret - begun.length, to: caret, begun, clause: caret - whole.length };
  if (name === undefined) return { ...place, field: null };
  const field = fieldNamed(name);
  return field === undefined || field === 'text' ? undefined : { ...place, field };
}

/** The query without the clause whose value is being written: what its values are counted under. */
export function withoutCompleting(text: string, { clause, to }: Completing): string {
  return `${text.slice(0, clause)}${text.slice(to)}`.trim();
}

/** Names of fields that begin so. */
export function completeField(begun: string): Completion[] {
  return QUERY_FIELDS.filter((field) => field.startsWith(begun.toLowerCase())).map((field) => ({
    label: `${field}:`,
    insert: `${field}:`,
  }));
}

/** Those of the values that hold what is begun; '' stands for "none stated". */
export function completeValue(field: QueryField, begun: string, values: readonly string[]): Completion[] {
  return (field === 'is' ? FLAGS : values)
    .filter((value) => value.toLowerCase().includes(begun.toLowerCase()))
    .map((value) => ({ label: value, insert: `${printValue(value, isPartField(field))} ` }));
}
