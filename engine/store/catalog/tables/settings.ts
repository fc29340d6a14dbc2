import type { Sql } from '../sqlite/sql.ts';

/** Every setting whose key begins so, by key. */
export function listSettings(sql: Sql, tenant: string, prefix: string): Readonly<{ key: string; value: string }>[] {
  return sql.all<{ key: string; value: string }>(
    'SELECT key, value FROM settings WHERE tenant = ? AND substr(key, 1, length(?)) = ? ORDER BY key',
    tenant,
    prefix,
    prefix,
  );
}

/** null removes. */
export function saveSetting(sql: Sql, tenant: string, key: string, value: string | null): void {
  if (value === null) sql.run('DELETE FROM settings WHERE tenant = ? AND key = ?', tenant, key);
  else
    sql.run(
      'INSERT INTO settings (tenant, key, value) VALUES (?, ?, ?) ON CONFLICT (tenant, key) DO UPDATE SET value = excluded.value',
      tenant,
      key,
      value,
    );
}
