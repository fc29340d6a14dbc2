import type { Migration } from './migration.ts';

/** Artifacts, which never change, the catalog paths that point to them, and how long both stay. */
export const addArtifacts: Migration = {
  version: 30,
  sql: `
    CREATE TABLE artifacts (
      tenant TEXT NOT NULL DEFAULT 'local',
      artifact_id TEXT NOT NULL,
      size INTEGER NOT NULL,
      stored_sha256 TEXT NOT NULL,
      stored_size INTEGER NOT NULL,
      encoding TEXT NOT NULL CHECK (encoding IN ('zstd', 'identity')),
      media_type TEXT NOT NULL,
      validation ANY,
      created_at_ms INTEGER NOT NULL,
      PRIMARY KEY (tenant, artifact_id)
    ) STRICT;
    CREATE INDEX artifacts_by_blob ON artifacts (stored_sha256);
    CREATE TRIGGER artifacts_never_change BEFORE UPDATE ON artifacts
      BEGIN SELECT RAISE(ABORT, 'an artifact never changes'); END;

    -- The key is here and not with the artifact: two views of an empty image can be the same bytes.
    -- image_id has no foreign key: a diff may name an image that was never scanned here.
    CREATE TABLE links (
      link_id INTEGER PRIMARY KEY,
      tenant TEXT NOT NULL DEFAULT 'local',
      path TEXT NOT NULL,
      artifact_id TEXT NOT NULL,
      image_id TEXT,
      chain_id TEXT,
      other_image_id TEXT,
      kind TEXT NOT NULL,
      format TEXT NOT NULL,
      view TEXT NOT NULL,
      profile TEXT NOT NULL,
      analyzer_set TEXT NOT NULL,
      hints TEXT NOT NULL,
      retention_class TEXT NOT NULL CHECK (retention_class IN ('short', 'default', 'compliance')),
      linked_at_ms INTEGER NOT NULL,
      superseded_at_ms INTEGER,
      FOREIGN KEY (tenant, artifact_id) REFERENCES artifacts
    ) STRICT;
    CREATE UNIQUE INDEX links_current ON links (tenant, path) WHERE superseded_at_ms IS NULL;
    CREATE INDEX links_by_artifact ON links (tenant, artifact_id);
    CREATE INDEX links_by_image ON links (tenant, image_id, kind, format);
    CREATE INDEX links_by_other_image ON links (tenant, other_image_id) WHERE other_image_id IS NOT NULL;
    CREATE INDEX links_by_chain ON links (tenant, chain_id) WHERE chain_id IS NOT NULL;

    CREATE TABLE lifecycle_rules (
      tenant TEXT NOT NULL DEFAULT 'local',
      retention_class TEXT NOT NULL,
      ttl_ms INTEGER,
      keep_if_referenced INTEGER NOT NULL CHECK (keep_if_referenced IN (0, 1)),
      immutable INTEGER NOT NULL CHECK (immutable IN (0, 1)),
      PRIMARY KEY (tenant, retention_class)
    ) STRICT, WITHOUT ROWID;
  `,
};
