import type { Migration } from './migration.ts';

/** Attestations that were given to an image, as their bytes: what they are worth depends on keys, which change. */
export const addAttestations: Migration = {
  version: 120,
  sql: `
    CREATE TABLE attestations (
      tenant TEXT NOT NULL DEFAULT 'local',
      image_id TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      name TEXT NOT NULL,
      bytes BLOB NOT NULL,
      added_at_ms INTEGER NOT NULL,
      PRIMARY KEY (tenant, image_id, sha256),
      FOREIGN KEY (tenant, image_id) REFERENCES images ON DELETE CASCADE
    ) STRICT;
  `,
};
