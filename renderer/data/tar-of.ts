/** One file of an archive that is made here; `name` is ASCII, at most 100 characters. */
export type Member = Readonly<{ name: string; body: Blob }>;

const BLOCK = 512;
/** Largest size that eleven octal digits say; beyond that the field is binary (GNU, star, and every reader since). */
const OCTAL_SIZES = 8 ** 11;

/**
 * Files as one ustar archive (POSIX.1-1988), without copying them: the browser reads each from disk while it is sent, so no size
 * fills the memory. Owners, times and modes say nothing, so the same files give the same bytes.
 */
export function tarOf(members: readonly Member[]): Blob {
  const parts = members.flatMap(({ name, body }) => [
    headerOf(name, body.size),
    body,
    new Uint8Array((BLOCK - (body.size % BLOCK)) % BLOCK),
  ]);
  return new Blob([...parts, new Uint8Array(2 * BLOCK)], { type: 'application/octet-stream' });
}

/** The block before a file: its name, its size, and a checksum. */
export function headerOf(name: string, size: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => header.set(new TextEncoder().encode(text), at);
  put(0, name);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  putSize(header, size);
  put(136, '00000000000\0');
  // The checksum counts its own field as spaces.
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\0');
  put(263, '00');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
}

function putSize(header: Uint8Array, size: number): void {
  if (size < OCTAL_SIZES) {
    header.set(new TextEncoder().encode(`${size.toString(8).padStart(11, '0')}\0`), 124);
    return;
  }
  const view = new DataView(header.buffer, 124, 12);
  view.setBigUint64(4, BigInt(size));
  view.setUint8(0, 0x80);
}
