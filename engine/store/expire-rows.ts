import { deleteUnlinkedArtifacts } from './catalog/tables/artifacts.ts';
import { deleteCheckpoints } from './catalog/tables/checkpoints.ts';
import { deleteFactsOfOthers } from './catalog/tables/file-facts.ts';
import { deleteDoneJobs } from './catalog/tables/jobs.ts';
import { deleteUnusedLayers } from './catalog/tables/layers.ts';
import { listLifecycleRules } from './catalog/tables/lifecycle-rules.ts';
import { deleteExpiredLinks, deleteLinksOfLostChains } from './catalog/tables/links.ts';
import { deleteTrust } from './catalog/tables/trust.ts';
import type { LifecycleRule } from './catalog/records.ts';
import type { Sql } from './catalog/sqlite/sql.ts';
import type { GarbageReport } from './store.ts';

type Expired = Omit<GarbageReport['removed'], 'blobs' | 'temporaryFiles' | 'leases'>;

/** The index of a layer is made in some seconds, and takes a hundredth of its size. */
const CHECKPOINTS_KEPT_MS = 30 * 86_400_000;

/**
 * Applies the retention rules of every tenant, inside a transaction.
 *
 * @param at `youngMs`: rows of unfinished scans since then stay, also where no image keeps them yet
 */
export function removeExpiredRows(
  sql: Sql,
  at: Readonly<{ nowMs: number; youngMs: number; analyzerKeys?: readonly string[] }>,
): Expired {
  const sums = { supersededLinks: 0, trust: 0, archiveIndexes: 0, jobs: 0 };
  for (const tenant of listTenants(sql)) {
    const rules = listLifecycleRules(sql, tenant);
    for (const rule of rules) {
      sums.supersededLinks += deleteExpiredLinks(sql, tenant, rule, at.nowMs);
      if (rule.ttlMs === null) continue;
      if (rule.retentionClass === 'trust') {
        const { trust, archiveIndexes } = deleteTrust(sql, tenant, at.nowMs - rule.ttlMs);
        sums.trust += trust;
        sums.archiveIndexes += archiveIndexes;
      }
      if (rule.retentionClass === 'short') sums.jobs += deleteDoneJobs(sql, tenant, at.nowMs - rule.ttlMs);
    }
    sums.supersededLinks += deleteLinksOfLostChains(sql, tenant, immutableClasses(rules), at.youngMs);
  }
  // They are indexes of archives too, in another table.
  sums.archiveIndexes += deleteCheckpoints(sql, Math.min(at.nowMs - CHECKPOINTS_KEPT_MS, at.youngMs));
  // After the links: an artifact that loses its last one goes in the same collection.
  return {
    ...sums,
    artifacts: deleteUnlinkedArtifacts(sql),
    layers: deleteUnusedLayers(sql, at.youngMs),
    facts: at.analyzerKeys ? deleteFactsOfOthers(sql, at.analyzerKeys) : 0,
  };
}

function immutableClasses(rules: readonly LifecycleRule[]): string[] {
  return rules.filter(({ immutable }) => immutable).map(({ retentionClass }) => retentionClass);
}

function listTenants(sql: Sql): string[] {
  return sql
    .all<{ tenant: string }>(
      `SELECT tenant FROM links UNION SELECT tenant FROM trust UNION SELECT tenant FROM archive_index
       UNION SELECT tenant FROM jobs ORDER BY 1`,
    )
    .map(({ tenant }) => tenant);
}
