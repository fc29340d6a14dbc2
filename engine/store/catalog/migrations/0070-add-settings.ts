import type { Migration } from './migration.ts';

/** Preferences of a host, and what component lists are searched and counted in without reading whole rows. */
export const addSettings: Migration = {
  version: 70,
  sql: `
    CREATE TABLE settings (
      tenant TEXT NOT NULL DEFAULT 'local',
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (tenant, key)
    ) STRICT, WITHOUT ROWID;

    -- The usual order with everything that is searched for text.
    CREATE INDEX components_by_name ON components (tenant, image_id, name COLLATE NOCASE, key, version, removed);
    CREATE INDEX components_by_facet ON components (tenant, image_id, type, introduced, origin, state, licences, removed);
  `,
};
