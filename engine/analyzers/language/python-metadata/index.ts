import { limits } from '#engine/bytes/limits.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { statedDistribution } from '../python-distribution.ts';

/** One Python distribution by its core metadata. */
export const pythonMetadata = defineFileAnalyzer({
  id: 'language/python-metadata',
  version: 2,
  role: 'file',
  wants: [{ basename: 'METADATA' }, { basename: 'PKG-INFO' }, { suffix: '.egg-info' }],
  maxBytes: limits.packageMetadataBytes,
  emits: ['python-metadata'],
  analyze: ({ bytes }) => statedDistribution(bytes),
});
