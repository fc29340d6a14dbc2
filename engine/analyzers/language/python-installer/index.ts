import { outcome } from '#shared/model/outcome.ts';
import { textOf, trimmed } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** `INSTALLER`: one line, the program's name. */
export const pythonInstaller = defineFileAnalyzer({
  id: 'language/python-installer',
  version: 1,
  role: 'file',
  wants: [{ basename: 'INSTALLER' }],
  maxBytes: limits.releaseFileBytes,
  emits: ['python-installer'],
  analyze({ bytes }) {
    const text = byteString(bytes);
    const feed = text.indexOf('\n');
    const name = trimmed(text, 0, feed < 0 ? text.length : feed);
    if (name === '' || name.length > limits.excerptBytes) return outcome([], []);
    const to = feed < 0 ? text.length : feed + 1;
    return outcome(
      [{ kind: 'python-installer', name: textOf(name), cited: cite(bytes, 'lines', [{ from: 0, to }]) }],
      [],
    );
  },
});
