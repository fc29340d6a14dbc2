import type { Migration } from './migration.ts';

/** Work to do, and who holds what. */
export const addJobs: Migration = {
  version: 60,
  sql: `
    CREATE TABLE jobs (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      tenant TEXT NOT NULL DEFAULT 'local',
      job_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      idempotency_key TEXT NOT NULL,
      payload ANY NOT NULL,
      priority INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'done', 'dead')),
      attempt INTEGER NOT NULL,
      max_attempts INTEGER NOT NULL,
      available_at_ms INTEGER NOT NULL,
      lease_token TEXT,
      lease_expires_at_ms INTEGER,
      worker TEXT,
      reason TEXT,
      note ANY,
      result ANY,
      created_at_ms INTEGER NOT NULL,
      updated_at_ms INTEGER NOT NULL,
      CHECK ((state = 'leased') = (lease_token IS NOT NULL))
    ) STRICT;
    CREATE UNIQUE INDEX jobs_by_id ON jobs (tenant, job_id);
    CREATE INDEX jobs_by_state ON jobs (tenant, state, available_at_ms);

    CREATE TABLE leases (
      token TEXT NOT NULL PRIMARY KEY,
      tenant TEXT NOT NULL DEFAULT 'local',
      kind TEXT NOT NULL CHECK (kind IN ('writer', 'gc', 'layer')),
      subject TEXT NOT NULL,
      host TEXT NOT NULL,
      pid INTEGER NOT NULL,
      acquired_at_ms INTEGER NOT NULL,
      expires_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX leases_exclusive ON leases (kind, subject) WHERE kind IN ('gc', 'layer');
  `,
};
