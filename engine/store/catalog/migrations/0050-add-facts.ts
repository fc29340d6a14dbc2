import type { Migration } from './migration.ts';

/** What was read from content, and what was remembered of files outside the store. */
export const addFacts: Migration = {
  version: 50,
  sql: `
    CREATE TABLE file_facts (
      tenant TEXT NOT NULL DEFAULT 'local',
      sha256 TEXT NOT NULL,
      analyzer_key TEXT NOT NULL,
      outcome ANY NOT NULL,
      PRIMARY KEY (tenant, sha256, analyzer_key)
    ) STRICT;

    -- identity: dev:ino:size:mtimeNs:ctimeNs in decimal; 64-bit numbers do not fit a JavaScript number.
    CREATE TABLE trust (
      tenant TEXT NOT NULL DEFAULT 'local',
      identity TEXT NOT NULL,
      offset INTEGER NOT NULL,
      length INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      hashed_at_ms INTEGER NOT NULL,
      PRIMARY KEY (tenant, identity, offset, length)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE archive_index (
      tenant TEXT NOT NULL DEFAULT 'local',
      identity TEXT NOT NULL,
      version INTEGER NOT NULL,
      content ANY NOT NULL,
      saved_at_ms INTEGER NOT NULL,
      PRIMARY KEY (tenant, identity)
    ) STRICT;
  `,
};
