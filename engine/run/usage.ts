import { type ImageRecord, openFactReader, type Store } from '#engine/store/index.ts';
import { programsOf } from '#engine/usage/programs.ts';
import { usageOf } from '#engine/usage/usage-of.ts';
import type { CodeClosure } from '#shared/model/code-graph.ts';
import type { EntryTrace, TraceHints } from '#shared/model/entry-trace.ts';
import type { Usage } from '#shared/model/usage.ts';
import { closureOf } from './closures.ts';
import { StoredFiles } from './image-files.ts';
import { elfFacts, type FactsOf, imageLinks, storedFacts } from './links.ts';
import { openStoredImage } from './stored-image.ts';
import { type TraceSubject, traceWith } from './trace.ts';

/** What an image's start reaches, and the trace that it is made from. */
export type TracedUsage = Readonly<{ trace: EntryTrace; usage: Usage }>;

/** What the start of a scanned image reaches, with the config's values or others. Nothing is run. */
export async function usageStored(store: Store, image: ImageRecord, hints: TraceHints = {}): Promise<TracedUsage> {
  const stored = await openStoredImage(store, image.imageId);
  const components = await store.reader.listComponents(image.imageId);
  await using files = new StoredFiles(store, image, stored);
  using facts = openFactReader(store.dataDir);
  const subject = { config: image.config, tree: stored.tree, components, files };
  return await usageWith(subject, storedFacts(facts), hints);
}

/** As {@link usageStored}, with what is open already. */
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
