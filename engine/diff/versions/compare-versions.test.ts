import { compare as comparePep440 } from '@renovatebot/pep440';
import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, it, test } from 'vitest';
import { limits } from '#engine/bytes/limits.ts';
import { compareVersions, directionOf } from './compare-versions.ts';

/** Versions from old to new as the ecosystem's own documents have them; `=` joins those that are the same. */
const ORDERED: readonly (readonly [type: string, ordered: string])[] = [
  // deb-version(7), Debian policy §5.6.12
  ['deb', '~~ ~~a ~ 1.0~rc1 1.0=1.0-0=0:1.0 1.0-1 1.0-1.1 1.0+b1 1.0.1 1:0.1'],
  ['opkg', '1.0-r1 1.0-r2 1.0-r10'],
  // rpm-version(7)
  ['rpm', '1.0~rc1-1 1.0~rc1^git1-1 1.0-1 1.0^20210501-1 1.0.1-1=1_0_1-1 1.0.1-2 2:0.1-1'],
  // apk-package(5)
  ['apk', '1.0_alpha 1.0_beta2 1.0_pre1 1.0_rc1 1.0 1.0-r1 1.0_p1 1.0a 1.0.09 1.0.1 1.0.10'],
  // POM reference, "Version order specification"
  ['maven', '1-alpha-1=1a1 1-beta 1-m3 1-rc=1-cr 1-SNAPSHOT 1=1.0=1-ga=1-final 1-sp 1-foo 1-1 1.1'],
  // Semantic Versioning 2.0.0 §11
  [
    'npm',
    '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0=1.0.0+build 1.0.1',
  ],
  ['cargo', '1.0.0-alpha 1.0.0 2.0.0 2.1.0 2.1.1'],
  // PyPA specifications, "Version specifiers"
  ['pypi', '1.0.dev1 1.0a1=1.0-ALPHA.1 1.0b2 1.0rc1 1.0=1.0.0=v1.0 1.0+abc 1.0+5 1.0.post1=1.0-1 1.1.dev1 1!0.1'],
  // "Package versioning"
  ['nuget', '1.0.1-aaa 1.0.1-alpha=1.0.1-ALPHA 1.0.1-beta 1.0.1-zzz 1.0.1=1.0.1.0=1.0.1+meta 1.0.1.1'],
  // Go Modules Reference
  ['golang', 'v1.2.2 v1.2.3-0.20191109021931-daa7c04131f5 v1.2.3-pre v1.2.3 v2.0.0+incompatible'],
  ['golang', 'go1.22beta1 go1.22rc1 go1.22=go1.22.0=1.22 go1.22.1 go1.100'],
  // Gem::Version
  ['gem', '1.0.a 1.0.b1 1.0=1=1.0.0 1.0.1 1.1.rc1 1.1'],
  // vercmp(8)
  ['alpm', '1.0a 1.0b 1.0beta 1.0p 1.0pre 1.0rc 1.0 1.0.a 1.0.1 1:0.5'],
  // version_compare
  ['composer', '1.0-dev 1.0-alpha1=1.0a1 1.0-beta2 1.0-RC1 1.0=v1.0 1.0.1 1.0-pl1'],
  // conda documentation, VersionOrder
  [
    'conda',
    '0.4=0.4.0 0.4.1.rc=0.4.1.RC 0.4.1 0.5a1 0.5b3 0.5C1 0.5 0.9.6 0.960923 1.0 1.1dev1 1.1_ 1.1a1 1.1.0dev1=1.1.dev1 1.1.a1 1.1.0rc1 ' +
      '1.1.0=1.1 1.1.0post1=1.1.post1 1.1post1 1996.07.12 1!0.4.1 1!3.1.1.6 2!0.4.1',
  ],
  // package_version
  ['cran', '0.9 0.10 0.10-1=0.10.1 1.0'],
];

