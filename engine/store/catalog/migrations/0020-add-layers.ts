import type { Migration } from './migration.ts';

/** Layers by content, the blobs that were found to hold them, and their places in images. */
export const addLayers: Migration = {
  version: 20,
  sql: `
    CREATE TABLE layers (
      tenant TEXT NOT NULL DEFAULT 'local',
      diff_id TEXT NOT NULL,
      index_sha256 TEXT NOT NULL,
      pack_sha256 TEXT,
      index_version INTEGER NOT NULL,
      entry_count INTEGER NOT NULL,
      uncompressed_size INTEGER NOT NULL,
      diagnostics ANY NOT NULL,
      used_at_ms INTEGER NOT NULL,
      PRIMARY KEY (tenant, diff_id)
    ) STRICT;
    CREATE INDEX layers_by_index_blob ON layers (index_sha256);
    CREATE INDEX layers_by_pack_blob ON layers (pack_sha256) WHERE pack_sha256 IS NOT NULL;

    CREATE TABLE layer_blobs (
      tenant TEXT NOT NULL DEFAULT 'local',
      digest TEXT NOT NULL,
      diff_id TEXT NOT NULL,
      size INTEGER NOT NULL,
      media_type TEXT,
      compression TEXT NOT NULL CHECK (compression IN ('none', 'gzip', 'zstd')),
      PRIMARY KEY (tenant, digest),
      FOREIGN KEY (tenant, diff_id) REFERENCES layers ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX layer_blobs_by_layer ON layer_blobs (tenant, diff_id);

    -- No reference to layers: a layer that could not be read still has its place.
    CREATE TABLE image_layers (
      tenant TEXT NOT NULL DEFAULT 'local',
      image_id TEXT NOT NULL,
      layer_index INTEGER NOT NULL,
      diff_id TEXT NOT NULL,
      chain_id TEXT NOT NULL,
      created_by TEXT,
      digest TEXT,
      size INTEGER NOT NULL,
      complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
      PRIMARY KEY (tenant, image_id, layer_index),
      FOREIGN KEY (tenant, image_id) REFERENCES images ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX image_layers_by_layer ON image_layers (tenant, diff_id);
    CREATE INDEX image_layers_by_chain ON image_layers (tenant, chain_id);
  `,
};
