/** One entry of a hand-made tar. Names and link targets are byte strings; sizes follow from the content unless stated. */
export type TarEntry = Readonly<{
  name: string;
  /** Type flag character. '0' file, '1' hard link, '2' symlink, '3' char, '4' block, '5' dir, '6' fifo, or any other. */
  type?: string;
  content?: string | Uint8Array;
  mode?: number;
  uid?: number;
  gid?: number;
  mtime?: number;
  link?: string;
  /** States another size than the content has: a lie. */
  size?: number;
  /** Records of a PAX extended header in front, values as byte strings. */
  pax?: Readonly<Record<string, string>>;
  format?: 'ustar' | 'gnu' | 'v7';
  devmajor?: number;
  devminor?: number;
  badChecksum?: boolean;
}>;

export const file = (name: string, content: string | Uint8Array = '', more: Partial<TarEntry> = {}): TarEntry => ({
  name,
  content,
  ...more,
});
export const dir = (name: string, more: Partial<TarEntry> = {}): TarEntry => ({
  name: `${name}/`,
  type: '5',
  mode: 0o755,
  ...more,
});
export const symlink = (name: string, link: string, more: Partial<TarEntry> = {}): TarEntry => ({
  name,
  type: '2',
  link,
  mode: 0o777,
  ...more,
});
export const hardlink = (name: string, link: string, more: Partial<TarEntry> = {}): TarEntry => ({
  name,
  type: '1',
  link,
  ...more,
});
export const whiteout = (path: string): TarEntry => file(path.replace(/([^/]+)$/, '.wh.$1'));
export const opaque = (directory: string): TarEntry => file(`${directory}/.wh..wh..opq`);

/**
 * Writes a tar byte by byte, so that tests can make what no well-behaved packer would.
 *
 * @param end blocks of zeros at the end; 0 leaves the end marker out
 */
export function tar(entries: readonly TarEntry[], end = 2): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  for (const entry of entries) pieces.push(...tarEntry(entry));
  pieces.push(new Uint8Array(512 * end));
  return joinBytes(pieces);
}

export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(pieces));
}

function tarEntry(entry: TarEntry): Uint8Array[] {
  const content = typeof entry.content === 'string' ? Buffer.from(entry.content) : (entry.content ?? new Uint8Array());
  const pieces: Uint8Array[] = [];
  const pax = { ...entry.pax };
  const name = Buffer.from(entry.name, 'latin1');
  const link = Buffer.from(entry.link ?? '', 'latin1');
  const format = entry.format ?? 'ustar';
  if (format === 'gnu') {
    if (name.length > 100) pieces.push(...long('L', name));
    if (link.length > 100) pieces.push(...long('K', link));
  } else {
    if (name.length > 100 && pax['path'] === undefined) pax['path'] = entry.name;
    if (link.length > 100 && pax['linkpath'] === undefined) pax['linkpath'] = entry.link ?? '';
  }
  if (Object.keys(pax).length > 0) {
    const records = Buffer.concat(Object.entries(pax).map(([key, value]) => paxRecord(key, value)));
    pieces.push(...block({ name: 'PaxHeaders/x', type: 'x', size: records.length }, records, 'ustar'));
  }
  pieces.push(...block({ ...entry, size: entry.size ?? content.byteLength }, content, format));
  return pieces;
}

function long(type: string, text: Buffer): Uint8Array[] {
  const data = Buffer.concat([text, Buffer.alloc(1)]);
  return block({ name: '././@LongLink', type, size: data.length }, data, 'gnu');
}

/** `len key=value\n`, where len counts itself (POSIX pax, "pax Extended Header"). */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value, 'latin1'), Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function block(
  entry: Partial<TarEntry> & { name: string; size: number },
  data: Uint8Array,
  format: 'ustar' | 'gnu' | 'v7',
): Uint8Array[] {
  const header = Buffer.alloc(512);
  Buffer.from(entry.name, 'latin1').copy(header, 0, 0, 100);
  octal(header, 100, 8, entry.mode ?? 0o644);
  octal(header, 108, 8, entry.uid ?? 0);
  octal(header, 116, 8, entry.gid ?? 0);
  octal(header, 124, 12, entry.size);
  octal(header, 136, 12, entry.mtime ?? 0);
  header.write(entry.type ?? '0', 156, 'latin1');
  Buffer.from(entry.link ?? '', 'latin1').copy(header, 157, 0, 100);
  if (format === 'ustar') header.write('ustar\x0000', 257, 'latin1');
  if (format === 'gnu') header.write('ustar  \0', 257, 'latin1');
  if (entry.devmajor !== undefined) octal(header, 329, 8, entry.devmajor);
  if (entry.devminor !== undefined) octal(header, 337, 8, entry.devminor);
  header.fill(' ', 148, 156);
  let sum = 0;
  for (const byte of header) sum += byte;
  if (entry.badChecksum) sum += 1;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const padding = new Uint8Array((512 - (data.byteLength % 512)) % 512);
  return [header, data, padding];
}

/** Octal where it fits, else GNU base-256. */
function octal(header: Buffer, at: number, width: number, value: number): void {
  const digits = value.toString(8);
  if (digits.length < width) header.write(`${digits.padStart(width - 1, '0')}\0`, at, 'latin1');
  else {
    header.fill(0, at, at + width);
    header[at] = 0x80;
    header.writeUIntBE(value, at + width - 6, 6);
  }
}
