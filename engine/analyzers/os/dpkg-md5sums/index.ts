import { outcome } from '#shared/model/outcome.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readMd5sums } from '#engine/formats/dpkg/read-md5sums.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/**
 * Checksums of one dpkg package's files as they were packed; its name is in the name of the file. No symlinks, directories or
 * configuration files. Distroless images have no `.list`, so this is all they say about files.
 */
export const dpkgMd5sums = defineFileAnalyzer({
  id: 'os/dpkg-md5sums',
  version: 1,
  role: 'file',
  wants: [
    { directory: 'var/lib/dpkg/info', suffix: '.md5sums' },
    { directory: 'var/lib/dpkg/status.d', suffix: '.md5sums' },
  ],
  maxBytes: limits.textDatabaseBytes,
  emits: ['file-list'],
  analyze({ bytes }) {
    const { rows, diagnostics } = readMd5sums(byteString(bytes));
    const files = rows.map(({ path, md5 }) => ({ path, digest: { alg: 'md5' as const, hex: md5 } }));
    return outcome([{ kind: 'file-list', files }], diagnostics);
  },
});
