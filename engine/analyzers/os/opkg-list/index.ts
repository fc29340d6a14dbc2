import { outcome } from '#shared/model/outcome.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readFileList } from '#engine/formats/dpkg/read-file-list.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Paths of one opkg package. Newer opkg writes mode and link target after the path, parted by tabs. */
export const opkgList = defineFileAnalyzer({
  id: 'os/opkg-list',
  version: 1,
  role: 'file',
  wants: [
    { directory: 'usr/lib/opkg/info', suffix: '.list' },
    { directory: 'var/lib/opkg/info', suffix: '.list' },
  ],
  maxBytes: limits.textDatabaseBytes,
  emits: ['file-list'],
  analyze({ bytes }) {
    const { paths, diagnostics } = readFileList(byteString(bytes).replaceAll(/\t[^\n]*/g, ''));
    return outcome([{ kind: 'file-list', files: paths.map((path) => ({ path })) }], diagnostics);
  },
});
