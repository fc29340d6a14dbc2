import { createHash } from 'node:crypto';

/** One tag of a hand-made header. Integers take `width` bytes; a single text is a string, a list of texts a string array. */
export type RpmTagValue =
  | { readonly tag: number; readonly text: string }
  | { readonly tag: number; readonly texts: readonly string[]; readonly translated?: true }
  | { readonly tag: number; readonly integers: readonly number[]; readonly width?: 1 | 2 | 4 | 8 }
  | { readonly tag: number; readonly bytes: Uint8Array };

const TYPE_OF_WIDTH = { 1: 2, 2: 3, 4: 4, 8: 5 } as const;

/**
 * A header blob as a database keeps it: an immutable region, then what installing added.
 *
 * @param built tags of the region
 * @param added tags after it
 * @param digest adds the SHA-256 (tag 273) of the region
 */
export function rpmHeader(
  built: readonly RpmTagValue[],
  added: readonly RpmTagValue[] = [],
  digest = true,
): Uint8Array<ArrayBuffer> {
  const inside = pack(built, 0);
  const trailer = entry(63, 7, -(built.length + 1) * 16, 16);
  const region = Buffer.concat([entry(63, 7, inside.data.length, 16), ...inside.entries]);
  const data = Buffer.concat([inside.data, trailer]);
  const hash = createHash('sha256').update(Uint8Array.of(0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0));
  const sha256 = hash.update(blob(region, data)).digest('hex');
  const after = pack([...(digest ? [{ tag: 273, text: sha256 }] : []), ...added], data.length);
  return new Uint8Array(blob(Buffer.concat([region, ...after.entries]), Buffer.concat([data, after.data])));
}

/** Entries and data without any region, as rpm 3 wrote them. */
export function plainRpmHeader(tags: readonly RpmTagValue[]): Uint8Array<ArrayBuffer> {
  const { entries, data } = pack(tags, 0);
  return new Uint8Array(blob(Buffer.concat(entries), data));
}

/** What a made-up package states; all but the name have plain defaults. */
export type MadePackage = Readonly<{
  name: string;
  version?: string;
  release?: string;
  arch?: string | null;
  sourceRpm?: string | null;
  licence?: string;
  more?: readonly RpmTagValue[];
  added?: readonly RpmTagValue[];
  digest?: boolean;
}>;

export function madePackage({ name, version = '1', release = '2', ...rest }: MadePackage): Uint8Array<ArrayBuffer> {
  const { arch = 'noarch', licence = 'MIT', more = [], added = [], digest = true } = rest;
  const { sourceRpm = `${name}-${version}-${release}.src.rpm` } = rest;
  const built: RpmTagValue[] = [
    { tag: 1000, text: name },
    { tag: 1001, text: version },
    { tag: 1002, text: release },
    { tag: 1014, text: licence },
    ...(arch === null ? [] : [{ tag: 1022, text: arch }]),
    ...(sourceRpm === null ? [] : [{ tag: 1044, text: sourceRpm }]),
    ...more,
  ];
  return rpmHeader(built, added, digest);
}

function pack(tags: readonly RpmTagValue[], start: number): { entries: Buffer[]; data: Buffer } {
  const entries: Buffer[] = [];
  const pieces: Buffer[] = [];
  let at = start;
  const add = (bytes: Buffer) => {
    pieces.push(bytes);
    at += bytes.length;
  };
  for (const value of tags) {
    const width = 'integers' in value ? (value.width ?? 4) : 1;
    if (at % width !== 0) add(Buffer.alloc(width - (at % width)));
    if ('text' in value) entries.push(entry(value.tag, 6, at, 1));
    else if ('texts' in value) entries.push(entry(value.tag, value.translated ? 9 : 8, at, value.texts.length));
    else if ('integers' in value) entries.push(entry(value.tag, TYPE_OF_WIDTH[width], at, value.integers.length));
    else entries.push(entry(value.tag, 7, at, value.bytes.byteLength));
    add(encode(value, width));
  }
  return { entries, data: Buffer.concat(pieces) };
}

function encode(value: RpmTagValue, width: 1 | 2 | 4 | 8): Buffer {
  if ('text' in value) return Buffer.from(`${value.text}\0`, 'latin1');
  if ('texts' in value) return Buffer.from(value.texts.map((text) => `${text}\0`).join(''), 'latin1');
  if ('bytes' in value) return Buffer.from(value.bytes);
  const bytes = Buffer.alloc(value.integers.length * width);
  value.integers.forEach((integer, i) => {
    if (width === 8) bytes.writeBigUInt64BE(BigInt(integer), i * 8);
    else bytes.writeUIntBE(integer, i * width, width);
  });
  return bytes;
}

function entry(tag: number, type: number, offset: number, count: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(tag, 0);
  bytes.writeUInt32BE(type, 4);
  bytes.writeInt32BE(offset, 8);
  bytes.writeUInt32BE(count, 12);
  return bytes;
}

function blob(index: Buffer, data: Buffer): Buffer {
  const intro = Buffer.alloc(8);
  intro.writeUInt32BE(index.length / 16, 0);
  intro.writeUInt32BE(data.length, 4);
  return Buffer.concat([intro, index, data]);
}
