import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { plainRpmHeader, rpmHeader } from '#engine/testing/rpm-header.ts';
import { checkHeaderDigest } from './check-header-digest.ts';
import { pathBudget, readFileList } from './read-file-list.ts';
import { RpmHeader } from './read-header.ts';

const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('latin1');

/** Everything that is read of a header. */
function readAll(bytes: Uint8Array): unknown {
  const header = new RpmHeader(bytes);
  return [
    checkHeaderDigest(header),
    (['name', 'version', 'release', 'summary', 'arch', 'sourceRpm', 'licence', 'url'] as const).map((tag) =>
      text(header.text(tag)),
    ),
    (['epoch', 'size', 'longSize', 'installTime'] as const).map((tag) => header.integer(tag)),
    header.binary('sigMd5'),
    readFileList(header, pathBudget()),
  ];
}

const good = rpmHeader(
  [
    { tag: 1000, text: 'n\xe9' },
    { tag: 1003, integers: [4_000_000_000] },
    { tag: 1004, texts: ['Summary', 'Zusammenfassung'], translated: true },
    { tag: 1116, integers: [0, 1] },
    { tag: 1117, texts: ['a', 'b'] },
    { tag: 1118, texts: ['/', '/usr/'] },
    { tag: 5009, integers: [5_000_000_000], width: 8 },
    { tag: 9999, text: 'unknown tags are passed over' },
  ],
  [
    { tag: 261, bytes: Uint8Array.of(1, 2, 3) },
    { tag: 1029, integers: [0, 2], width: 1 },
  ],
);

describe('RpmHeader', () => {
  test('reads each shape', () => {
    const header = new RpmHeader(good);
    expect({
      name: text(header.text('name')),
      epoch: header.integers('epoch'),
      summary: text(header.text('summary')),
      baseNames: header.texts('baseNames'),
      longSize: header.integer('longSize'),
      sigMd5: header.binary('sigMd5'),
      states: header.integers('fileStates'),
      absent: [header.text('version'), header.integer('size'), header.texts('fileDigests'), header.has('arch')],
    }).toEqual({
      name: 'n\xe9',
      epoch: [4_000_000_000],
      summary: 'Summary',
      baseNames: ['a', 'b'],
      longSize: 5_000_000_000,
      sigMd5: Uint8Array.of(1, 2, 3),
      states: [0, 2],
      absent: [undefined, undefined, undefined, false],
    });
  });

  test('of a tag stated twice the first counts', () => {
    const header = new RpmHeader(
      plainRpmHeader([
        { tag: 1000, text: 'one' },
        { tag: 1000, text: 'two' },
      ]),
    );
    expect(text(header.text('name'))).toBe('one');
  });

  test('a text is stated by its entry and its data', () => {
    const bytes = plainRpmHeader([
      { tag: 1000, text: 'one' },
      { tag: 1014, text: 'MIT' },
    ]);
    expect(new RpmHeader(bytes).rangesOfText('licence')).toEqual([
      { from: 24, to: 40 },
      { from: 44, to: 48 },
    ]);
  });

  it.for([
    { name: 'more index entries than rpm allows', at: 1, to: [1, 0, 0], code: 'limit-exceeded' },
    { name: 'more data than rpm allows', at: 4, to: [0x10, 0, 0, 1], code: 'limit-exceeded' },
    { name: 'data beyond the blob', at: 6, to: [1, 0], code: 'truncated' },
    { name: 'a negative offset', at: 16, to: [255, 255, 255, 255], code: 'malformed' },
    { name: 'an offset beyond the data', at: 16, to: [0, 0, 1, 0], code: 'malformed' },
    { name: 'a text of another type', at: 12, to: [0, 0, 0, 4], code: 'malformed' },
    { name: 'a text of two', at: 20, to: [0, 0, 0, 2], code: 'malformed' },
    { name: 'a text without an end', at: 24, to: [65, 65, 65, 65], code: 'malformed' },
  ])('refuses $name', ({ at, to, code }) => {
    const bytes = plainRpmHeader([{ tag: 1000, text: 'one' }]);
    bytes.set(to, at);
    expect(() => text(new RpmHeader(bytes).text('name'))).toThrow(
      expect.objectContaining({ name: 'ParseError', diagnostic: expect.objectContaining({ code }) }),
    );
  });

  it.for([
    { name: 'integers beyond the data', value: { tag: 1003, integers: [1] }, count: 2 },
    { name: 'more integers than any package has files', value: { tag: 1003, integers: [1] }, count: 0x7f_ff_ff_ff },
  ])('refuses $name', ({ value, count }) => {
    const bytes = plainRpmHeader([value]);
    new DataView(bytes.buffer).setUint32(20, count);
    expect(() => new RpmHeader(bytes).integers('epoch')).toThrow(ParseError);
  });

  test('every prefix', () => readsEveryPrefix(good, readAll));
  test('any byte', () => readsFlippedBytes(good, readAll, { runs: 2000 }));
});

