import type Database from 'better-sqlite3';

/** What a column of a STRICT table holds on this side. */
export type Value = string | number | Uint8Array | null;

type Prepared = Readonly<{
  statement: Database.Statement<unknown[]>;
  /** The text has `?1`, `?2` … (one value in several places) instead of `?`; never both. */
  numbered: boolean;
}>;

/** Statements kept prepared: all fixed ones, and the last of those that are made from a filter. */
const MOST_PREPARED = 300;

/** Runs SQL on one connection and keeps each statement prepared, by its text. */
export class Sql {
  readonly #db: Database.Database;
  readonly #prepared = new Map<string, Prepared>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** @returns rows changed */
  run(text: string, ...values: Value[]): number {
    const { statement, numbered } = this.#prepare(text);
    return statement.run(...bindings(values, numbered)).changes;
  }

  /** Inserts and returns the internal row id, which never leaves the catalog. */
  insert(text: string, ...values: Value[]): number {
    const { statement, numbered } = this.#prepare(text);
    return Number(statement.run(...bindings(values, numbered)).lastInsertRowid);
  }

  /** `Row` is what the query selects: the caller's promise, kept beside the table's mapping. */
  all<Row>(text: string, ...values: Value[]): Row[] {
    const { statement, numbered } = this.#prepare(text);
    return statement.all(...bindings(values, numbered)) as Row[];
  }

  /** The first column of each row: numbers, such as row ids, of which there may be many. */
  column(text: string, ...values: Value[]): number[] {
    const { statement, numbered } = this.#prepare(text);
    const rows = statement.raw(true).all(...bindings(values, numbered)) as [number][];
    statement.raw(false);
    return rows.map(([value]) => value);
  }

  /** Several queries of one state of the catalog, whatever others commit meanwhile. Not inside a transaction. */
  snapshot<T>(read: () => T): T {
    this.run('BEGIN');
    try {
      return read();
    } finally {
      this.run('COMMIT');
    }
  }

  #prepare(text: string): Prepared {
    let prepared = this.#prepared.get(text);
    if (prepared === undefined) {
      prepared = { statement: this.#db.prepare<unknown[]>(text), numbered: /[?]\d/.test(text) };
      const [oldest] = this.#prepared.keys();
      if (this.#prepared.size >= MOST_PREPARED && oldest !== undefined) this.#prepared.delete(oldest);
    } else this.#prepared.delete(text);
    // The last used is the last in the map.
    this.#prepared.set(text, prepared);
    return prepared;
  }
}

/** The driver takes numbered parameters as named ones: `{1: …, 2: …}`. */
function bindings(values: readonly Value[], numbered: boolean): readonly unknown[] {
  return numbered ? [Object.fromEntries(values.map((value, i) => [i + 1, value]))] : values;
}
