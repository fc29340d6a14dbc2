import { frameOf, itemsOf, type WrittenJson } from '../written-json.ts';
import { errorsOf, type SchemaValidator, verdict } from './schema-errors.ts';
import type { Validation, ValidationError } from './validation.ts';

/** Items that are checked by the schema together. */
const CHUNK = 256;

/** How references of a format are checked: in the order of the document, so that errors stand as in a check of the whole. */
export type ReferenceCheck = Readonly<{
  /** @param depth of `value`; the document is 0, and may come member by member */
  visit: (value: unknown, at: string, depth: number) => void;
  /** @param frame the document, whose long lists are empty */
  finish: (frame: unknown) => readonly ValidationError[];
}>;

/** A format's checks. */
export type PieceChecks = Readonly<{
  schema: string;
  version: string;
  validate: SchemaValidator;
  /** What the schema demands of every document: with one list beside it, it is a document. */
  least: Readonly<Record<string, unknown>>;
  references: () => ReferenceCheck;
  /** Is this item surely valid? Only those of which this is not known are checked by `validate`. */
  isSure?: (item: unknown) => boolean;
  /** Makes errors readable. */
  telling?: (errors: readonly ValidationError[]) => readonly ValidationError[];
}>;

/**
 * The verdict that the official schema and the check of references have on a written document, read from its bytes item by item:
 * never is more of it in memory than a few hundred items. Each chunk of a list is validated in a document of its own. That is the
 * same, since the schemas say nothing of an item that depends on another one, but that they differ: those with an id do, as ids
 * are unique by the check of references.
 */
export function validatePieces(written: WrittenJson, checks: PieceChecks): Validation {
  const { schema, version, validate, least, isSure, telling = (errors): readonly ValidationError[] => errors } = checks;
  const frame = frameOf(written);
  const references = checks.references();
  const wrong: ValidationError[] = [];
  // The schema stops at the first object that is wrong, and so does this.
  const bySchema = (document: unknown, name: string, first: number): void => {
    if (wrong.length > 0) return;
    const errors = errorsOf(validate, document);
    if (errors.length > 0) wrong.push(...telling(first === 0 ? errors : errors.map((one) => moved(one, name, first))));
  };
  const lists = new Map(written.lists.map((list) => [list.name, list]));
  bySchema(frame, '', 0);
  for (const [key, member] of Object.entries(frame as object)) {
    const list = lists.get(key);
    if (list === undefined) {
      references.visit({ [key]: member }, '', 0);
      continue;
    }
    let chunk: unknown[] = [];
    let index = 0;
    // What is in it stands before item `index` without a gap.
    const check = (): void => {
      if (chunk.length > 0) bySchema({ ...least, [key]: chunk }, key, index - chunk.length);
      chunk = [];
    };
    for (const item of itemsOf(written, list)) {
      references.visit(item, `/${key}/${index}`, 2);
      if (isSure?.(item) === true) check();
      else chunk.push(item);
      index += 1;
      if (chunk.length === CHUNK) check();
    }
    check();
  }
  return verdict({ schema, version }, references.finish(frame), () => wrong);
}

/** The place in the whole document of what is wrong in a chunk that begins at item `first`. */
function moved({ at, problem }: ValidationError, name: string, first: number): ValidationError {
  const [index, ...rest] = at.slice(name.length + 2).split('/');
  if (!at.startsWith(`/${name}/`)) return { at, problem };
  return { at: ['', name, String(Number(index) + first), ...rest].join('/'), problem };
}
