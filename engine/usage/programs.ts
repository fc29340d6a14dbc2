import type { CodeLanguage } from '#shared/model/code-graph.ts';
import type { EntryTrace, Hop } from '#shared/model/entry-trace.ts';

/** An interpreter that the trace starts, with what it is given to load. */
export type Program = Readonly<{ language: CodeLanguage; hop: Hop; loads: readonly Hop[] }>;

const LANGUAGES: Readonly<Record<string, CodeLanguage>> = { java: 'java', node: 'node', python: 'python' };

/** Interpreters whose requests for modules are followed, each start of them once. */
export function programsOf({ hops }: Pick<EntryTrace, 'hops'>): Program[] {
  const loads = Map.groupBy(
    hops.filter(({ kind, status }) => kind === 'load' && status !== 'notTaken'),
    ({ parent }) => parent,
  );
  return hops.flatMap((hop) => {
    const language = hop.program !== null && Object.hasOwn(LANGUAGES, hop.program) ? LANGUAGES[hop.program] : undefined;
    return language === undefined || hop.kind === 'load' || hop.status === 'notTaken'
      ? []
      : [{ language, hop, loads: loads.get(hop.id) ?? [] }];
  });
}