describe('checkHeaderDigest', () => {
  const changed = (at: number) => {
    const bytes = good.slice();
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return new RpmHeader(bytes);
  };
  const { data } = new RpmHeader(good);
  // The region: nine entries of its index, and its data with the trailer.
  const regionEnd = data.from + new DataView(good.buffer).getInt32(16) + 16;

  test('a header that fits, and one that states no digest', () => {
    expect(checkHeaderDigest(new RpmHeader(good))).toBe(true);
    expect(checkHeaderDigest(new RpmHeader(rpmHeader([{ tag: 1000, text: 'n' }], [], false)))).toBe(false);
  });

  test('any changed byte of the region is found', () => {
    const passed: number[] = [];
    const offsets = [
      ...Array.from({ length: 9 * 16 }, (_, i) => 8 + i),
      ...Array.from({ length: regionEnd - data.from }, (_, i) => data.from + i),
    ];
    for (const at of offsets) {
      try {
        if (checkHeaderDigest(changed(at))) passed.push(at);
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
    }
    expect(passed).toEqual([]);
  });

  test('a digest without a region that it could be of', () => {
    const header = new RpmHeader(plainRpmHeader([{ tag: 273, text: 'ab' }]));
    expect(() => checkHeaderDigest(header)).toThrow(/no immutable region/);
  });

  test('SHA-1, where it is all there is', () => {
    const header = new RpmHeader(rpmHeader([{ tag: 1000, text: 'n' }], [{ tag: 269, text: 'ab' }], false));
    expect(() => checkHeaderDigest(header)).toThrow(/expected ab/);
  });
});

describe('readFileList', () => {
  const listOf = (...tags: Parameters<typeof plainRpmHeader>[0]) =>
    readFileList(new RpmHeader(plainRpmHeader(tags)), pathBudget());
  const names = [
    { tag: 1116, integers: [1, 0, 1] },
    { tag: 1117, texts: ['x', '', 'y\xe9'] },
    { tag: 1118, texts: ['/', '/usr/'] },
  ];
  const plain = { digest: '', flags: 0, state: 0 };

  it.for([
    { name: 'no files', tags: [], want: [] },
    {
      name: 'names alone',
      tags: names,
      want: [
        { ...plain, path: '/usr/x' },
        { ...plain, path: '/' },
        { ...plain, path: '/usr/y\xe9' },
      ],
    },
    {
      name: 'all that is stated',
      tags: [
        ...names,
        { tag: 1029, integers: [0, 1, 255], width: 1 as const },
        { tag: 1035, texts: ['ab', '', 'cd'] },
        { tag: 1037, integers: [0, 64, 1] },
      ],
      want: [
        { path: '/usr/x', digest: 'ab', flags: 0, state: 0 },
        { path: '/', digest: '', flags: 64, state: 1 },
        { path: '/usr/y\xe9', digest: 'cd', flags: 1, state: 255 },
      ],
    },
    {
      name: 'whole paths of an old header',
      tags: [{ tag: 1027, texts: ['/a', '/b/c'] }],
      want: [
        { ...plain, path: '/a' },
        { ...plain, path: '/b/c' },
      ],
    },
  ])('$name', ({ tags, want }) => {
    expect(listOf(...tags)).toEqual(want);
  });

  it.for([
    { name: 'a directory that is not there', tags: [{ ...names[0]!, integers: [0, 2, 0] }, names[1]!, names[2]!] },
    { name: 'fewer directories than names', tags: [{ ...names[0]!, integers: [0, 0] }, names[1]!, names[2]!] },
    { name: 'fewer digests than names', tags: [...names, { tag: 1035, texts: ['ab'] }] },
    { name: 'more states than names', tags: [...names, { tag: 1029, integers: [0, 0, 0, 0], width: 1 as const }] },
    {
      name: 'a path that no system can have',
      tags: [names[0]!, names[1]!, { tag: 1118, texts: ['/', `/${'d'.repeat(4096)}/`] }],
    },
  ])('refuses $name', ({ tags }) => {
    expect(() => listOf(...tags)).toThrow(ParseError);
  });

  test('shared directories cannot make a small header huge', () => {
    const count = 100_000;
    const header = new RpmHeader(
      plainRpmHeader([
        { tag: 1116, integers: Array.from({ length: count }, () => 0) },
        { tag: 1117, texts: Array.from({ length: count }, () => 'x') },
        { tag: 1118, texts: [`/${'d'.repeat(4000)}/`] },
      ]),
    );
    expect(() => readFileList(header, pathBudget())).toThrow(/rpm file lists/);
  });
});

describe.skipIf(corpus === undefined)('a real header', () => {
  const bytes = () => new Uint8Array(readFileSync(corpusFile('pkgdb', 'rpm', 'claircore-package.header')));

  test('fits the digest that it states', () => {
    expect(checkHeaderDigest(new RpmHeader(bytes()))).toBe(true);
  });
  test('every prefix', () => readsEveryPrefix(bytes(), readAll, 97));
  test('any byte', () => readsFlippedBytes(bytes(), readAll, { runs: 300 }));
});
