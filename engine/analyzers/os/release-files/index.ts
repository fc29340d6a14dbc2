import { outcome } from '#shared/model/outcome.ts';
import { textOf, trimmed } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

const names = [
  'debian_version',
  'alpine-release',
  'redhat-release',
  'centos-release',
  'fedora-release',
  'rocky-release',

  'almalinux-release',
  'oracle-release',
  'system-release',
  'photon-release',
  'mariner-release',
  'azurelinux-release',
  'SuSE-release',
  'openEuler-release',
  'arch-release',
  'gentoo-release',
  'slackware-version',
];

/**
 * Release files older than os-release, or more exact than it: their first line that is not empty. Which distribution a text
 * belongs to is in the name of the file, which compose knows.
 */
export const releaseFiles = defineFileAnalyzer({
  id: 'os/release-files',
  version: 1,
  role: 'file',
  wants: names.map((name) => ({ path: `etc/${name}` })),
  maxBytes: limits.releaseFileBytes,
  emits: ['release-file'],
  analyze({ bytes }) {
    const text = byteString(bytes);
    for (let from = 0; from < text.length;) {
      const feed = text.indexOf('\n', from);
      const to = feed < 0 ? text.length : feed + 1;
      const line = trimmed(text, from, to);
      if (line !== '') {
        const cited = cite(bytes, 'lines', [lineRange(from, to)]);
        return outcome([{ kind: 'release-file', text: textOf(line), cited }], []);
      }
      from = to;
    }
    return outcome([], []);
  },
});
