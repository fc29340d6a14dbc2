import type { Migration } from './migration.ts';

/** What the start of an image has to do with a component; '' where that was not asked or it was removed. */
export const addUsage: Migration = {
  version: 90,
  sql: `ALTER TABLE components ADD COLUMN usage TEXT NOT NULL DEFAULT '';`,
};
