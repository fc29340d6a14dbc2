import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { bitnamiSpdx } from './bitnami-spdx/index.ts';
import { condaMeta } from './conda-meta/index.ts';
import { phpInstalled } from './php-installed/index.ts';

const samples = {
  bitnami: {
    documentDescribes: ['a'],
    packages: [
      {
        SPDXID: 'a',
        name: 'redis',
        versionInfo: '7.2.0-1',
        licenseDeclared: 'BSD-3-Clause',
        externalRefs: [{ referenceLocator: 'pkg:bitnami/redis@7.2.0-1?arch=amd64' }],
      },
    ],
  },
  conda: { name: 'zlib', version: '1', build: 'h0', license: 'Zlib', files: ['lib/x'], depends: ['a 1'] },
  php: [{ name: 'a/b', version: '1', license: ['MIT'], require: { 'c/d': '*' } }],
};

/** The raw token that each sample is named by. */
const NAMES = { bitnami: '"redis"', conda: '"zlib"', php: '"a/b"' };

describe.for([
  ['bitnami', bitnamiSpdx],
  ['conda', condaMeta],
  ['php', phpInstalled],
] as const)('%s', ([name, analyzer]) => {
  const analyze = (bytes: Uint8Array) => analyzer.analyze({ bytes });

  it('states its package, and cites no blank', () => {
    const text = JSON.stringify(samples[name], null, 2);
    const [fact] = factsOf(analyze(Buffer.from(text)));
    expect(fact?.licences).toHaveLength(1);
    const cited = fact?.cited.segments.map(({ from, to }) => text.slice(from, to)) ?? [];
    expect(cited.slice(cited.indexOf('"name"')).slice(0, 2)).toEqual(['"name"', NAMES[name]]);
    for (const part of cited) expect(part).toBe(part.trim());
  });

  it('survives every cut, and any values', () => {
    readsEveryPrefix(Buffer.from(JSON.stringify(samples[name])), analyze);
    const value = fc.jsonValue({ maxDepth: 3 });
    const one = fc.record({
      name: value,
      version: value,
      license: value,
      files: value,
      packages: value,
      require: value,
    });
    fc.assert(
      fc.property(fc.oneof(one, fc.array(one)), (json) =>
        readsOrRefuses(Buffer.from(JSON.stringify(json)), analyze, JSON.stringify(json)),
      ),
    );
  });
});
