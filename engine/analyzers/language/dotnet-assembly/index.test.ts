import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { assemblyFile } from '#engine/testing/dotnet-files.ts';
import { peFile } from '#engine/testing/executable-files.ts';
import { dotnetAssembly } from './index.ts';

const analyze = (bytes: Uint8Array) => factsOf(dotnetAssembly.analyze({ bytes }));

describe('language/dotnet-assembly', () => {
  const bytes = assemblyFile('Library', 'TargetFrameworkAttribute', '.NETCoreApp,Version=v8.0');

  it('cites what it states: changing a byte of it changes the claim', () => {
    const facts = analyze(bytes);
    expect(facts).toMatchObject([
      { name: 'Library', version: '1.2.3.4', targetFramework: '.NETCoreApp,Version=v8.0', informationalVersion: null },
    ]);
    for (const { from, to } of facts[0]?.cited.segments ?? [])
      for (let at = from; at < to; at++) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(analyze(changed), `byte ${at}`).not.toEqual(facts);
      }
  });

  it('a native program states none', () => {
    expect(dotnetAssembly.analyze({ bytes: peFile([{ name: '.text', data: Buffer.from('code') }]) })).toEqual({
      status: 'complete',
      facts: [],
    });
  });
});
