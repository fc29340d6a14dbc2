import { escapeBytes } from './escape-bytes.ts';
import { run } from '../support/tools.ts';

/** Names in a gzip- or uncompressed layer, in order, as GNU tar lists them; printed text (contracts §2), no slash at either end. */
export function layerNames(blob: string): string[] {
  return run('tar', ['--list', '-P', '--quoting-style=escape', '-f', blob])
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      escapeBytes(unquoted(line))
        .replace(/^(\.?\/)+|^\.$/, '')
        .replace(/\/+$/, ''),
    );
}

const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** GNU's `escape` quoting: octal for bytes that are not ASCII, letters for control characters. */
function unquoted(line: string): Buffer {
  return Buffer.from(
    line.replaceAll(/\\([0-7]{3}|.)/g, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (letters[code] ?? code),
    ),
    'latin1',
  );
}
