import type { Sha256 } from '#shared/model/digest.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import type { FactEntry } from '../records.ts';
import { decodeJson, encodeJson, type JsonColumn } from '../sqlite/json-column.ts';
import type { Sql } from '../sqlite/sql.ts';

type FactRow = Readonly<{ outcome: JsonColumn }>;

export function findFact(sql: Sql, tenant: string, sha256: Sha256, analyzerKey: string): Outcome<Fact> | undefined {
  const [row] = sql.all<FactRow>(
    'SELECT outcome FROM file_facts WHERE tenant = ? AND sha256 = ? AND analyzer_key = ?',
    tenant,
    sha256,
    analyzerKey,
  );
  return row && toOutcome(row);
}

/** Replaces what the same analyzer version said before: a scan that ignores its caches has the last word. */
export function saveFact(sql: Sql, tenant: string, { sha256, analyzerKey, outcome }: FactEntry): void {
  sql.run(
    `INSERT INTO file_facts (tenant, sha256, analyzer_key, outcome) VALUES (?, ?, ?, ?)
     ON CONFLICT (tenant, sha256, analyzer_key) DO UPDATE SET outcome = excluded.outcome`,
    tenant,
    sha256,
    analyzerKey,
    encodeJson(outcome),
  );
}

/** @returns rows removed */
export function deleteFactsOfOthers(sql: Sql, analyzerKeys: readonly string[]): number {
  return sql.run(
    'DELETE FROM file_facts WHERE analyzer_key NOT IN (SELECT value FROM json_each(?))',
    JSON.stringify(analyzerKeys),
  );
}

function toOutcome(row: FactRow): Outcome<Fact> {
  return decodeJson(row.outcome) as Outcome<Fact>;
}
