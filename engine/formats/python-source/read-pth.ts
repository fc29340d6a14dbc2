import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readPythonRequests } from './read-requests.ts';
import type { PythonRequest, PythonRequests } from './types.ts';

/**
 * Reads a `.pth` file as `site` does: a line that begins with `import` is run, any other is a path (how `path`, a byte string).
 *
 * @see Lib/site.py addpackage
 */
export function readPth(bytes: Uint8Array): PythonRequests {
  if (bytes.byteLength > limits.pythonPathFileBytes)
    return { ok: false, line: 1, column: 1, detail: `longer than ${limits.pythonPathFileBytes} bytes` };
  const requests: PythonRequest[] = [];
  for (const [index, line] of byteString(bytes)
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const place = { line: index + 1, column: 1, lazy: false };
    if (!/^import[ \t]/.test(line)) requests.push({ specifier: line.trimEnd(), how: 'path', ...place });
    else {
      const read = readPythonRequests(Buffer.from(line, 'latin1'));
      if (!read.ok) return { ...read, line: index + 1 };
      requests.push(...read.requests.map((one) => ({ ...one, line: index + 1 })));
    }
    if (requests.length >= limits.pythonRequests) break;
  }
  return { ok: true, requests };
}
