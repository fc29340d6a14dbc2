import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { runFileAnalyzer } from '#engine/analyzers/host.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { zip } from '#engine/testing/zip.ts';
import { pythonEgg } from './index.ts';

const TEXT = 'Metadata-Version: 1.1\nName: a\nVersion: 1.0\nLicense: MIT\n';
const egg = (name: string, content = TEXT): Uint8Array =>
  zip([
    { name: 'a.py', content: '' },
    { name, content },
  ]);

describe('pythonEgg', () => {
  it('cites lines of the member', () => {
    const [fact] = factsOf(pythonEgg.analyze({ bytes: egg('EGG-INFO/PKG-INFO') }));
    expect(fact).toMatchObject({
      name: 'a',
      version: '1.0',
      cited: {
        container: ['EGG-INFO/PKG-INFO'],
        kind: 'lines',
        sha256: sha256('Metadata-Version: 1.1\nName: a\nVersion: 1.0\n'),
      },
    });
  });

  it.for<[name: string, bytes: Uint8Array, want: string]>([
    ['no metadata', egg('x/EGG-INFO/PKG-INFO'), 'complete'],
    ['no zip', Buffer.from('PK'), 'failed'],
    ['something else in its place', egg('EGG-INFO/PKG-INFO', '<html>'), 'complete'],
  ])('states nothing: %s', ([, bytes, want]) => {
    const found = runFileAnalyzer(pythonEgg, bytes);
    expect([found.status, factsOf(found)]).toEqual([want, []]);
  });

  it('survives every cut and any damage', () => {
    const whole = egg('EGG-INFO/PKG-INFO');
    readsEveryPrefix(whole, (bytes) => pythonEgg.analyze({ bytes }));
    fc.assert(
      fc.property(fc.nat(whole.byteLength - 1), fc.nat(255), (at, value) => {
        const bytes = Uint8Array.from(whole);
        bytes[at] = value;
        readsOrRefuses(bytes, (damaged) => pythonEgg.analyze({ bytes: damaged }), `${at}=${value}`);
      }),
    );
  });

  it.skipIf(corpus === undefined)('a real one', () => {
    const bytes = readFileSync(corpusFile('lang/python/fanal/kitchen-1.2.6-py2.7.egg'));
    expect(factsOf(pythonEgg.analyze({ bytes })).map(({ name, version }) => [name, version])).toEqual([
      ['kitchen', '1.2.6'],
    ]);
  });
});
