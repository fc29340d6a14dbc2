import type { PythonOriginFact } from '#shared/model/facts/python.ts';
import { outcome } from '#shared/model/outcome.ts';
import { cite } from '#engine/bytes/cite.ts';
import { limits } from '#engine/bytes/limits.ts';
import { jsonMembers, readJson } from '#engine/formats/json/read-members.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Where a distribution came from, if it was named by a URL (PEP 610). */
export const pythonDirectUrl = defineFileAnalyzer({
  id: 'language/python-direct-url',
  version: 1,
  role: 'file',
  wants: [{ basename: 'direct_url.json' }],
  maxBytes: limits.packageMetadataBytes,
  emits: ['python-origin'],
  analyze({ bytes }) {
    const { value, text, start } = readJson(bytes, 'direct_url.json');
    const { url, vcs_info: vcs, dir_info: dir, subdirectory } = recordOf(value);
    if (typeof url !== 'string') return outcome([], []);
    const { vcs: kind, commit_id: commit } = recordOf(vcs);
    const members = jsonMembers(text, start);
    const fact: PythonOriginFact = {
      kind: 'python-origin',
      url,
      vcs: typeof kind === 'string' && typeof commit === 'string' ? { vcs: kind, commit } : null,
      subdirectory: typeof subdirectory === 'string' ? subdirectory : null,
      editable: recordOf(dir)['editable'] === true,
      cited: cite(
        bytes,
        'json',
        ['url', 'vcs_info', 'dir_info', 'subdirectory'].flatMap((key) => {
          const member = members.get(key);
          return member ? [member.key, member.value] : [];
        }),
      ),
    };
    return outcome([fact], []);
  },
});

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
