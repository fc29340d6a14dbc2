import type { Migration } from './migration.ts';

/**
 * Components of an image's last scan: whole ones in chunks, a row each to sort and filter by, and the paths that their evidence
 * cites.
 */
export const addComponents: Migration = {
  version: 40,
  sql: `
    ALTER TABLE images ADD COLUMN components_sha256 TEXT;

    -- One by one they would take thirty times as long to compress.
    CREATE TABLE component_chunks (
      tenant TEXT NOT NULL DEFAULT 'local',
      image_id TEXT NOT NULL,
      chunk INTEGER NOT NULL,
      components ANY NOT NULL,
      PRIMARY KEY (tenant, image_id, chunk),
      FOREIGN KEY (tenant, image_id) REFERENCES images ON DELETE CASCADE
    ) STRICT;

    CREATE TABLE components (
      component_id INTEGER PRIMARY KEY,
      tenant TEXT NOT NULL DEFAULT 'local',
      image_id TEXT NOT NULL,
      chunk INTEGER NOT NULL,
      key TEXT NOT NULL,
      purl TEXT,
      type TEXT NOT NULL,
      name TEXT NOT NULL,
      version TEXT,
      arch TEXT,
      origin TEXT NOT NULL,
      state TEXT NOT NULL,
      introduced INTEGER NOT NULL,
      record_written INTEGER,
      last_modified INTEGER NOT NULL,
      removed INTEGER,
      licences TEXT NOT NULL,
      FOREIGN KEY (tenant, image_id) REFERENCES images ON DELETE CASCADE
    ) STRICT;
    CREATE UNIQUE INDEX components_by_key ON components (tenant, image_id, key);

    -- Which component cites which path; the evidence itself is in the component.
    CREATE TABLE evidence (
      component_id INTEGER NOT NULL REFERENCES components ON DELETE CASCADE,
      ordinal INTEGER NOT NULL,
      tenant TEXT NOT NULL DEFAULT 'local',
      image_id TEXT NOT NULL,
      layer_index INTEGER NOT NULL,
      path TEXT NOT NULL,
      PRIMARY KEY (component_id, ordinal)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX evidence_by_path ON evidence (tenant, image_id, path);
  `,
};
