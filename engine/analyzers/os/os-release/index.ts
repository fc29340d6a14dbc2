import type { OsReleaseFact } from '#shared/model/fact.ts';
import { outcome } from '#shared/model/outcome.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readOsRelease } from '#engine/formats/os-release/read-os-release.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

const cited = ['ID', 'ID_LIKE', 'VERSION_ID', 'VERSION_CODENAME', 'PRETTY_NAME'] as const;

/** The distribution's name for itself. No fact where none of the fields is stated; an empty value counts as not stated. */
export const osRelease = defineFileAnalyzer({
  id: 'os/os-release',
  version: 1,
  role: 'file',
  wants: [{ path: 'etc/os-release' }, { path: 'usr/lib/os-release' }],
  maxBytes: limits.releaseFileBytes,
  emits: ['os-release'],
  analyze({ bytes }) {
    const { assignments, diagnostics } = readOsRelease(byteString(bytes));
    const last = new Map(assignments.map((assignment) => [assignment.key, assignment]));
    const lines = cited.map((key) => last.get(key)).filter((line) => line !== undefined);
    const value = (key: (typeof cited)[number]): string | null => textOf(last.get(key)?.value ?? '') || null;
    const fact: OsReleaseFact = {
      kind: 'os-release',
      id: value('ID'),
      idLike: (value('ID_LIKE') ?? '').split(/\s+/).filter((id) => id !== ''),
      versionId: value('VERSION_ID'),
      versionCodename: value('VERSION_CODENAME'),
      prettyName: value('PRETTY_NAME'),
      cited: cite(
        bytes,
        'lines',
        lines.map(({ from, to }) => lineRange(from, to)),
      ),
    };
    return outcome(lines.length > 0 ? [fact] : [], diagnostics);
  },
});
