import { StoreError } from '../../store-error.ts';
import type { LifecycleRule, RetentionClass } from '../records.ts';
import type { Sql } from '../sqlite/sql.ts';

type LifecycleRuleRow = Readonly<{
  retention_class: RetentionClass;
  ttl_ms: number | null;
  keep_if_referenced: 0 | 1;
  immutable: 0 | 1;
}>;

const DAY_MS = 86_400_000;

/** What applies until a user says otherwise: everything that can be reached stays. */
const defaultLifecycleRules: readonly LifecycleRule[] = [
  { retentionClass: 'short', ttlMs: 7 * DAY_MS, keepIfReferenced: true, immutable: false },
  { retentionClass: 'default', ttlMs: 30 * DAY_MS, keepIfReferenced: true, immutable: false },
  { retentionClass: 'compliance', ttlMs: null, keepIfReferenced: true, immutable: true },
  { retentionClass: 'trust', ttlMs: 90 * DAY_MS, keepIfReferenced: false, immutable: false },
];

/** One per class, in the order short, default, compliance, trust. */
export function listLifecycleRules(sql: Sql, tenant: string): LifecycleRule[] {
  const rules = sql
    .all<LifecycleRuleRow>('SELECT * FROM lifecycle_rules WHERE tenant = ?', tenant)
    .map(toLifecycleRule);
  return defaultLifecycleRules.map((one) => rules.find((rule) => rule.retentionClass === one.retentionClass) ?? one);
}

export function saveLifecycleRule(sql: Sql, tenant: string, rule: LifecycleRule): void {
  const known = listLifecycleRules(sql, tenant).find(({ retentionClass }) => retentionClass === rule.retentionClass);
  if (
    known?.immutable &&
    !(rule.immutable && rule.keepIfReferenced >= known.keepIfReferenced && !isShorter(rule, known))
  )
    throw new StoreError('immutable', `Cannot change retention "${rule.retentionClass}": it can only be lengthened`);
  sql.run(
    `INSERT INTO lifecycle_rules (tenant, retention_class, ttl_ms, keep_if_referenced, immutable) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (tenant, retention_class) DO UPDATE SET ttl_ms = excluded.ttl_ms,
       keep_if_referenced = excluded.keep_if_referenced, immutable = excluded.immutable`,
    tenant,
    rule.retentionClass,
    rule.ttlMs,
    rule.keepIfReferenced ? 1 : 0,
    rule.immutable ? 1 : 0,
  );
}

function isShorter(rule: LifecycleRule, known: LifecycleRule): boolean {
  return rule.ttlMs !== null && (known.ttlMs === null || rule.ttlMs < known.ttlMs);
}

function toLifecycleRule(row: LifecycleRuleRow): LifecycleRule {
  return {
    retentionClass: row.retention_class,
    ttlMs: row.ttl_ms,
    keepIfReferenced: row.keep_if_referenced === 1,
    immutable: row.immutable === 1,
  };
}
