import { isUtf8 } from 'node:buffer';

/** Text of a file name as contracts §2 prints it: bytes that are not UTF-8, and the backslash, as `\xNN`. Written apart from the product's. */
export function escapeBytes(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((n) => at + n <= bytes.length && isUtf8(bytes.subarray(at, at + n)));
    if (length === undefined || bytes[at] === 0x5c) {
      text += `\\x${bytes.toString('hex', at, at + 1)}`;
      at += 1;
    } else {
      text += bytes.toString('utf8', at, at + length);
      at += length;
    }
  }
  return text;
}
