import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readLdSoCache } from './read-ld-so-cache.ts';

type Row = Readonly<{ name: string; path: string; flags?: number; hwcap?: bigint }>;

/** A cache as ldconfig writes it, by glibc's declaration of the file. */
function cache(rows: readonly Row[], { old = false } = {}): Buffer {
  const header = Buffer.alloc(48);
  header.write('glibc-ld.so.cache1.1', 'latin1');
  header.writeUInt32LE(rows.length, 20);
  header[28] = 2;
  const entries = Buffer.alloc(rows.length * 24);
  let at = 48 + entries.length;
  const strings: Buffer[] = [];
  const put = (text: string): number => {
    const bytes = Buffer.from(`${text}\0`, 'latin1');
    strings.push(bytes);
    at += bytes.length;
    return at - bytes.length;
  };
  for (const [i, { name, path, flags = 0x303, hwcap = 0n }] of rows.entries()) {
    entries.writeUInt32LE(flags, i * 24);
    entries.writeUInt32LE(put(name), i * 24 + 4);
    entries.writeUInt32LE(put(path), i * 24 + 8);
    entries.writeBigUInt64LE(hwcap, i * 24 + 16);
  }
  const made = Buffer.concat([header, entries, ...strings]);
  if (!old) return made;
  // One old entry of 12 bytes, then padding to 8.
  const before = Buffer.alloc(32);
  before.write('ld.so-1.7.0', 'latin1');
  before.writeUInt32LE(1, 12);
  return Buffer.concat([before, made]);
}

const rows: readonly Row[] = [
  { name: 'liba.so.1', path: '/lib/glibc-hwcaps/x86-64-v3/liba.so.1', hwcap: 1n << 62n },
  { name: 'liba.so.1', path: '/lib/liba.so.1' },
];
const want = [
  { name: 'liba.so.1', path: '/lib/glibc-hwcaps/x86-64-v3/liba.so.1', flags: 0x303, isHwcap: true },
  { name: 'liba.so.1', path: '/lib/liba.so.1', flags: 0x303, isHwcap: false },
];

describe('readLdSoCache', () => {
  it('the new form, alone and behind an old one', () => {
    expect(readLdSoCache(cache(rows))).toEqual(want);
    expect(readLdSoCache(cache(rows, { old: true }))).toEqual(want);
    expect(readLdSoCache(cache([]))).toEqual([]);
  });

  it('survives every cut, any change, and counts of 2³²', () => {
    const good = cache(rows);
    readsEveryPrefix(good, readLdSoCache);
    for (let at = 0; at + 4 <= good.length; at++) {
      const bytes = Buffer.from(good);
      bytes.writeUInt32LE(0xffffffff, at);
      readsOrRefuses(bytes, readLdSoCache, `at ${at}`);
    }
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255))), (changes) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        readsOrRefuses(bytes, readLdSoCache, JSON.stringify(changes));
      }),
    );
  });
});
