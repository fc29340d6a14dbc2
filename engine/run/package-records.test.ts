import { describe, expect, it } from 'vitest';
import type { FactEntry } from '#engine/store/index.ts';
import type { SoFarRow } from '#shared/model/library.ts';
import { ProgressTracker } from './jobs/progress-tracker.ts';
import { packageRecords } from './package-records.ts';

function entry(...packages: readonly (readonly [name: string, version: string, state: string])[]): FactEntry {
  const facts = packages.map(([name, version, state]) => ({ kind: 'package', type: 'deb', name, version, state }));
  return { sha256: '', analyzerKey: '', outcome: { status: 'complete', facts } } as unknown as FactEntry;
}

const row = (name: string, version: string, layer: number): SoFarRow => ({
  key: null,
  type: 'deb',
  name,
  version,
  layer,
});

describe('records of package databases while a scan runs', () => {
  it('are those of installed packages', () => {
    const facts = [entry(['bash', '5', 'installed'], ['old', '1', 'config-files']), entry(['dash', '1', 'installed'])];
    expect(packageRecords(facts, 2)).toEqual([row('bash', '5', 2), row('dash', '1', 2)]);
  });

  it('are kept once each, with the lowest layer that states them, until the components are known', () => {
    const tracker = new ProgressTracker(0);
    tracker.add({ kind: 'records', rows: [row('bash', '5', 3), row('dash', '1', 3)] }, 1);
    tracker.add({ kind: 'records', rows: [row('bash', '5', 0), row('bash', '4', 1)] }, 2);
    tracker.add({ kind: 'records', rows: [row('dash', '1', 4)] }, 3);
    expect([...tracker.known().records]).toEqual([row('bash', '5', 0), row('dash', '1', 3), row('bash', '4', 1)]);
    const found = { distro: null, byType: {}, introduced: [], removed: [], fileCounts: {}, notes: [], complete: true };
    tracker.add({ kind: 'found', found, components: [] }, 4);
    expect([...tracker.known().records]).toEqual([]);
    expect(tracker.known().components).toEqual([]);
  });
});
