import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import type { PurlParts } from './purl-parts.ts';
import { formatPurl, parsePurl } from './purl.ts';

type Given = { [K in keyof PurlParts]: PurlParts[K] | null };
type SuiteCase = {
  description: string;
  test_type: 'parse' | 'build' | 'validate';
  input: unknown;
  expected_output: unknown;
  expected_failure: boolean;
};

/** Cases of the official suite that are outside, each with its reason. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'git parse pkg:git/codeberg.org/forgejo/forgejo@a72d2c07cfca03b55371089de6aa230d8c951fa0': 'the name holds a slash',
  'git build pkg:git/codeberg.org/forgejo/forgejo@a72d2c07cfca03b55371089de6aa230d8c951fa0': 'the name holds a slash',
  'git parse pkg:git/codeberg.org/forgejo/forgejo@a72d2c07cfca03b55371089de6aa230d8c951fa0#options/locale_readme.md':
    'the name holds a slash',
  'git build pkg:git/codeberg.org/forgejo/forgejo@a72d2c07cfca03b55371089de6aa230d8c951fa0#options/locale_readme.md':
    'the name holds a slash',
  'git validate pkg:git/github/package-url/purl-spec@244fd47e07d1004f0aed9c':
    'case depends on the host in the namespace',
};

const parts = (given: Given): PurlParts => ({
  type: given.type ?? '',
  namespace: given.namespace,
  name: given.name ?? '',
  version: given.version,
  qualifiers: given.qualifiers ?? {},
  subpath: given.subpath,
});

/** What this code answers in the suite's terms; null for a refusal. */
function answer({ test_type, input }: SuiteCase): unknown {
  if (test_type === 'build') return formatPurl(parts(input as Given)) ?? null;
  const parsed = parsePurl(String(input)) ?? null;
  return test_type === 'parse' || parsed === null ? parsed : (formatPurl(parsed) ?? null);
}

describe.skipIf(corpus === undefined)('the official test suite', () => {
  const folder = corpusFile('standards/purl/tests');
  const cases = (corpus === undefined ? [] : readdirSync(folder).sort()).flatMap((file) =>
    (JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as { tests: SuiteCase[] }).tests.map((given) => {
      const about =
        given.test_type === 'build'
          ? given.expected_output
          : given.test_type === 'parse'
            ? given.input
            : given.expected_output;
      return { ...given, id: `${file.replace('-test.json', '')} ${given.test_type} ${String(about)}` };
    }),
  );

  it('is all there', () => {
    expect(cases.length).toBe(328);
    expect(Object.keys(OUTSIDE).filter((id) => !cases.some((given) => given.id === id))).toEqual([]);
  });

  it.for(cases.filter(({ id }) => OUTSIDE[id] === undefined))('$id', (given) => {
    const want =
      given.test_type === 'parse' && !given.expected_failure
        ? parts(given.expected_output as Given)
        : given.expected_output;
    expect(answer(given)).toEqual(given.expected_failure ? null : want);
  });
});

describe('formatPurl', () => {
  const base: PurlParts = { type: 'generic', namespace: null, name: 'a', version: null, qualifiers: {}, subpath: null };

  it.for([
    [{ version: '1:2.4.47-2+b1~rc' }, 'pkg:generic/a@1:2.4.47-2%2Bb1~rc'],
    [{ name: "it's(a)*!" }, 'pkg:generic/it%27s%28a%29%2A%21'],
    [{ name: 'caf\u00e9 %@/\u0007' }, 'pkg:generic/caf%C3%A9%20%25%40%2F%07'],
    [{ name: '\ud800' }, 'pkg:generic/%EF%BF%BD'],
    [{ qualifiers: { z: '1', A: 'b', gone: '' } }, 'pkg:generic/a?a=b&z=1'],
    [{ namespace: '/x//y/', subpath: './p/../q/' }, 'pkg:generic/x/y/a#p/q'],
    [{ name: '' }, undefined],
    [{ type: '1x' }, undefined],
    [{ qualifiers: { a: '1', A: '2' } }, undefined],
  ] as const)('%j → %s', ([given, want]) => {
    expect(formatPurl({ ...base, ...given })).toBe(want);
  });
});

test('what is written is read back', () => {
  const word = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.isWellFormed());
  const arbitrary = fc.record({
    type: fc.constantFrom('deb', 'rpm', 'apk', 'generic', 'npm'),
    name: word,
    version: word,
    arch: word,
  });
  fc.assert(
    fc.property(arbitrary, ({ type, name, version, arch }) => {
      const text = formatPurl({ type, namespace: 'n', name, version, qualifiers: { arch }, subpath: null }) ?? '';
      const lower = type === 'deb' || type === 'apk';
      expect(text).toMatch(/^[\w:/.@?=%~-]+$/);
      expect(parsePurl(text)).toMatchObject({ name: lower ? name.toLowerCase() : name, version, qualifiers: { arch } });
      expect(formatPurl(parsePurl(text) ?? expect.fail())).toBe(text);
    }),
  );
});

test('any text is a purl or is not', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parsePurl(`pkg:${text}`)));
  expect(parsePurl('pkg:generic/%FF')).toBeUndefined();
  expect(parsePurl('pkg:generic/a?x=1&x=2')).toBeUndefined();
});
