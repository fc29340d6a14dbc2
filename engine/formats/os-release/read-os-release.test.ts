import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readOsRelease } from './read-os-release.ts';

describe('readOsRelease', () => {
  // The values are what a POSIX shell gives for these lines, but for the last group.
  it.for<[line: string, value: string]>([
    ['K=debian', 'debian'],
    ['K=', ''],
    ['K=""', ''],
    ['K="a b"', 'a b'],
    ["K='a b'", 'a b'],
    [String.raw`K="a\"b\\c\$d"`, String.raw`a"b\c$d`],
    ['K="\\`"', '`'],
    [String.raw`K="a\nb"`, String.raw`a\nb`],
    [String.raw`K='a\"b'`, String.raw`a\"b`],
    [String.raw`K=a\ b\"`, 'a b"'],
    [`K=a'b c'"d e"f`, 'ab cd ef'],
    ['K=" a "', ' a '],
    ['K=a#b', 'a#b'],
    ['K=a # comment', 'a'],
    ['K="a" # "comment"', 'a'],
    ['  K=a  ', 'a'],
    ['K=a\r', 'a'],
    // A shell would run `Linux` as a command; systemd and people mean this.
    ['K=Foo Linux 3 ', 'Foo Linux 3'],
    ['K=$HOME', '$HOME'],
  ])('%s', ([line, value]) => {
    expect(readOsRelease(line)).toEqual({
      assignments: [{ key: 'K', value, from: 0, to: line.length }],
      diagnostics: [],
    });
  });

  it.for(['K="a', "K='a", 'K', '=a', '1K=a', 'K =a', 'export K=a', '\0', String.raw`K="a\"`])('refuses %s', (line) => {
    const text = `A=1\n${line}\nB=2\n`;
    const { assignments, diagnostics } = readOsRelease(text);
    expect(assignments.map(({ key }) => key)).toEqual(['A', 'B']);
    expect(diagnostics).toMatchObject([{ code: 'malformed', at: { from: 4, to: 4 + line.length } }]);
  });

  it('skips comments and blank lines, and keeps repeated keys in order', () => {
    expect(readOsRelease('# K=0\n\n \n K=1\nK=2').assignments).toEqual([
      { key: 'K', value: '1', from: 9, to: 14 },
      { key: 'K', value: '2', from: 14, to: 17 },
    ]);
  });

  it('survives every cut and any bytes', () => {
    const all = (bytes: Uint8Array): unknown => readOsRelease(Buffer.from(bytes).toString('latin1'));
    readsEveryPrefix(Buffer.from(String.raw`A="x\"y\\" 'z'#` + "\nB='q'\nC=\\"), all);
    const piece = fc.constantFrom('K=', '"', "'", '\\', '#', ' ', '\n', 'a', '\0', '=');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => readsOrRefuses(Buffer.from(pieces.join('')), all, pieces.join(''))),
    );
  });
});
