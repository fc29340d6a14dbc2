import { printPath } from '#shared/model/root-path.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes as a byte string: each char code is one byte. */
export function byteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Human text: UTF-8 where it is valid, else with the bytes that are not written as `\xNN`, as paths are printed. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    // Databases older than UTF-8 locales hold names in whatever encoding the packager had: no text is the right one.
    return printPath(byteString(bytes));
  }
}
