import { crc32, deflateRawSync } from 'node:zlib';

/** One member of a hand-made zip. What is stated of it follows from the content unless it is given. */
export type ZipMember = Readonly<{
  name: string;
  content?: string | Uint8Array;
  method?: 0 | 8 | 12;
  encrypted?: boolean;
  /** Lies: of the directory, as a reader sees them. */
  size?: number;
  crc?: number;
  headerAt?: number;
}>;

/**
 * A zip by the specification, written without any library so that a test can also make what none would write.
 *
 * @param options `zip64`: sizes and offsets in 64-bit fields; `prefix`: bytes in front, which offsets do not count
 */
export function zip(
  members: readonly ZipMember[],
  { zip64 = false, prefix = '', comment = '' }: { zip64?: boolean; prefix?: string; comment?: string } = {},
): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const { name, content = '', method = 8, encrypted = false, size, crc, headerAt } of members) {
    const raw = Buffer.from(content as string);
    const stored = method === 8 ? deflateRawSync(raw) : raw;
    const nameBytes = Buffer.from(name, 'latin1');
    const common = Buffer.alloc(10);
    common.writeUInt16LE(encrypted ? 1 : 0, 0);
    common.writeUInt16LE(method, 2);
    const sums = Buffer.alloc(12);
    sums.writeUInt32LE(crc ?? crc32(raw), 0);
    sums.writeUInt32LE(zip64 ? 0xffffffff : stored.length, 4);
    sums.writeUInt32LE(zip64 ? 0xffffffff : (size ?? raw.length), 8);
    const extra = zip64 ? Buffer.alloc(28) : Buffer.alloc(0);
    if (zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(size ?? raw.length), 4);
      extra.writeBigUInt64LE(BigInt(stored.length), 12);
      extra.writeBigUInt64LE(BigInt(headerAt ?? at), 20);
    }
    const local = Buffer.concat([u32(0x04034b50), u16(20), common.subarray(0, 8), sums, u16(nameBytes.length), u16(0)]);
    const entry = Buffer.concat([
      u32(0x02014b50),
      u16(20),
      u16(20),
      common.subarray(0, 8),
      sums,
      u16(nameBytes.length),
      u16(extra.length),
      Buffer.alloc(10),
      u32(zip64 ? 0xffffffff : (headerAt ?? at)),
      nameBytes,
      extra,
    ]);
    locals.push(local, nameBytes, stored);
    entries.push(entry);
    at += local.length + nameBytes.length + stored.length;
  }
  const directory = Buffer.concat(entries);
  const end64 = zip64
    ? Buffer.concat([
        u32(0x06064b50),
        u64(44),
        Buffer.alloc(12),
        u64(members.length),
        u64(members.length),
        u64(directory.length),
        u64(at),
        u32(0x07064b50),
        u32(0),
        u64(at + directory.length),
        u32(1),
      ])
    : Buffer.alloc(0);
  const end = Buffer.concat([
    u32(0x06054b50),
    Buffer.alloc(4),
    u16(zip64 ? 0xffff : members.length),
    u16(zip64 ? 0xffff : members.length),
    u32(zip64 ? 0xffffffff : directory.length),
    u32(zip64 ? 0xffffffff : at),
    u16(comment.length),
    Buffer.from(comment, 'latin1'),
  ]);
  return Buffer.concat([Buffer.from(prefix, 'latin1'), ...locals, directory, end64, end]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
