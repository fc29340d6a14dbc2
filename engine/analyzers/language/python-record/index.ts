import { outcome } from '#shared/model/outcome.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readRecord } from '#engine/formats/python/read-record.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Files of one distribution. Which one, and what the paths are relative to, is in the path of the list itself. */
export const pythonRecord = defineFileAnalyzer({
  id: 'language/python-record',
  version: 1,
  role: 'file',
  wants: [{ basename: 'RECORD' }],
  maxBytes: limits.textDatabaseBytes,
  emits: ['python-files'],
  analyze({ bytes }) {
    const { paths, diagnostics } = readRecord(byteString(bytes));
    return outcome([{ kind: 'python-files', form: 'record', paths }], diagnostics);
  },
});
