import { outcome } from '#shared/model/outcome.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readFileList } from '#engine/formats/dpkg/read-file-list.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Paths of one dpkg package; its name is in the name of the file, which compose knows. A list of nothing is a fact too. */
export const dpkgList = defineFileAnalyzer({
  id: 'os/dpkg-list',
  version: 1,
  role: 'file',
  wants: [{ directory: 'var/lib/dpkg/info', suffix: '.list' }],
  maxBytes: limits.textDatabaseBytes,
  emits: ['file-list'],
  analyze({ bytes }) {
    const { paths, diagnostics } = readFileList(byteString(bytes));
    return outcome([{ kind: 'file-list', files: paths.map((path) => ({ path })) }], diagnostics);
  },
});
