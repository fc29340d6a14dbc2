import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { isApkVersion } from './apk.ts';
import { compareVersions, directionOf } from './compare-versions.ts';
import { orderSegments } from './rpm.ts';

/** Rows of `a b expected`; where the note says so, the source knows only that `a` is not newer. */
function vectors(name: string): { a: string; b: string; expected: number; mayBeEqual: boolean }[] {
  const [, ...lines] = readFileSync(corpusFile('versions', name), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [a = '', b = '', expected = '', , note = ''] = line.split('\t');
      return { a, b, expected: Number(expected), mayBeEqual: note.includes('may be equal') };
    });
}

/** Maven itself (3.8.7, 3.9.11, 4.0.0-rc-4) calls these two the same; the row is another scanner's expectation. */
const WRONG_IN_CORPUS = new Set(['2.0.a : 2.0.0.a expected -1, found 0 and 0']);

/** Rows that come out otherwise, read in both directions. */
function wrong(name: string, compare: (a: string, b: string) => number | undefined): string[] {
  return vectors(name).flatMap(({ a, b, expected, mayBeEqual }) => {
    const found = [compare(a, b), compare(b, a)];
    const wanted = [expected, 0 - expected];
    if (found[0] === wanted[0] && found[1] === wanted[1]) return [];
    if (mayBeEqual && found[0] === 0 && found[1] === 0) return [];
    const line = `${a} : ${b} expected ${expected}, found ${found.join(' and ')}`;
    return WRONG_IN_CORPUS.has(line) ? [] : [line];
  });
}

describe.skipIf(!corpus)('versions of the corpus', () => {
  it.for([
    ['alpm', 'alpm.tsv'],
    ['apk', 'apk.tsv'],
    ['cargo', 'semver.tsv'],
    ['composer', 'composer.tsv'],
    ['cran', 'cran.tsv'],
    ['deb', 'deb.tsv'],
    ['gem', 'gem.tsv'],
    ['golang', 'golang.tsv'],
    ['maven', 'maven.tsv'],
    ['npm', 'npm-loose.tsv'],
    ['npm', 'semver.tsv'],
    ['nuget', 'nuget.tsv'],
    ['pypi', 'pypi.tsv'],
    ['rpm', 'rpm.tsv'],
  ] as const)('%s: %s', ([type, name]) => {
    expect(vectors(name).length).toBeGreaterThan(10);
    expect(wrong(name, (a, b) => compareVersions(type, a, b))).toEqual([]);
  });

  it('rpm: one field', () => {
    expect(wrong('rpmvercmp.tsv', orderSegments)).toEqual([]);
  });

  it('apk: what is no version has no direction', () => {
    const invalid = JSON.parse(readFileSync(corpusFile('versions', 'apk-invalid.json'), 'utf8')) as string[];
    expect(invalid.filter(isApkVersion)).toEqual([]);
    expect(new Set(invalid.map((text) => directionOf('apk', '0.1', text)))).toEqual(new Set(['unknown']));
  });
});
