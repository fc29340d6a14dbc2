import type { Migration } from './migration.ts';

/**
 * Which bytes the proofs of an image cite, to ask what rests on a byte. Images of older catalogs have no rows until somebody asks:
 * `ranges_of` says for which components they were written.
 */
export const addEvidenceRanges: Migration = {
  version: 100,
  sql: `
    ALTER TABLE images ADD COLUMN ranges_of TEXT;
    -- JSON list of the steps between the file and the cited bytes.
    ALTER TABLE evidence ADD COLUMN container TEXT NOT NULL DEFAULT '[]';

    CREATE TABLE evidence_ranges (
      component_id INTEGER NOT NULL,
      ordinal INTEGER NOT NULL,
      tenant TEXT NOT NULL DEFAULT 'local',
      segment INTEGER NOT NULL,
      from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL,
      PRIMARY KEY (component_id, ordinal, segment),
      FOREIGN KEY (component_id, ordinal) REFERENCES evidence ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
  `,
};
