import { limits } from '#engine/bytes/limits.ts';
import { readBdbPackages } from '#engine/formats/rpmdb/bdb/read-bdb-packages.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { inRpmDirectories } from '../rpm-directories.ts';
import { rpmPackages } from '../rpm-rows.ts';

/** rpm's Berkeley DB back end: RHEL up to 8, Amazon Linux 2, Fedora up to 32. */
export const rpmBdb = defineFileAnalyzer({
  id: 'os/rpm-bdb',
  version: 1,
  wants: inRpmDirectories('Packages'),
  role: 'database',
  maxBytes: limits.databaseBytes,
  emits: ['package'],
  analyze: ({ bytes }) => rpmPackages(readBdbPackages(bytes), [{ bytes }]),
});
