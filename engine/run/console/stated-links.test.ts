import { describe, expect, it } from 'vitest';
import { macho } from '#engine/analyzers/binary/macho/index.ts';
import { elf } from '#engine/analyzers/binary/elf/index.ts';
import { elfProgram } from '#engine/testing/elf-files.ts';
import { machoWithEveryPart } from '#engine/testing/macho-files.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { ElfFact } from '#shared/model/facts/native.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { statedLinks } from './stated-links.ts';

describe('what an executable says that it needs', () => {
  const [program] = factsOf(elf.analyze({ bytes: elfProgram({ interp: '/lib/ld.so', needed: ['liba.so'] }) }));

  it('is what stands in it: names, the loader, and where to look', () => {
    const fact: ElfFact = { ...(program as ElfFact), rpath: '$ORIGIN/../lib:/opt', runpath: '/usr/own' };
    expect(statedLinks(fact)).toEqual({
      kind: 'elf',
      needed: ['liba.so'],
      interp: '/lib/ld.so',
      searched: [
        { tag: 'RPATH', text: '$ORIGIN/../lib:/opt' },
        { tag: 'RUNPATH', text: '/usr/own' },
      ],
    });
    const [mac] = factsOf(macho.analyze({ bytes: machoWithEveryPart() }));
    expect(statedLinks(mac as Fact)).toEqual({
      kind: 'macho',
      needed: [12, 32, 2_147_483_672, 2_147_483_679, 2_147_483_683].map((load) => `/usr/lib/lib${load}.dylib`),
      interp: '@loader_path/x',
      searched: [{ tag: 'RPATH', text: '@loader_path/x' }],
    });
  });

  it('is nothing for a file that names nothing, and for what is no executable', () => {
    const [library] = factsOf(elf.analyze({ bytes: elfProgram({ soname: 'libc.so.6' }) }));
    expect(statedLinks(library as Fact)).toBe(undefined);
    expect(statedLinks({ kind: 'file-list', files: [] })).toBe(undefined);
  });
});
