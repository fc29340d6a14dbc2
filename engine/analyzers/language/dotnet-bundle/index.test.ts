import { describe, expect, it } from 'vitest';
import { diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { bundleFile, depsJson } from '#engine/testing/dotnet-files.ts';
import { dotnetBundle } from './index.ts';

const DEPS = depsJson({ 'A/1.0.0': { type: 'package', files: { runtime: { 'lib/A.dll': {} } } } });

describe('language/dotnet-bundle', () => {
  it('cites tokens of the deps.json inside at their places in the file', () => {
    const bytes = bundleFile('elf', [{ path: 'x.deps.json', content: DEPS, type: 3 }]);
    const [fact] = factsOf(dotnetBundle.analyze({ bytes }));
    expect(fact?.bundled).toEqual(['x.deps.json']);
    const cited = fact?.libraries[0]?.cited.segments.map(({ from, to }) => bytes.toString('latin1', from, to));
    expect(cited?.sort()).toEqual([
      '".NETCoreApp,Version=v8.0"',
      '".NETCoreApp,Version=v8.0"',
      '"A/1.0.0"',
      '"A/1.0.0"',
      '"libraries"',
      '"name"',
      '"package"',
      '"runtimeTarget"',
      '"targets"',
      '"type"',
      '{"runtime":{"lib/A.dll":{}}}',
    ]);
  });

  it.for([
    ['a later version', bundleFile('elf', [], 7), 'unsupported'],
    ['a deps.json that is none', bundleFile('elf', [{ path: 'x', content: 'x', type: 3 }]), 'malformed'],
  ] as const)('says what it cannot read: %s', ([, bytes, code]) => {
    expect(diagnosticsOf(dotnetBundle.analyze({ bytes }))).toMatchObject([{ code }]);
  });
});
