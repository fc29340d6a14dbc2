import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elfProgram } from '#engine/testing/elf-files.ts';
import { elfFile } from '#engine/testing/executable-files.ts';
import { inlineBuildInfo, moduleText } from '#engine/testing/go-build-info.ts';
import { madePackage } from '#engine/testing/rpm-header.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { Decoded } from '#shared/model/decoded.ts';
import type { DiffId } from '#shared/model/digest.ts';
import type { Locator } from '#shared/model/evidence.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { contentInMemory } from '../file-content.ts';
import { decode, inFile } from './decode.ts';

function locatorOf(path: string, segments: readonly ByteRange[], kind: Locator['kind'] = 'bytes'): Locator {
  return {
    layerIndex: 0,
    diffId: `sha256:${'d'.repeat(64)}` as DiffId,
    path,
    container: [],
    kind,
    segments,
    sha256: sha256(''),
  };
}

function decoded(
  path: string,
  bytes: Uint8Array,
  segments: readonly ByteRange[],
  kind?: Locator['kind'],
): Promise<Decoded> {
  return decode(contentInMemory(bytes, sha256(bytes), 'pack'), locatorOf(path, segments, kind));
}

/** Where some words stand in a file. */
function rangeOf(bytes: Uint8Array, words: string): ByteRange {
  const from = Buffer.from(bytes).indexOf(words, 0, 'latin1');
  if (from < 0) throw new Error(`${words} is not there`);
  return { from, to: from + Buffer.byteLength(words, 'latin1') };
}

/** Each field as `name = value`, `*` where it is cited, and the bytes of its ranges. */
function told(bytes: Uint8Array, answer: Decoded): [string, ...string[]][] {
  if (answer.state !== 'decoded') throw new Error(JSON.stringify(answer));
  return answer.fields.map(({ name, value, ranges, cited }) => [
    `${cited ? '*' : ''}${name} = ${value}`,
    ...ranges.map(({ from, to }) => Buffer.from(bytes).toString('latin1', from, to)),
  ]);
}

const STATUS = Buffer.from('Package: a\nVersion: 1\n\nPackage: b\nVersion: 2\nDepends: a,\n c\n\n');

