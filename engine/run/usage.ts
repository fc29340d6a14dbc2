import { programsOf } from '#engine/usage/programs.ts';
import { usageOf } from '#engine/usage/usage-of.ts';
import type { CodeClosure } from '#shared/model/code-graph.ts';
import type { EntryTrace, TraceHints } from '#shared/model/entry-trace.ts';
import type { Usage } from '#shared/model/usage.ts';
import { closureOf } from './closures.ts';
import { elfFacts, type FactsOf, imageLinks } from './links.ts';
import { type TraceSubject, traceWith } from './trace.ts';

/** What an image's start reaches, and the trace that it is made from. */
export type TracedUsage = Readonly<{ trace: EntryTrace; usage: Usage }>;

/** What the start of an image reaches. Nothing is run. @param hints values instead of the image's own */
export async function usageWith(subject: TraceSubject, facts: FactsOf, hints: TraceHints = {}): Promise<TracedUsage> {
  const { tree, components, files } = subject;
  const trace = await traceWith(subject, hints);
  const closures: CodeClosure[] = [];
  const cache = new Map();
  for (const program of programsOf(trace)) closures.push(await closureOf(program, { tree, files, facts, cache }));
  const elfOf = elfFacts(facts);
  const usage = await files.complete((read) =>
    usageOf({ trace, components, tree, closures, links: imageLinks(tree, elfOf, read) }),
  );
  return { trace, usage };
}
