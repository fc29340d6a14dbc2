import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { catalogVersion, migrate, migrations } from './migrate.ts';

/** A row that each step makes room for; later steps must keep it. */
const rows: Readonly<Record<number, string>> = {
  10: `INSERT INTO images (image_id, source_kind, file_counts, diagnostics, complete, analyzer_set, layer_count,
         component_count, scanned_at_ms) VALUES ('sha256:a', 'dir', '{}', '[]', 1, 's', 1, 1, 5)`,
  20: `INSERT INTO layers (diff_id, index_sha256, index_version, entry_count, uncompressed_size, diagnostics, used_at_ms)
         VALUES ('sha256:d', 'i', 1, 1, 1, '[]', 5)`,
  30: `INSERT INTO artifacts (artifact_id, size, stored_sha256, stored_size, encoding, media_type, created_at_ms)
         VALUES ('a', 1, 's', 1, 'zstd', 'text/plain', 5)`,
  40: `INSERT INTO component_chunks (image_id, chunk, components) VALUES ('sha256:a', 0, '[]')`,
  50: `INSERT INTO file_facts (sha256, analyzer_key, outcome) VALUES ('f', 'os/a@1', '{}')`,
  60: `INSERT INTO jobs (job_id, kind, idempotency_key, payload, priority, state, attempt, max_attempts, available_at_ms,
         created_at_ms, updated_at_ms) VALUES ('j', 'scan', 'k', 'null', 0, 'queued', 0, 5, 5, 5, 5)`,
  70: `INSERT INTO settings (key, value) VALUES ('theme', 'dark')`,
  80: `INSERT INTO components (component_id, image_id, chunk, key, type, name, origin, state, introduced, last_modified, licences)
         VALUES (1, 'sha256:a', 0, 'k', 'deb', 'n', 'file', 'present', 0, 0, '[]');
       INSERT INTO component_edges (component_id, ordinal, image_id, kind, to_key) VALUES (1, 0, 'sha256:a', 'declares', 'k')`,
  90: `UPDATE components SET usage = 'reached'`,
  100: `INSERT INTO evidence (component_id, ordinal, image_id, layer_index, path, container) VALUES (1, 0, 'sha256:a', 0, 'p', '["m"]');
       INSERT INTO evidence_ranges (component_id, ordinal, segment, from_at, to_at) VALUES (1, 0, 0, 3, 7);
       UPDATE images SET ranges_of = 'h'`,
  110: `INSERT INTO layer_checkpoints (diff_id, stored_size, version, sha256, used_at_ms) VALUES ('sha256:d', 5, 1, 's', 5)`,
  120: `INSERT INTO attestations (image_id, sha256, name, bytes, added_at_ms) VALUES ('sha256:a', 's', 'n', X'00', 5)`,
  130: `UPDATE components SET name = 'N'`,
  140: `INSERT INTO signings (at_ms, image_id, artifact_id, signer, refusal) VALUES (5, 'sha256:a', 'a', 's', 'plan')`,
};

function openAt(version: number): Database.Database {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  for (const step of migrations.filter((one) => one.version <= version)) {
    migrate(db, step.version);
    db.exec(rows[step.version] ?? 'no row for this step: add one');
  }
  return db;
}

function contentOf(db: Database.Database): Record<string, unknown[]> {
  const tables = db
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all();
  return Object.fromEntries(tables.map(({ name }) => [name, db.prepare(`SELECT * FROM ${name}`).all()]));
}

describe('migrations', () => {
  it('ascend by ten', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => (i + 1) * 10));
  });

  it.for(migrations)('from version $version on nothing is lost', ({ version }) => {
    const db = openAt(version);
    const before = contentOf(db);
    migrate(db);
    expect(db.pragma('user_version', { simple: true })).toBe(catalogVersion);
    const after = contentOf(db);
    for (const [table, content] of Object.entries(before)) expect(after[table]).toMatchObject(content);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it.for(migrations)('step $version makes the same schema as a fresh catalog has', ({ version }) => {
    const schema = (db: Database.Database): unknown[] =>
      db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
    const fresh = new Database(':memory:');
    migrate(fresh);
    const old = openAt(version);
    migrate(old);
    expect(schema(old)).toEqual(schema(fresh));
  });

  it('make strict tables with a tenant in every row', () => {
    const db = openAt(catalogVersion);
    const tables = db
      .prepare<[], { name: string; strict: number }>(`SELECT name, strict FROM pragma_table_list WHERE schema = 'main'`)
      .all()
      .filter(({ name }) => !name.startsWith('sqlite_'));
    for (const { name, strict } of tables) {
      expect([name, strict]).toEqual([name, 1]);
      const columns = db.prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)').all(name);
      expect(columns.map((column) => column.name)).toContain('tenant');
    }
    expect(tables.length).toBeGreaterThan(15);
  });

  it('do nothing twice', () => {
    const db = openAt(catalogVersion);
    const before = contentOf(db);
    migrate(db);
    expect(contentOf(db)).toEqual(before);
  });

  it.for([
    {
      name: 'a layer blob of an unknown layer',
      sql: `INSERT INTO layer_blobs (digest, diff_id, size, compression) VALUES ('x', 'none', 1, 'gzip')`,
    },
    {
      name: 'a path to an unknown artifact',
      sql: `INSERT INTO links (path, artifact_id, kind, format, view, profile, analyzer_set, hints, retention_class, linked_at_ms) VALUES ('p', 'none', '', '', '', '', '', '', 'short', 1)`,
    },
    { name: 'text where a number belongs', sql: `UPDATE layers SET entry_count = 'many'` },
    { name: 'a changed artifact', sql: `UPDATE artifacts SET size = 2` },
    { name: 'a leased job without a token', sql: `UPDATE jobs SET state = 'leased'` },
    { name: 'a third truth value', sql: `UPDATE images SET complete = 2` },
  ])('refuse $name', ({ sql }) => {
    expect(() => openAt(catalogVersion).exec(sql)).toThrow();
  });
});
