import type { CodeClosure } from '#shared/model/code-graph.ts';
import type { Component } from '#shared/model/component.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';
import type { RootView } from '#shared/model/tree.ts';
import type { Usage } from '#shared/model/usage.ts';
import { componentUsage } from './component-usage.ts';
import { codeSteps, linkedFiles, linkSteps } from './code-steps.ts';
import { linkClosure } from './links/link-closure.ts';
import type { LinkInput } from './links/types.ts';
import { openPoints } from './open-points.ts';
import { withPassedLinks } from './passed-links.ts';
import { type FileStep, reach } from './reach.ts';
import { realPlaces } from './real-places.ts';
import { runtimeSteps } from './runtime.ts';

export type UsageInput = Readonly<{
  trace: EntryTrace;
  components: readonly Component[];
  tree: RootView;
  /** What each program of the trace reaches through its module system. */
  closures: readonly CodeClosure[];
  /** For the dynamic linker; the variables are those of the program. */
  links: Omit<LinkInput, 'env' | 'cwd'>;
}>;

/** Joins what the trace starts with what that links, loads and imports, and tells of each component whether it is among it. */
export function usageOf({ trace, components, tree, closures, links }: UsageInput): Usage {
  const steps: FileStep[] = [...runtimeSteps(tree, trace.hops), ...closures.flatMap(codeSteps)];
  for (const { path, ...process } of linkedFiles(trace, steps)) {
    const closure = linkClosure({ ...links, ...process }, path);
    if (closure !== undefined) steps.push(...linkSteps(path, closure));
  }
  const files = withPassedLinks(tree, trace.hops, reach(trace, steps));
  const open = openPoints(trace, closures);
  const found = componentUsage(components, files, open, realPlaces(tree));
  const count = (select: (one: (typeof found)[number]) => boolean): number => found.filter(select).length;
  return {
    outcome: trace.outcome,
    hints: trace.hints,
    files,
    open,
    components: found,
    counts: {
      reached: count(({ state }) => state === 'reached'),
      notReached: count(({ state }) => state === 'notReached'),
      possible: count(({ strength }) => strength === 'possible'),
      open: count(({ strength }) => strength === 'open'),
    },
  };
}
