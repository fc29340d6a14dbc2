import { outcome } from '#shared/model/outcome.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** `installed-files.txt` of pip's old installations: paths relative to the `.egg-info` folder, one a line. */
export const pythonInstalledFiles = defineFileAnalyzer({
  id: 'language/python-installed-files',
  version: 1,
  role: 'file',
  wants: [{ basename: 'installed-files.txt' }],
  maxBytes: limits.packageMetadataBytes,
  emits: ['python-files'],
  analyze({ bytes }) {
    const paths = byteString(bytes)
      .split(/\r?\n/)
      .filter((line) => line !== '');
    return outcome([{ kind: 'python-files', form: 'egg-info', paths }], []);
  },
});
