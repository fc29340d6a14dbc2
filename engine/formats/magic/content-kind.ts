import type { ContentKind } from '#shared/model/tree.ts';

/** What the first bytes of a file say it is. At most 16 are looked at; fewer may be given. */
export function detectContentKind(head: Uint8Array): ContentKind {
  const [a, b, c, d] = head;
  if (a === undefined || b === undefined) return 'none';
  if (a === 0x23 && b === 0x21) return 'script';
  if (a === 0x4d && b === 0x5a) return 'pe';
  if (c === undefined || d === undefined) return 'none';
  if (a === 0x7f && b === 0x45 && c === 0x4c && d === 0x46) return 'elf';
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return 'zip';
  if (a === 0x00 && b === 0x61 && c === 0x73 && d === 0x6d) return 'wasm';
  if (a === 0x21 && b === 0x3c && c === 0x61 && d === 0x72) return 'ar';
  if (
    ((a === 0xcf || a === 0xce) && b === 0xfa && c === 0xed && d === 0xfe) ||
    (a === 0xfe && b === 0xed && c === 0xfa && (d === 0xce || d === 0xcf))
  ) {
    return 'macho';
  }
  if (a === 0xca && b === 0xfe && c === 0xba && (d === 0xbe || d === 0xbf)) {
    // Universal binaries and Java classes share a magic; 0xbf is that of universal ones with places of 64 bits. Bytes 4-7: number of
    // architectures, or minor and major version (≥ 45).
    const count =
      head.length < 8
        ? 0
        : (((head[4] ?? 0) << 24) | ((head[5] ?? 0) << 16) | ((head[6] ?? 0) << 8) | (head[7] ?? 0)) >>> 0;
    return count === 0 ? 'none' : count < 45 ? 'macho' : d === 0xbe ? 'java-class' : 'none';
  }
  return 'none';
}
