import type { Clock } from '#engine/ports/clock.ts';
import type { RetentionPreview, RetentionRow } from '#shared/model/housekeeping.ts';
import type { LifecycleRule } from './catalog/records.ts';
import type { WriteConnection } from './catalog/sqlite/connection.ts';
import type { Sql } from './catalog/sqlite/sql.ts';
import { oldestWriterMs } from './catalog/tables/leases.ts';
import { listLifecycleRules, saveLifecycleRule } from './catalog/tables/lifecycle-rules.ts';
import { removeExpiredRows } from './expire-rows.ts';
import { StoreError } from './store-error.ts';

/** Documents that a preview names; more are counted. */
const MAX_NAMED = 500;

type Link = Readonly<{ id: number; path: string; size: number; stored: number; madeAtMs: number }>;
type Left = Readonly<{ links: readonly Link[]; trust: number; jobs: number }>;

/** Retention rules in force, with the documents (current and superseded) that each is about. */
export function listRetention(sql: Sql, tenant: string): RetentionRow[] {
  const counts = new Map(
    sql
      .all<{ class: string; count: number }>(
        'SELECT retention_class AS class, count(*) AS count FROM links WHERE tenant = ? GROUP BY 1',
        tenant,
      )
      .map((row) => [row.class, row.count]),
  );
  return listLifecycleRules(sql, tenant).map((rule) => ({ ...rule, documents: counts.get(rule.retentionClass) ?? 0 }));
}

/**
 * Collects twice in transactions that are undone, with the rule in force and with the changed one: what the second leaves less
 * is what the change takes away.
 */
export async function previewRetention(
  { connection, clock, tenant }: Readonly<{ connection: WriteConnection; clock: Clock; tenant: string }>,
  rule: LifecycleRule,
): Promise<RetentionPreview> {
  const leave = (change: (sql: Sql) => void): Promise<Left> =>
    connection.rehearse((sql) => {
      change(sql);
      const gone = removeExpiredRows(sql, { nowMs: clock.now(), youngMs: oldestWriterMs(sql) });
      return { links: linksOf(sql, tenant), trust: gone.trust + gone.archiveIndexes, jobs: gone.jobs };
    });
  try {
    const now = await leave(() => undefined);
    const then = await leave((sql) => saveLifecycleRule(sql, tenant, rule));
    const stay = new Set(then.links.map(({ id }) => id));
    const going = now.links.filter(({ id }) => !stay.has(id));
    return {
      kind: 'preview',
      documents: going.slice(0, MAX_NAMED).map(({ path, size, madeAtMs }) => ({ path, size, madeAtMs })),
      total: going.length,
      bytes: going.reduce((sum, { stored }) => sum + stored, 0),
      hashes: Math.max(0, then.trust - now.trust),
      jobs: Math.max(0, then.jobs - now.jobs),
    };
  } catch (error) {
    if (error instanceof StoreError && error.code === 'immutable') return { kind: 'refused', message: error.message };
    throw error;
  }
}

function linksOf(sql: Sql, tenant: string): Link[] {
  return sql.all<Link>(
    `SELECT link_id AS id, path, size, stored_size AS stored, linked_at_ms AS madeAtMs
     FROM links JOIN artifacts USING (tenant, artifact_id) WHERE tenant = ? ORDER BY path, link_id DESC`,
    tenant,
  );
}
