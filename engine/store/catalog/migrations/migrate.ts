import type Database from 'better-sqlite3';
import type { Migration } from './migration.ts';
import { addImages } from './0010-add-images.ts';
import { addLayers } from './0020-add-layers.ts';
import { addArtifacts } from './0030-add-artifacts.ts';
import { addComponents } from './0040-add-components.ts';
import { addFacts } from './0050-add-facts.ts';
import { addJobs } from './0060-add-jobs.ts';
import { addSettings } from './0070-add-settings.ts';
import { addEdges } from './0080-add-edges.ts';
import { addUsage } from './0090-add-usage.ts';
import { addEvidenceRanges } from './0100-add-evidence-ranges.ts';
import { addCheckpoints } from './0110-add-checkpoints.ts';
import { addAttestations } from './0120-add-attestations.ts';
import { addNameIndex } from './0130-add-name-index.ts';
import { addSignings } from './0140-add-signings.ts';

/** Ascending. */
export const migrations: readonly Migration[] = [
  addImages,
  addLayers,
  addArtifacts,
  addComponents,
  addFacts,
  addJobs,
  addSettings,
  addEdges,
  addUsage,
  addEvidenceRanges,
  addCheckpoints,
  addAttestations,
  addNameIndex,
  addSignings,
];

/** `user_version` of a catalog that is up to date. */
export const catalogVersion: number = migrations.at(-1)?.version ?? 0;

/**
 * Applies the steps that are missing, all in one transaction.
 *
 * @param target stops there; tests make older catalogs with it
 */
export function migrate(db: Database.Database, target: number = catalogVersion): void {
  db.transaction(() => {
    // Read under the lock: another process may have done it in between.
    const version = Number(db.pragma('user_version', { simple: true }));
    for (const step of migrations) if (step.version > version && step.version <= target) db.exec(step.sql);
    if (version < target) db.pragma(`user_version = ${target}`);
  }).immediate();
}
