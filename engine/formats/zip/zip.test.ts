import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { zip, type ZipMember } from '#engine/testing/zip.ts';
import { readZipDirectory } from './read-directory.ts';
import { readZipEntry } from './read-entry.ts';

const MOST = 10_000_000;
const all = (bytes: Uint8Array): unknown =>
  readZipDirectory(bytes).map((entry) => [entry.name, Buffer.from(readZipEntry(bytes, entry, MOST)).toString()]);

/** The diagnostic's code, and what was found. */
function refusal(read: () => unknown): string {
  try {
    return `read: ${JSON.stringify(read())}`;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { diagnostic } = error;
    return `${diagnostic.code}: ${'found' in diagnostic ? diagnostic.found : diagnostic.what}`;
  }
}

const members: readonly ZipMember[] = [
  { name: 'a/', content: '', method: 0 },
  { name: 'a/x.txt', content: 'x'.repeat(1000) },
  { name: 'stored', content: 'as it is', method: 0 },
];
const contents = [
  ['a/', ''],
  ['a/x.txt', 'x'.repeat(1000)],
  ['stored', 'as it is'],
];

describe('zip', () => {
  it.for<[name: string, options: Parameters<typeof zip>[1]]>([
    ['plain', {}],
    ['a script in front', { prefix: '#!/bin/sh\nexec java -jar "$0"\n' }],
    ['a comment that looks like an end record', { comment: 'PK\x05\x06 and more' }],
    ['zip64', { zip64: true }],
    ['zip64 behind a script', { zip64: true, prefix: '#!/bin/sh\n' }],
  ])('%s', ([, options]) => {
    expect(all(zip(members, options))).toEqual(contents);
  });

  it('an empty one', () => {
    expect(readZipDirectory(zip([]))).toEqual([]);
  });

  it.for<[name: string, member: ZipMember, want: RegExp]>([
    ['less than it says', { name: 'x', content: 'abc', size: 10 }, /3 bytes, 10 stated/],
    ['a bomb that says it is small', { name: 'x', content: 'a'.repeat(5_000_000), size: 10 }, /malformed: x/],
    ['larger than is wanted', { name: 'x', content: 'a'.repeat(MOST + 1) }, /limit-exceeded/],
    ['another content', { name: 'x', content: 'abc', crc: 1 }, /another CRC-32/],
    ['encrypted', { name: 'x', content: 'abc', encrypted: true }, /encrypted/],
    ['bzip2', { name: 'x', content: 'abc', method: 12 }, /compression method 12/],
    ['no header there', { name: 'x', content: 'abc', headerAt: 3 }, /no local header at byte 3/],
    ['a header beyond the file', { name: 'x', content: 'abc', headerAt: 0xfffffffe }, /no local header/],
  ])('refused: %s', ([, member, want]) => {
    expect(refusal(() => all(zip([member])))).toMatch(want);
  });

  it('refused: no zip, and a directory that is not there', () => {
    expect(refusal(() => readZipDirectory(Buffer.from('PK\x03\x04 and nothing else')))).toBe(
      'malformed: no end of central directory',
    );
    const bytes = zip(members);
    bytes.writeUInt16LE(9, bytes.length - 22 + 10);
    expect(refusal(() => readZipDirectory(bytes))).toMatch(/no entry 3 of 9/);
    bytes.writeUInt32LE(0x7fffffff, bytes.length - 22 + 12);
    expect(refusal(() => readZipDirectory(bytes))).toMatch(/a directory of 2147483647 bytes/);
  });

  it('survives every cut, any byte changed, and 2³² of everything', () => {
    const good = zip(members, { zip64: true, prefix: 'x' });
    readsEveryPrefix(good, all);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        readsOrRefuses(bytes, all, JSON.stringify(changes));
      }),
    );
    for (let at = 0; at + 4 <= good.length; at++) {
      const bytes = Buffer.from(good);
      bytes.writeUInt32LE(0xffffffff, at);
      readsOrRefuses(bytes, all, `at ${at}`);
    }
  });
});
