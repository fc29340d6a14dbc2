import type { Migration } from './migration.ts';

/** The log of signings. It only grows, and outlives images and attestations: it says what was done, not what is there. */
export const addSignings: Migration = {
  version: 140,
  sql: `
    CREATE TABLE signings (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      tenant TEXT NOT NULL DEFAULT 'local',
      at_ms INTEGER NOT NULL,
      image_id TEXT NOT NULL,
      artifact_id TEXT NOT NULL,
      signer TEXT NOT NULL,
      key_id TEXT,
      algorithm TEXT,
      attestation TEXT,
      refusal TEXT,
      detail TEXT,
      CHECK ((attestation IS NULL) = (refusal IS NOT NULL)),
      CHECK ((attestation IS NULL) = (key_id IS NULL) AND (key_id IS NULL) = (algorithm IS NULL))
    ) STRICT;
    CREATE INDEX signings_by_image ON signings (tenant, image_id, sequence);
    CREATE TRIGGER signings_never_change BEFORE UPDATE ON signings
      BEGIN SELECT RAISE(ABORT, 'the log of signings never changes'); END;
    CREATE TRIGGER signings_stay BEFORE DELETE ON signings
      BEGIN SELECT RAISE(ABORT, 'the log of signings only grows'); END;
  `,
};
