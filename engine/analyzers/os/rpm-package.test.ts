import { describe, expect, it, test } from 'vitest';
import { joinPieces } from '#engine/bytes/pieced-bytes.ts';
import { type MadePackage, madePackage, plainRpmHeader } from '#engine/testing/rpm-header.ts';
import type { PackageFact } from '#shared/model/fact.ts';
import { type Outcome, factsOf } from '#shared/model/outcome.ts';
import { rpmPackages } from './rpm-rows.ts';

function analyze(...blobs: Uint8Array[]): Outcome<PackageFact> {
  const bytes = Buffer.concat(blobs);
  let from = 0;
  const rows = blobs.map((blob, i) => {
    const header = joinPieces([bytes], [{ file: 0, from, to: from + blob.byteLength }]);
    from += blob.byteLength;
    return { row: { number: i + 1, header } };
  });
  return rpmPackages(rows, [{ bytes }]);
}
const factOf = (made: Partial<MadePackage>) => factsOf(analyze(madePackage({ name: 'n', ...made })))[0];
const tag = (number: number, text: string) => ({ tag: number, text });

test('everything that is stated', () => {
  const fact = factOf({
    name: 'caf\xc3\xa9',
    version: '1.2',
    release: '3.el9',
    arch: 'x86_64',
    sourceRpm: 'drinks-all-9-8.el9.src.rpm',
    licence: 'MIT AND Andr\xe9',
    more: [
      { tag: 1003, integers: [4] },
      { tag: 1004, texts: ['Hot', 'Heiß'], translated: true },
      { tag: 1006, integers: [1_600_000_000] },
      { tag: 1009, integers: [11] },
      tag(1011, 'Vendor'),
      { tag: 1016, texts: ['Unspecified'], translated: true },
      tag(1020, 'https://example.org/'),
      tag(5096, 'mod:1:2:3'),
    ],
    added: [
      { tag: 261, bytes: Uint8Array.of(0xab, 0x0c) },
      { tag: 1008, integers: [4_000_000_000] },
    ],
  });
  const cited = expect.anything();
  expect(fact).toEqual({
    kind: 'package',
    type: 'rpm',
    name: 'café',
    version: '4:1.2-3.el9',
    arch: 'x86_64',
    source: { name: 'drinks-all', version: '9-8.el9' },
    state: 'installed',
    licence: { text: String.raw`MIT AND Andr\xe9`, cited },
    details: {
      epoch: '4',
      release: '3.el9',
      vendor: 'Vendor',
      sourceRpm: 'drinks-all-9-8.el9.src.rpm',
      modularityLabel: 'mod:1:2:3',
      group: 'Unspecified',
      summary: 'Hot',
      url: 'https://example.org/',
      buildTime: '1600000000',
      installTime: '4000000000',
      installedSize: '11',
      sigMd5: 'ab0c',
    },
    files: [],
    cited,
  });
});

describe('what a row may leave out or say in another way', () => {
  it.for([
    { name: 'no epoch', given: {}, want: { version: '1-2' } },
    {
      name: 'an epoch of zero',
      given: { more: [{ tag: 1003, integers: [0] }] },
      want: { version: '1-2', details: { epoch: '0' } },
    },
    { name: 'no architecture', given: { arch: null }, want: { arch: null } },
    { name: 'no source package', given: { sourceRpm: null }, want: { source: null } },
    {
      name: 'a source package of another form',
      given: { sourceRpm: 'x' },
      want: { source: null, details: { sourceRpm: 'x' } },
    },
    {
      name: 'a source package by its name, epoch, version and release',
      given: { sourceRpm: null, more: [tag(5120, 's-1:2-3'), { tag: 1106, integers: [1] }] },
      want: { source: { name: 's', version: '1:2-3' } },
    },
    { name: 'no licence', given: { licence: '' }, want: { licence: null } },
    {
      name: 'a large size',
      given: { more: [{ tag: 5009, integers: [2 ** 40], width: 8 as const }] },
      want: { details: { installedSize: '1099511627776' } },
    },
  ] satisfies { name: string; given: Partial<MadePackage>; want: object }[])('$name', ({ given, want }) => {
    expect(factOf(given)).toMatchObject(want);
  });
});

describe('rows that are no installed packages', () => {
  it.for([
    { name: 'an imported key', made: { name: 'gpg-pubkey', arch: null, sourceRpm: null }, count: 0 },
    { name: 'a package that only has the name of one', made: { name: 'gpg-pubkey' }, count: 1 },
    { name: 'a source package', made: { name: 'n', sourceRpm: null, more: [{ tag: 1106, integers: [1] }] }, count: 0 },
  ] satisfies { name: string; made: MadePackage; count: number }[])('$name', ({ made, count }) => {
    expect(analyze(madePackage(made))).toMatchObject({
      status: 'complete',
      facts: Array.from({ length: count }, () => ({})),
    });
    expect(factsOf(analyze(madePackage(made)))).toHaveLength(count);
  });
});

