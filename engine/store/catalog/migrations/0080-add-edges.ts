import type { Migration } from './migration.ts';

/** Edges between components of an image, so that both of their ends can be asked for. */
export const addEdges: Migration = {
  version: 80,
  sql: `
    CREATE TABLE component_edges (
      component_id INTEGER NOT NULL REFERENCES components ON DELETE CASCADE,
      ordinal INTEGER NOT NULL,
      tenant TEXT NOT NULL DEFAULT 'local',
      image_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      to_key TEXT NOT NULL,
      stated TEXT,
      PRIMARY KEY (component_id, ordinal)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX component_edges_by_target ON component_edges (tenant, image_id, to_key);
  `,
};
