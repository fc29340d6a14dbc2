import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { parseApkChecksum } from './parse-checksum.ts';
import { readApkInstalledDb } from './read-installed-db.ts';

const shape = (text: string): string[] =>
  [...readApkInstalledDb(text)].map(({ fields, files, problems }) =>
    [
      ...[...fields.values()].map(({ letter, value }) => `${letter}=${value}`),
      ...files.map(({ path, checksum }) => `${path}${checksum === undefined ? '' : `#${checksum}`}`),
      ...problems.map(({ code }) => code),
    ].join(' '),
  );

describe('readApkInstalledDb', () => {
  it.for<[name: string, text: string, want: string[]]>([
    ['nothing', '', []],
    ['one record without a line feed at the end', 'P:a\nV:1', ['P=a V=1']],
    ['two records', 'P:a\n\nP:b\n\n', ['P=a', 'P=b']],
    ['values that are empty or hold colons', 'P:\nD:so:x=1\n', ['P= D=so:x=1']],
    [
      'files with and without checksums',
      'F:bin\nM:0:0:1777\nR:sh\na:0:0:777\nZ:Q1x\nR:ls\nF:\nR:init\nZ:Q1y\n',
      ['bin/sh#Q1x bin/ls init#Q1y'],
    ],
    ['a checksum of no file', 'Z:Q1x\nF:bin\nR:sh\n', ['bin/sh']],
    ['a path out of the root, its checksum with it', 'F:bin\nR:../../x\nZ:Q1x\nR:sh\n', ['bin/sh malformed']],
    ['a file without a name', 'F:bin\nR:\n', ['malformed']],
    ['lower-case letters that apk does not know', 'P:a\nz:1\n', ['P=a z=1']],
    ['an upper-case letter that apk does not know', 'P:a\nX:1\nV:2\n', ['P=a V=2 malformed']],
    ['a line that is no field', 'P:a\njunk\nV:2\n', ['P=a V=2 malformed']],
    ['a repeated line that makes no identity', 'T:a\nT:b\n', ['T=a']],
    ['no blank line between two records', 'P:a\nV:1\nP:b\nV:2\n', ['P=a V=1 malformed']],
    ['a very long value', `P:a\nD:${'x'.repeat(500_000)}\nV:1`, [`P=a D=${'x'.repeat(500_000)} V=1`]],
  ])('%s', ([, text, want]) => {
    expect(shape(text)).toEqual(want);
  });

  it('survives every cut and any lines', () => {
    const all = (bytes: Uint8Array): unknown => [...readApkInstalledDb(Buffer.from(bytes).toString('latin1'))];
    readsEveryPrefix(Buffer.from('C:Q1x\nP:a\nV:1\nF:b\nR:c\nZ:Q1z\n\nP:d\n'), all);
    const line = fc.constantFrom('P:a', 'V:1', 'F:..', 'F:x', 'R:y', 'Z:', 'X:', '', 'a', ':', '\0');
    fc.assert(
      fc.property(fc.array(line), (lines) => readsOrRefuses(Buffer.from(lines.join('\n')), all, lines.join('|'))),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readsOrRefuses(bytes, all, 'bytes')));
  });
});

describe('parseApkChecksum', () => {
  it('reads what an independent implementation writes', () => {
    for (const [digit, alg] of [
      ['1', 'sha1'],
      ['2', 'sha256'],
    ] as const) {
      const digest = createHash(alg).update('x').digest();
      const want = { alg, hex: digest.toString('hex') };
      expect(parseApkChecksum(`Q${digit}${digest.toString('base64')}`)).toEqual(want);
      expect(parseApkChecksum(`X${digit}${digest.toString('hex')}`)).toEqual(want);
    }
  });

  it.for([
    '',
    'Q',
    'Q1',
    'Q1AAAA',
    `Q3${'A'.repeat(28)}`,
    `Q1${'*'.repeat(28)}`,
    `Q2${'A'.repeat(28)}`,
    `X1${'A'.repeat(40)}`,
    `X1${'a'.repeat(39)}`,
  ])('refuses %j', (text) => {
    expect(parseApkChecksum(text)).toBeUndefined();
  });
});