describe('order', () => {
  it.for(ORDERED)('%s: %s', ([type, ordered]) => {
    const ranked = ordered.split(' ').flatMap((same, rank) => same.split('=').map((version) => ({ version, rank })));
    for (const a of ranked)
      for (const b of ranked)
        expect([a.version, b.version, compareVersions(type, a.version, b.version)]).toEqual([
          a.version,
          b.version,
          Math.sign(a.rank - b.rank),
        ]);
  });

  it.for([
    ['generic', '1', '2'],
    ['bin', '1', '2'],
    ['npm', '1.0', '1.1'],
    ['cargo', 'latest', '1.0.0'],
    ['golang', '(devel)', 'v1.0.0'],
    ['golang', 'v1.22.0', 'go1.21'],
    ['nuget', '1.0.0.0.0', '1.0'],
    ['gem', 'one', '1'],
    ['conda', '1..0', '1.0'],
    ['cran', '1.0a', '1.0'],
    ['deb', '', '1'],
    ['deb', '1', '1'.repeat(limits.versionLength + 1)],
  ] as const)('%s: %s and %s have none that is known', ([type, a, b]) => {
    expect([compareVersions(type, a, b), compareVersions(type, b, a)]).toEqual([undefined, undefined]);
  });
});

test.for([
  ['deb', '1.0', '1.1', 'up'],
  ['deb', '1.1', '1.0', 'down'],
  ['deb', '1.0', '1.0-0', 'unknown'],
  ['pypi', '1.0', '2004d', 'unknown'],
  ['apk', '1.0', '1.0bc', 'unknown'],
  ['generic', '1', '2', 'unknown'],
] as const)('direction, %s: %s to %s is %s', ([type, before, after, expected]) => {
  expect(directionOf(type, before, after)).toBe(expected);
});

const small = fc.integer({ min: 0, max: 3 });
const maybe = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), text);
const numbers = (least: number, most: number): fc.Arbitrary<string> =>
  fc.array(small, { minLength: least, maxLength: most }).map((all) => all.join('.'));
const after = (words: readonly string[]): fc.Arbitrary<string> =>
  maybe(fc.tuple(fc.constantFrom(...words), small).map(([word, number]) => `${word}${number}`));
const identifiers = fc.array(fc.constantFrom('0', '1', '12', 'a', 'rc', '1a', '-'), { minLength: 1, maxLength: 3 });

test('npm: as the semver package', () => {
  const version = fc.tuple(
    numbers(3, 3),
    maybe(identifiers.map((all) => `-${all.join('.')}`)),
    maybe(fc.constant('+b')),
  );
  fc.assert(
    fc.property(version, version, (x, y) => {
      const [a, b] = [x.join(''), y.join('')];
      expect([a, b, compareVersions('npm', a, b)]).toEqual([a, b, semver.compare(a, b)]);
    }),
    { numRuns: 1000 },
  );
});

test('pypi: as the pep440 package', () => {
  const version = fc.tuple(
    maybe(fc.constantFrom('0!', '1!')),
    numbers(1, 3),
    after(['a', '.beta', 'rc', '-c', '_alpha.', 'pre']),
    after(['.post', '-', 'r', '_rev-']),
    after(['.dev', 'dev', '-dev.']),
    maybe(fc.constantFrom('+a', '+1', '+a.1', '+10', '+ab-c')),
  );
  fc.assert(
    fc.property(version, version, (x, y) => {
      const [a, b] = [x.join(''), y.join('')];
      expect([a, b, compareVersions('pypi', a, b)]).toEqual([a, b, Math.sign(comparePep440(a, b))]);
    }),
    { numRuns: 1000 },
  );
});

test('an order is an order, whatever the texts', () => {
  const text = fc.stringMatching(/^[0-9a-c.~^_:+-]{0,8}$/);
  const types = ORDERED.map(([type]) => type);
  fc.assert(
    fc.property(fc.constantFrom(...types), text, text, text, (type, a, b, c) => {
      const [ab, ba, bc, ac] = [
        compareVersions(type, a, b),
        compareVersions(type, b, a),
        compareVersions(type, b, c),
        compareVersions(type, a, c),
      ];
      expect(ba).toBe(ab === undefined || ab === 0 ? ab : -ab);
      // Maven's own order is not transitive for odd versions, and neither is pacman's.
      if (type !== 'maven' && type !== 'alpm' && ab === -1 && bc === -1)
        expect([type, a, b, c, ac]).toEqual([type, a, b, c, -1]);
    }),
    { numRuns: 3000 },
  );
});
