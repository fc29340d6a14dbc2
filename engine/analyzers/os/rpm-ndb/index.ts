import { limits } from '#engine/bytes/limits.ts';
import { readNdbPackages } from '#engine/formats/rpmdb/ndb/read-ndb-packages.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { inRpmDirectories } from '../rpm-directories.ts';
import { rpmPackages } from '../rpm-rows.ts';

/** rpm's own back end: SUSE and openSUSE. */
export const rpmNdb = defineFileAnalyzer({
  id: 'os/rpm-ndb',
  version: 1,
  wants: inRpmDirectories('Packages.db'),
  role: 'database',
  maxBytes: limits.databaseBytes,
  emits: ['package'],
  analyze: ({ bytes }) => rpmPackages(readNdbPackages(bytes), [{ bytes }]),
});
