import type { Fact } from '#shared/model/fact.ts';
import type { StatedLinks } from '#shared/model/so-far.ts';

type Stated = Omit<StatedLinks, 'path' | 'layer'>;

/** What an executable says that it needs, as it is written there: nothing is looked for. undefined: it names nothing. */
export function statedLinks(fact: Fact): Stated | undefined {
  const stated = linksIn(fact);
  return stated && (stated.needed.length > 0 || stated.interp !== null) ? stated : undefined;
}

function linksIn(fact: Fact): Stated | undefined {
  switch (fact.kind) {
    case 'elf':
      return {
        kind: 'elf',
        needed: fact.needed,
        interp: fact.interp,
        searched: [
          ...(fact.rpath === null ? [] : [{ tag: 'RPATH' as const, text: fact.rpath }]),
          ...(fact.runpath === null ? [] : [{ tag: 'RUNPATH' as const, text: fact.runpath }]),
        ],
      };
    case 'pe':
      return {
        kind: 'pe',
        needed: unique([...fact.imports, ...fact.delayImports].map(({ dll }) => dll)),
        interp: null,
        searched: [],
      };
    case 'macho':
      return {
        kind: 'macho',
        needed: unique(fact.programs.flatMap(({ libraries }) => libraries.map(({ path }) => path))),
        interp: fact.programs.find(({ linker }) => linker !== null)?.linker ?? null,
        searched: unique(fact.programs.flatMap(({ rpaths }) => rpaths)).map((text) => ({ tag: 'RPATH', text })),
      };
    default:
      return undefined;
  }
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
