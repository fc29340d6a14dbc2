import type { Migration } from './migration.ts';

/**
 * Names over all images: images share most of them, so that walking the names that differ, and then looking up those that fit, is
 * little beside reading every component.
 */
export const addNameIndex: Migration = {
  version: 130,
  sql: `CREATE INDEX components_by_any_name ON components (tenant, name COLLATE NOCASE, image_id, version, key, removed);`,
};
