import type { PluginSettings, RetentionRow } from '#shared/model/housekeeping.ts';

const DAY_MS = 86_400_000;

/** As a new data folder has them. */
export const retention: readonly RetentionRow[] = [
  { retentionClass: 'short', ttlMs: 7 * DAY_MS, keepIfReferenced: true, immutable: false, documents: 0 },
  { retentionClass: 'default', ttlMs: 30 * DAY_MS, keepIfReferenced: true, immutable: false, documents: 12 },
  { retentionClass: 'compliance', ttlMs: null, keepIfReferenced: true, immutable: true, documents: 2 },
  { retentionClass: 'trust', ttlMs: 90 * DAY_MS, keepIfReferenced: false, immutable: false, documents: 0 },
];

/** One usual analyser, one heuristic, one plug-in from outside. */
export const plugins: PluginSettings = {
  place: { path: '/home/u/stellaops/scanner.yaml', writable: true },
  analyzers: [
    { id: 'binary/elf', version: 1, heuristic: false, running: true, configured: true, inFile: false },
    { id: 'language/go-markers', version: 1, heuristic: true, running: false, configured: false, inFile: false },
  ],
  plugins: [
    {
      id: 'test/notes',
      version: 1,
      displayName: 'Notes',
      kind: 'annotator',
      hash: `sha256:${'a'.repeat(64)}`,
      running: 'off',
      configured: 'off',
    },
  ],
  problems: [],
  restartNeeded: false,
  canRestart: true,
};
