import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { PythonRequest, PythonRequests } from './types.ts';

/**
 * Reads `pyvenv.cfg`: each `key = value` is a request; how is the key in lower case, the specifier its value, a byte string.
 *
 * @see PEP 405; Modules/getpath.py
 */
export function readVenvConfig(bytes: Uint8Array): PythonRequests {
  if (bytes.byteLength > limits.pythonPathFileBytes)
    return { ok: false, line: 1, column: 1, detail: `longer than ${limits.pythonPathFileBytes} bytes` };
  const requests = byteString(bytes)
    .split(/\r\n|\n|\r/)
    .flatMap((line, index): PythonRequest[] => {
      const equals = line.indexOf('=');
      if (equals < 0) return [];
      const how = line.slice(0, equals).trim().toLowerCase();
      return [{ specifier: line.slice(equals + 1).trim(), how, line: index + 1, column: 1, lazy: false }];
    });
  return { ok: true, requests: requests.slice(0, limits.pythonRequests) };
}
