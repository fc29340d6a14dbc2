import type { Migration } from './migration.ts';

/** Where compressed layers can be read on from: a cache, of blobs that gc takes with their row. */
export const addCheckpoints: Migration = {
  version: 110,
  sql: `
    CREATE TABLE layer_checkpoints (
      tenant TEXT NOT NULL DEFAULT 'local',
      diff_id TEXT NOT NULL,
      stored_size INTEGER NOT NULL,
      version INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      used_at_ms INTEGER NOT NULL,
      PRIMARY KEY (tenant, diff_id, stored_size)
    ) STRICT;
    CREATE INDEX layer_checkpoints_by_blob ON layer_checkpoints (sha256);
  `,
};
