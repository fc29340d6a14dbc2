import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { findRegistryPaths } from './find-registry-paths.ts';
import { readAuditData } from './read-audit-data.ts';

/** The example in cargo-auditable's PARSING.md, shortened. */
const LIST = {
  packages: [
    { name: 'adler', version: '0.2.3', source: 'crates.io' },
    { name: 'app', version: '0.1.0', source: 'local', dependencies: [0, 2], root: true },
    { name: 'cc', version: '1.0.0', source: 'crates.io', kind: 'build' },
  ],
  format: 8,
};

const read = (bytes: Uint8Array) => readAuditData(bytes, { from: 0, to: bytes.byteLength });
const zlib = (value: unknown): Buffer => deflateSync(JSON.stringify(value));

function refusal(bytes: Uint8Array): string {
  try {
    read(bytes);
  } catch (error) {
    if (error instanceof ParseError && 'found' in error.diagnostic) return error.diagnostic.found ?? '';
    if (error instanceof ParseError) return error.diagnostic.code;
    throw error;
  }
  return 'nothing';
}

const crate = (more: object) => ({ name: 'x', version: '1.0.0', source: 'crates.io', ...more });

describe('readAuditData', () => {
  it('reads the list, and no further than it goes', () => {
    const data = zlib(LIST);
    const { packages, compressed } = read(Buffer.concat([data, Buffer.alloc(100)]));
    expect(compressed).toEqual({ from: 0, to: data.byteLength });
    expect(packages).toEqual([
      { name: 'adler', version: '0.2.3', source: 'crates.io', kind: 'runtime', dependencies: [], root: false },
      { name: 'app', version: '0.1.0', source: 'local', kind: 'runtime', dependencies: [0, 2], root: true },
      { name: 'cc', version: '1.0.0', source: 'crates.io', kind: 'build', dependencies: [], root: false },
    ]);
  });

  it.for<[name: string, bytes: Uint8Array, found: string]>([
    ['no zlib', Buffer.from('nothing'), 'incorrect header check'],
    ['cut', zlib(LIST).subarray(0, 30), 'unexpected end of file'],
    ['no JSON', deflateSync('{'), "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
    ['no list', zlib({}), 'no list of packages'],
    ['no root', zlib({ packages: [crate({})] }), 'a list without exactly one root'],
    [
      'two roots',
      zlib({ packages: [crate({ root: true }), crate({ root: true })] }),
      'a list without exactly one root',
    ],
    [
      'an index outside',
      zlib({ packages: [crate({ root: true, dependencies: [1] })] }),
      'dependencies of x outside the list',
    ],
    [
      'an index that is none',
      zlib({ packages: [crate({ root: true, dependencies: [0.5] })] }),
      'dependencies of x outside the list',
    ],
    [
      'a circle',
      zlib({
        packages: [
          crate({ root: true, dependencies: [1] }),
          crate({ dependencies: [2] }),
          crate({ dependencies: [1] }),
        ],
      }),
      'crates that depend on each other',
    ],
    ['a bomb', deflateSync(Buffer.alloc(9 << 20, ' ')), 'limit-exceeded'],
  ])('refuses %s', ([, bytes, found]) => {
    expect(refusal(bytes)).toBe(found);
  });

  it('survives every cut, any change, and any list', () => {
    readsEveryPrefix(zlib(LIST), read);
    readsFlippedBytes(zlib(LIST), read, { runs: 1000 });
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            name: fc.string(),
            version: fc.string(),
            source: fc.string(),
            dependencies: fc.array(fc.nat(4)),
            root: fc.boolean(),
          }),
        ),
        (packages) => readsOrRefuses(zlib({ packages }), read, JSON.stringify(packages)),
      ),
    );
  });
});

describe('findRegistryPaths', () => {
  it.for<[text: string, want: string[]]>([
    ['/root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/memchr-2.7.4/src/lib.rs', ['memchr 2.7.4']],
    ['/usr/local/cargo/registry/src/github.com-1ecc6299db9ec823/sha1-asm-0.5.0-pre.1/x', ['sha1-asm 0.5.0-pre.1']],
    [
      String.raw`C:\Users\x\.cargo\registry\src\index.crates.io-6f17d22bba15001f\winapi-0.3.9\src\lib.rs`,
      ['winapi 0.3.9'],
    ],
    ['/registry/src/index.crates.io-6f17d22bba15001f/cut-1.0', []],
    ['/registry/src/elsewhere/a-1.0.0/src', []],
  ])('%s', ([text, want]) => {
    const bytes = Buffer.from(`before${text}after`);
    expect(
      findRegistryPaths(bytes, { from: 0, to: bytes.length }, ['/', '\\']).map(
        ({ name, version }) => `${name} ${version}`,
      ),
    ).toEqual(want);
  });
});