describe('cited bytes as what they say', () => {
  it.for<[what: string, path: string, bytes: Buffer, cited: string, format: string, want: [string, ...string[]][]]>([
    [
      'a dpkg stanza',
      'var/lib/dpkg/status',
      STATUS,
      'Package: b\nVersion: 2\n',
      'deb822',
      [
        ['*Package = b', 'Package: b\n'],
        ['*Version = 2', 'Version: 2\n'],
        ['Depends = a, c', 'Depends: a,\n c\n'],
      ],
    ],
    [
      'an apk record',
      'lib/apk/db/installed',
      Buffer.from('P:one\nV:1\n\nP:two\nV:2-r0\nL:MIT\nF:bin\nR:two\n\n'),
      'P:two\nV:2-r0\n',
      'apk-record',
      [
        ['*P (name) = two', 'P:two\n'],
        ['*V (version) = 2-r0', 'V:2-r0\n'],
        ['L (licence) = MIT', 'L:MIT\n'],
      ],
    ],
    [
      'package.json',
      'srv/node_modules/x/package.json',
      Buffer.from('{"name": "x", "version":"1.0",\n "dependencies": {"y": "^1"}}'),
      '"x"',
      'json',
      [
        ['*/name = "x"', '"name": "x"'],
        ['/version = "1.0"', '"version":"1.0"'],
        ['/dependencies = {"y": "^1"}', '"dependencies": {"y": "^1"}'],
      ],
    ],
    [
      'a deep member, by its pointer',
      'srv/App.deps.json',
      Buffer.from('{"a":1,"libraries":{"b/1":{"type":"package"},"c~/2":{"type":"package","x":[1,{"y":2}]}}}'),
      '"y":2',
      'json',
      [
        ['/a = 1', '"a":1'],
        ['*/libraries/c~0~12/x/1/y = 2', '"y":2'],
      ],
    ],
    [
      'a dist-info',
      'usr/lib/python3/site-packages/x-1.dist-info/METADATA',
      Buffer.from('Metadata-Version: 2.1\nName: x\nVersion: 1\n\nText: no\n'),
      'Name: x\nVersion: 1\n',
      'metadata',
      [
        ['metadata-version = 2.1', 'Metadata-Version: 2.1\n'],
        ['*name = x', 'Name: x\n'],
        ['*version = 1', 'Version: 1\n'],
      ],
    ],
    [
      'pom.properties',
      'META-INF/maven/g/a/pom.properties',
      Buffer.from('#made\ngroupId=g\nartifactId: a\nversion=1\n'),
      'groupId=g\n',
      'properties',
      [
        ['*groupId = g', 'groupId=g\n'],
        ['artifactId = a', 'artifactId: a\n'],
        ['version = 1', 'version=1\n'],
      ],
    ],
    [
      'os-release',
      'usr/lib/os-release',
      Buffer.from('ID=debian\nVERSION_ID="12"\n'),
      'ID=debian\n',
      'os-release',
      [
        ['*ID = debian', 'ID=debian\n'],
        ['VERSION_ID = "12"', 'VERSION_ID="12"\n'],
      ],
    ],
    [
      'a line with the line feed before it',
      'var/lib/dpkg/status',
      STATUS,
      '\nVersion: 2\n',
      'deb822',
      [
        ['Package = b', 'Package: b\n'],
        ['*Version = 2', 'Version: 2\n'],
        ['Depends = a, c', 'Depends: a,\n c\n'],
      ],
    ],
  ])('%s', async ([, path, bytes, cited, format, want]) => {
    const answer = await decoded(path, bytes, [rangeOf(bytes, cited)], 'lines');
    expect(answer).toMatchObject({ state: 'decoded', format, omitted: 0 });
    expect(told(bytes, answer)).toEqual(want);
  });

  it('a citation that begins with the line feed before is of its own stanza', async () => {
    const { from, to } = rangeOf(STATUS, '\nPackage: b');
    const answer = await decoded('var/lib/dpkg/status', STATUS, [{ from, to }], 'lines');
    expect(told(STATUS, answer)[0]).toEqual(['*Package = b', 'Package: b\n']);
  });

  it('an ELF file: entries with the strings that they point to', async () => {
    const bytes = elfProgram({ interp: '/lib/ld.so', needed: ['liba.so.1', 'libb.so.2'], soname: 'me.so' });
    const answer = await decoded('usr/bin/x', bytes, [{ from: 0, to: 20 }]);
    expect(answer).toMatchObject({ state: 'decoded', format: 'elf-dynamic' });
    const rows = told(bytes, answer);
    const named = rows.filter(([field]) => /^(NEEDED|SONAME)/.test(field));
    expect(named.map(([field, , text]) => [field, text])).toEqual([
      ['NEEDED = liba.so.1', 'liba.so.1\0'],
      ['NEEDED = libb.so.2', 'libb.so.2\0'],
      ['SONAME = me.so', 'me.so\0'],
    ]);
    // DT_NEEDED is 1, in a 64-bit little-endian word.
    expect(named[0]?.[1]?.slice(0, 8)).toBe('\u0001\0\0\0\0\0\0\0');
    expect(named[0]?.[1]?.length).toBe(16);
  });

  it('the build information of a Go program, by the lines that go prints', async () => {
    const modules = moduleText([
      'path\texample.com/app',
      'mod\texample.com/app\tv1\th1:a=',
      'dep\texample.com/lib\tv2\th1:b=',
      '=>\texample.com/fork\tv3\th1:c=',
      'build\t-trimpath=true',
    ]);
    const bytes = elfFile([{ name: '.go.buildinfo', data: inlineBuildInfo('go1.22.3', modules), writable: true }]);
    const line = rangeOf(bytes, 'dep\texample.com/lib\tv2\th1:b=\n');
    const answer = await decoded('usr/bin/app', bytes, [line]);
    expect(answer).toMatchObject({ state: 'decoded', format: 'go-buildinfo' });
    expect(told(bytes, answer).map(([field]) => field)).toEqual([
      'go version = go1.22.3',
      '*path = example.com/app',
      'mod = example.com/app v1 h1:a=',
      '*dep = example.com/lib v2 h1:b= => example.com/fork v3 h1:c=',
      'build -trimpath = true',
    ]);
  });

  it('an rpm row in pieces: tags with their places in the file', async () => {
    const header = madePackage({ name: 'zlib', version: '1.2', licence: 'Zlib' });
    const cut = header.length >> 1;
    const bytes = Buffer.concat([Buffer.alloc(10), header.subarray(0, cut), Buffer.alloc(7), header.subarray(cut)]);
    const segments = [
      { from: 10, to: 10 + cut },
      { from: 17 + cut, to: bytes.length },
    ];
    const answer = await decoded('var/lib/rpm/rpmdb.sqlite', bytes, segments, 'row');
    expect(answer).toMatchObject({ state: 'decoded', format: 'rpm-header' });
    const name = told(bytes, answer).find(([field]) => field.startsWith('*name'));
    expect(name?.[0]).toBe('*name (1000) = zlib');
    expect(name?.slice(2).join('')).toBe('zlib\0');
  });

  it.for([
    ['no known format', 'etc/passwd', 'root:x\n', 'unknown-format'],
    ['an empty file', 'var/lib/dpkg/status', '', 'unknown-format'],
    ['no JSON', 'x.json', '{"a"', 'malformed'],
    ['a cut ELF file', 'x', '\x7fELF\x02\x01\x01', 'malformed'],
  ] as const)('%s is said to be that', async ([, path, text, state]) => {
    expect(await decoded(path, Buffer.from(text, 'latin1'), [{ from: 0, to: 1 }])).toMatchObject({ state });
  });

  it('any bytes under any name are an answer', async () => {
    const names = [
      'var/lib/dpkg/status',
      'lib/apk/db/installed',
      'a.json',
      'METADATA',
      'pom.properties',
      'os-release',
      'x',
    ];
    const good = [STATUS, elfProgram({ needed: ['a'] }), Buffer.from('{"a":[{"b":1}]}'), madePackage({ name: 'x' })];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc
            .tuple(fc.constantFrom(...good), fc.nat(), fc.nat(255))
            .map(([bytes, at, value]) => Buffer.from(bytes).fill(value, at % bytes.length, (at % bytes.length) + 1)),
        ),
        fc.nat(300),
        fc.nat(300),
        fc.constantFrom('lines', 'row', 'json', 'bytes'),
        async (path, bytes, a, b, kind) => {
          const answer = await decoded(path, bytes, [{ from: Math.min(a, b), to: Math.max(a, b) }], kind);
          expect(['decoded', 'unknown-format', 'malformed']).toContain(answer.state);
          if (answer.state === 'decoded' && kind !== 'row')
            for (const { ranges } of answer.fields)
              for (const { from, to } of ranges) expect([from <= to, to <= bytes.length]).toEqual([true, true]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('every prefix of a program is an answer', async () => {
    const bytes = elfProgram({ interp: '/lib/ld.so', needed: ['liba.so.1'] });
    for (let length = 0; length < bytes.length; length++)
      expect(['decoded', 'unknown-format', 'malformed']).toContain(
        (await decoded('x', bytes.subarray(0, length), [])).state,
      );
  });
});

it.for<[range: ByteRange, want: ByteRange[]]>([
  [{ from: 0, to: 3 }, [{ from: 10, to: 13 }]],
  [
    { from: 3, to: 7 },
    [
      { from: 13, to: 15 },
      { from: 20, to: 22 },
    ],
  ],
  [{ from: 5, to: 9 }, [{ from: 20, to: 24 }]],
  [{ from: 9, to: 12 }, [{ from: 24, to: 25 }]],
])('a range of joined segments in the file: %s', ([range, want]) => {
  expect(
    inFile(range, [
      { from: 10, to: 15 },
      { from: 20, to: 25 },
    ]),
  ).toEqual(want);
});
