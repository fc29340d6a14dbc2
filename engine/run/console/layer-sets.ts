import { type Analyzer, analyzerKey, type SetAnalyzer } from '#engine/analyzers/analyzer.ts';
import { runSetAnalyzer } from '#engine/analyzers/host.ts';
import { entrySha256, type LayerIndex } from '#engine/layers/layer-index.ts';
import { type FactReader, type LayerRecord, setContentKey, type Store } from '#engine/store/index.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import { Contents } from '../contents.ts';

/** A database of several files, named by the first of them. */
export type LayerSet = Readonly<{ path: string; outcome: Outcome<Fact> }>;

type Parts = Readonly<{ store: Store; facts: FactReader; record: LayerRecord; index: LayerIndex }>;

/**
 * Databases of several files (rpm's with SQLite) as they lie in one layer. A scan reads them in the merged tree, where a file of them
 * may be another layer's; so what is not known yet is made here from the bytes that were kept of the layer, and not stored.
 *
 * @param rows of files that may be part of one, by path
 */
export async function layerSets(
  analyzers: readonly Analyzer[],
  rows: ReadonlyMap<string, number>,
  parts: Parts,
): Promise<LayerSet[]> {
  const found: LayerSet[] = [];
  for (const analyzer of analyzers) {
    if (analyzer.reads !== 'set') continue;
    for (const directory of analyzer.directories) {
      const members = new Map(
        analyzer.members.flatMap((name) => {
          const row = rows.get(`${directory}/${name}`);
          return row === undefined ? [] : [[name, row] as const];
        }),
      );
      const [first] = analyzer.members;
      // Without its first member the set is no database.
      const outcome = members.has(first) ? await outcomeOf(analyzer, members, parts) : undefined;
      if (outcome) found.push({ path: `${directory}/${first}`, outcome });
    }
  }
  return found;
}

async function outcomeOf(
  analyzer: SetAnalyzer,
  members: ReadonlyMap<string, number>,
  { store, facts, record, index }: Parts,
): Promise<Outcome<Fact> | undefined> {
  const digests = [...members].map(([name, row]) => [name, entrySha256(index, row)] as const);
  const known = facts.get(setContentKey(Object.fromEntries(digests)), analyzerKey(analyzer));
  if (known) return known;
  await using contents = new Contents([{ index, packSha256: record.packSha256, blob: null }], store.blobs);
  const bytes = await contents.read([...members.values()].map((row) => ({ layer: 0, row })));
  const whole = [...members.keys()].flatMap((name, at) => {
    const content = bytes[at];
    return content ? [[name, content] as const] : [];
  });
  return whole.length === members.size ? runSetAnalyzer(analyzer, Object.fromEntries(whole)) : undefined;
}
