/** Would these bytes be read as text? A NUL says no; otherwise few control characters say yes. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 8192);
  let odd = 0;
  for (const byte of sample) {
    if (byte === 0) return false;
    // Tab, line feed, carriage return and escape are in many a text.
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b) odd++;
  }
  return odd <= sample.length / 50;
}
