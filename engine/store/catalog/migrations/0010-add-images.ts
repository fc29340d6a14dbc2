import type { Migration } from './migration.ts';

/** Images with their names, digests and further blobs. Columns of type ANY hold JSON (see `json-column.ts`). */
export const addImages: Migration = {
  version: 10,
  sql: `
    CREATE TABLE images (
      tenant TEXT NOT NULL DEFAULT 'local',
      image_id TEXT NOT NULL,
      source_kind TEXT NOT NULL,
      source_path TEXT,
      config ANY,
      distro ANY,
      file_counts ANY NOT NULL,
      diagnostics ANY NOT NULL,
      complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
      analyzer_set TEXT NOT NULL,
      layer_count INTEGER NOT NULL,
      component_count INTEGER NOT NULL,
      scanned_at_ms INTEGER NOT NULL,
      PRIMARY KEY (tenant, image_id)
    ) STRICT;

    CREATE TABLE image_digests (
      tenant TEXT NOT NULL DEFAULT 'local',
      image_id TEXT NOT NULL,
      digest TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('config', 'manifest', 'index')),
      provenance TEXT NOT NULL CHECK (provenance IN ('registry', 'layout', 'synthesised')),
      PRIMARY KEY (tenant, image_id, digest, kind),
      FOREIGN KEY (tenant, image_id) REFERENCES images ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX image_digests_by_digest ON image_digests (tenant, digest);

    CREATE TABLE image_tags (
      tenant TEXT NOT NULL DEFAULT 'local',
      tag TEXT NOT NULL,
      image_id TEXT NOT NULL,
      PRIMARY KEY (tenant, tag),
      FOREIGN KEY (tenant, image_id) REFERENCES images ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX image_tags_by_image ON image_tags (tenant, image_id);

    CREATE TABLE image_blobs (
      tenant TEXT NOT NULL DEFAULT 'local',
      image_id TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      role TEXT NOT NULL,
      PRIMARY KEY (tenant, image_id, sha256, role),
      FOREIGN KEY (tenant, image_id) REFERENCES images ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX image_blobs_by_sha256 ON image_blobs (sha256);
  `,
};
