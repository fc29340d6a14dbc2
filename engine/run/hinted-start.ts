import { type ImageRecord, openFactReader, type Store } from '#engine/store/index.ts';
import type { TraceHints } from '#shared/model/entry-trace.ts';
import { type HintedStart, MOST_REACH_CHANGES, type ReachChange } from '#shared/model/hinted-start.ts';
import type { ComponentUsage, Usage } from '#shared/model/usage.ts';
import { StoredFiles } from './image-files.ts';
import { storedFacts } from './links.ts';
import { type StoredImage, unreadLayers } from './stored-image.ts';
import { usageWith } from './usage.ts';

/**
 * Traces the start of a scanned image once more, with values that a person gives, and compares what is reached with what is without them.
 *
 * @param proven what is reached with the image's own values
 */
export async function hintedStart(
  store: Store,
  image: ImageRecord,
  stored: StoredImage,
  proven: Pick<Usage, 'counts'> & Readonly<{ components: readonly Pick<ComponentUsage, 'key' | 'state'>[] }>,
  hints: TraceHints,
): Promise<HintedStart> {
  await using files = new StoredFiles(store, image, stored);
  using facts = openFactReader(store.dataDir);
  const components = await store.reader.listComponents(image.imageId);
  const subject = { config: image.config, tree: stored.tree, components, files, unread: unreadLayers(stored) };
  const { trace, usage } = await usageWith(subject, storedFacts(facts), hints);
  const names = new Map(components.map(({ key, name, version }) => [key, { name, version }]));
  const before = new Map(proven.components.map(({ key, state }) => [key, state]));
  const changes = usage.components.flatMap(({ key, state }): ReachChange[] => {
    const from = before.get(key);
    const named = names.get(key);
    return from === undefined || named === undefined || from === state ? [] : [{ key, ...named, from, to: state }];
  });
  return {
    trace,
    before: proven.counts,
    after: usage.counts,
    changes: changes.slice(0, MOST_REACH_CHANGES),
    changed: changes.length,
  };
}
