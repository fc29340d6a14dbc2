import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { depsJson } from '#engine/testing/dotnet-files.ts';
import { dotnetDeps } from './index.ts';

const analyze = (text: string) => factsOf(dotnetDeps.analyze({ bytes: Buffer.from(text) }));

describe('language/dotnet-deps', () => {
  it('cites the library and its type: changing a byte of them changes the claim', () => {
    const text = depsJson({ 'A/1.0.0': { type: 'package', files: { runtime: { 'lib/A.dll': {} } } } });
    const read = (from: string) => {
      try {
        return analyze(from);
      } catch {
        return [];
      }
    };
    const facts = read(text);
    const [fact] = facts;
    const segments = fact?.kind === 'dotnet-deps' ? (fact.libraries[0]?.cited.segments ?? []) : [];
    expect(segments).toHaveLength(11);
    for (const { from, to } of segments)
      for (let at = from; at < to; at++)
        expect(read(`${text.slice(0, at)}~${text.slice(at + 1)}`), `byte ${at}`).not.toEqual(facts);
  });

  it('frameworks of a runtimeconfig.json', () => {
    const config = '{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"8.0.0"}}}';
    expect(analyze(config)).toEqual([
      { kind: 'dotnet-runtime-config', frameworks: [{ name: 'Microsoft.NETCore.App', version: '8.0.0' }] },
    ]);
  });
});
