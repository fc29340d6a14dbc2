import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';

/** What a reader needs of a CREATE TABLE statement. */
export type TableShape = Readonly<{
  /** In the order in which values are stored. */
  columns: readonly string[];
  /** The column that is another name of the rowid (INTEGER PRIMARY KEY): its stored value is null. */
  rowidColumn: number | undefined;
}>;

const WHAT = 'SQLite table definition';
/** Blank or comment; quoted name or string; word or number; any other single character. Sticky, and what is not closed ends with
 * the text: one pass, whatever the text. */
const TOKEN =
  /(\s+|--[^\n]*|\/\*[^]*?(?:\*\/|$))|("[^"]*(?:""[^"]*)*(?:"|$)|'[^']*(?:''[^']*)*(?:'|$)|`[^`]*(?:``[^`]*)*(?:`|$)|\[[^\]]*(?:\]|$))|([\w$\u0080-\uffff]+)|[^]/gy;
const TABLE_CONSTRAINTS: readonly string[] = ['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'];

type Token = Readonly<{ text: string; quoted: boolean }>;

/**
 * Finds the columns in the text that SQLite keeps of a table, which is its author's own: any case, quoting and comments.
 *
 * @throws {ParseError} `unsupported` for tables whose rows are stored in another way: WITHOUT ROWID, generated columns, virtual
 */
export function parseCreateTable(sql: string): TableShape {
  if (sql.length > limits.sqliteStatementBytes)
    throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit: limits.sqliteStatementBytes, seen: sql.length });
  const tokens = tokenize(sql);
  const open = tokens.findIndex((token) => is(token, '('));
  if (open < 0) throw new ParseError({ code: 'unsupported', what: WHAT, found: 'no list of columns' });
  if (tokens.slice(0, open).some((token) => is(token, 'VIRTUAL'))) unsupported('a virtual table');
  const { parts, rest } = splitList(tokens, open + 1);
  if (rest.some((token, i) => is(token, 'WITHOUT') && is(rest[i + 1], 'ROWID'))) unsupported('a table without rowids');

  const definitions = parts.filter((part) => part[0] !== undefined && !isConstraint(part[0]));
  const columns = definitions.map(([name]) => unquote(name));
  if (definitions.some((part) => part.some((token, i) => is(token, 'AS') && is(part[i + 1], '('))))
    unsupported('a generated column');
  return { columns, rowidColumn: findRowidColumn(definitions, columns, parts) };
}

function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const [text, blank, quoted] of sql.matchAll(TOKEN)) {
    if (blank === undefined) tokens.push({ text, quoted: quoted !== undefined });
  }
  return tokens;
}

/** The comma-separated parts up to the closing parenthesis, each with what is nested in it, and what follows. */
function splitList(tokens: readonly Token[], from: number): { parts: Token[][]; rest: readonly Token[] } {
  const parts: Token[][] = [[]];
  let depth = 1;
  for (const [i, token] of tokens.entries()) {
    if (i < from) continue;
    if (is(token, '(')) depth += 1;
    if (is(token, ')')) depth -= 1;
    if (depth === 0) return { parts, rest: tokens.slice(i + 1) };
    if (depth === 1 && is(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  throw new ParseError({ code: 'malformed', what: WHAT, found: 'no end of the list of columns' });
}

/** Only the exact type INTEGER makes an alias, and not with DESC in the column's own constraint (a quirk that SQLite keeps). */
function findRowidColumn(
  definitions: readonly Token[][],
  columns: readonly string[],
  parts: readonly Token[][],
): number | undefined {
  const isInteger = (part: readonly Token[] | undefined) =>
    part !== undefined &&
    unquote(part[1]).toUpperCase() === 'INTEGER' &&
    (part[2] === undefined || isConstraintOfColumn(part[2]));
  const own = definitions.findIndex((part) => {
    const key = part.findIndex((token, i) => is(token, 'PRIMARY') && is(part[i + 1], 'KEY'));
    return key > 0 && isInteger(part) && !is(part[key + 2], 'DESC');
  });
  if (own >= 0) return own;
  for (const part of parts) {
    const key = part.findIndex((token, i) => is(token, 'PRIMARY') && is(part[i + 1], 'KEY') && is(part[i + 2], '('));
    if (key < 0 || part[0] === undefined || !isConstraint(part[0])) continue;
    const list = splitList(part, key + 3).parts;
    const name = list.length === 1 ? list[0]?.[0] : undefined;
    const column = name && columns.findIndex((other) => other.toLowerCase() === unquote(name).toLowerCase());
    if (column !== undefined && column >= 0 && isInteger(definitions[column])) return column;
  }
  return undefined;
}

function isConstraintOfColumn(token: Token): boolean {
  return ['CONSTRAINT', 'PRIMARY', 'NOT', 'NULL', 'UNIQUE', 'CHECK', 'DEFAULT', 'COLLATE', 'REFERENCES'].some((word) =>
    is(token, word),
  );
}

function isConstraint(token: Token): boolean {
  return TABLE_CONSTRAINTS.some((word) => is(token, word));
}

function is(token: Token | undefined, word: string): boolean {
  return token !== undefined && !token.quoted && token.text.toUpperCase() === word;
}

function unquote(token: Token | undefined): string {
  if (token === undefined) return '';
  if (!token.quoted) return token.text;
  const inner = token.text.slice(1, -1);
  const quote = token.text.charAt(0);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

function unsupported(found: string): never {
  throw new ParseError({ code: 'unsupported', what: WHAT, found });
}
