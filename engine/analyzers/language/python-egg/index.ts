import { outcome } from '#shared/model/outcome.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readZipDirectory } from '#engine/formats/zip/read-directory.ts';
import { readZipEntry } from '#engine/formats/zip/read-entry.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { statedDistribution } from '../python-distribution.ts';

const METADATA = 'EGG-INFO/PKG-INFO';

/** The distribution of a zipped egg. */
export const pythonEgg = defineFileAnalyzer({
  id: 'language/python-egg',
  version: 2,
  role: 'file',
  wants: [{ suffix: '.egg' }],
  maxBytes: limits.javaArchiveBytes,
  emits: ['python-metadata'],
  analyze({ bytes }) {
    // Of a repeated name zipimport takes the last.
    const entry = readZipDirectory(bytes).findLast(({ name }) => name === METADATA);
    return entry === undefined
      ? outcome([], [])
      : statedDistribution(readZipEntry(bytes, entry, limits.packageMetadataBytes), [METADATA]);
  },
});