describe('files', () => {
  const list = (names: string[], ...more: NonNullable<MadePackage['more']>) => [
    { tag: 1116, integers: names.map(() => 0) },
    { tag: 1117, texts: names },
    { tag: 1118, texts: ['/usr/'] },
    ...more,
  ];
  const hex = (digits: number) => 'a'.repeat(digits);

  it.for([
    {
      name: 'MD5 where no algorithm is stated',
      algorithm: undefined,
      digits: 32,
      digest: { alg: 'md5', hex: hex(32) },
    },
    { name: 'MD5', algorithm: 1, digits: 32, digest: { alg: 'md5', hex: hex(32) } },
    { name: 'SHA-1', algorithm: 2, digits: 40, digest: { alg: 'sha1', hex: hex(40) } },
    { name: 'SHA-256', algorithm: 8, digits: 64, digest: { alg: 'sha256', hex: hex(64) } },
    { name: 'SHA-512', algorithm: 10, digits: 128, digest: { alg: 'sha512', hex: hex(128) } },
    { name: 'another algorithm', algorithm: 9, digits: 96, digest: undefined },
    { name: 'a digest of the wrong length', algorithm: 8, digits: 40, digest: undefined },
    { name: 'no digest: a directory or link', algorithm: 8, digits: 0, digest: undefined },
  ])('$name', ({ algorithm, digits, digest }) => {
    const more = list(['a'], { tag: 1035, texts: [hex(digits)] });
    if (algorithm !== undefined) more.push({ tag: 5011, integers: [algorithm] });
    expect(factOf({ more })?.files).toEqual([digest === undefined ? { path: 'usr/a' } : { path: 'usr/a', digest }]);
  });

  test('ghosts, and files that were not installed, may be absent', () => {
    const more = list(['ghost', 'config', 'replaced', 'coloured', 'plain'], { tag: 1037, integers: [64, 1, 0, 0, 0] });
    const added = [{ tag: 1029, integers: [0, 0, 1, 4, 0], width: 1 as const }];
    expect(factOf({ more, added })?.files).toEqual([
      { path: 'usr/ghost', optional: true },
      { path: 'usr/config' },
      { path: 'usr/replaced', optional: true },
      { path: 'usr/coloured', optional: true },
      { path: 'usr/plain' },
    ]);
  });

  test('names are bytes, and never lead out of the root', () => {
    const found = analyze(madePackage({ name: 'n', more: list(['caf\xe9', '../../etc/passwd', 'x//y/./z']) }));
    expect(factsOf(found)[0]?.files).toEqual([{ path: 'usr/caf\xe9' }, { path: 'usr/x/y/z' }]);
    expect(found).toMatchObject({
      status: 'partial',
      diagnostics: [{ code: 'malformed', what: 'rpm file path of package row 1' }],
    });
  });
});

describe('bad rows', () => {
  const good = madePackage({ name: 'good' });

  it.for([
    { name: 'no name', blob: plainRpmHeader([tag(1001, '1'), tag(1002, '1')]), code: 'missing' },
    { name: 'an empty name', blob: madePackage({ name: '' }), code: 'missing' },
    { name: 'no version', blob: plainRpmHeader([tag(1000, 'n'), tag(1002, '1')]), code: 'missing' },
    { name: 'no release', blob: plainRpmHeader([tag(1000, 'n'), tag(1001, '1')]), code: 'missing' },
    { name: 'nothing', blob: new Uint8Array(), code: 'truncated' },
    { name: 'half a header', blob: good.slice(0, 60), code: 'truncated' },
  ])('$name: told, and the others stay', ({ blob, code }) => {
    const found = analyze(good, blob, good);
    expect(factsOf(found).map((fact) => fact.name)).toEqual(['good', 'good']);
    expect(found).toMatchObject({ diagnostics: [{ code, what: expect.stringMatching(/ of package row 2$/) }] });
  });

  test('a diagnostic says where in the file the bad bytes are', () => {
    const bad = plainRpmHeader([tag(1000, 'n')]);
    bad[15] = 4;
    expect(analyze(good, bad)).toMatchObject({
      diagnostics: [{ code: 'malformed', at: { from: good.byteLength + 8, to: good.byteLength + 24 } }],
    });
  });
});

describe('evidence', () => {
  test('a row cites its blob, a licence the entry and the text that state it', () => {
    const first = madePackage({ name: 'first' });
    const [, fact] = factsOf(analyze(first, madePackage({ name: 'second', licence: 'GPL-2.0-only' })));
    const at = first.byteLength;
    expect(fact?.cited).toMatchObject({ kind: 'row', segments: [{ from: at }] });
    expect(fact?.licence?.cited.segments.map(({ from, to }) => to - from)).toEqual([16, 'GPL-2.0-only\0'.length]);
  });
});
