import { outcome } from '#shared/model/outcome.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readDiversions } from '#engine/formats/dpkg/read-diversions.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Files that dpkg installs under another name than their package lists. */
export const dpkgDiversions = defineFileAnalyzer({
  id: 'os/dpkg-diversions',
  version: 1,
  role: 'file',
  wants: [{ path: 'var/lib/dpkg/diversions' }],
  maxBytes: limits.textDatabaseBytes,
  emits: ['diversion'],
  analyze({ bytes }) {
    const { rows, diagnostics } = readDiversions(byteString(bytes));
    const facts = rows.map(({ contested, divertedTo, by }) => ({
      kind: 'diversion' as const,
      contested,
      divertedTo,
      by: by === ':' ? null : textOf(by),
    }));
    return outcome(facts, diagnostics);
  },
});
