import { outcome } from '#shared/model/outcome.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readAlpmSections } from '#engine/formats/alpm/read-sections.ts';
import { rootPath } from '#engine/formats/dpkg/read-file-list.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Paths of one pacman package; which one is in the name of the directory, which compose knows. Directories end in a slash. */
export const alpmFiles = defineFileAnalyzer({
  id: 'os/alpm-files',
  version: 1,
  role: 'file',
  wants: [{ eachIn: 'var/lib/pacman/local', basename: 'files' }],
  maxBytes: limits.textDatabaseBytes,
  emits: ['file-list'],
  analyze({ bytes }) {
    const { sections, diagnostics } = readAlpmSections(byteString(bytes));
    const listed = sections.get('FILES')?.values ?? [];
    const files = listed.flatMap((name) => {
      const path = name.endsWith('/') ? undefined : rootPath(name);
      return path === undefined || path === '' ? [] : [{ path }];
    });
    return outcome([{ kind: 'file-list', files }], diagnostics);
  },
});
