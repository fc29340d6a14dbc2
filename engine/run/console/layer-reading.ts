import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Analyzer, analyzerKey } from '#engine/analyzers/analyzer.ts';
import { Dispatch } from '#engine/analyzers/dispatch.ts';
import { type StatedPackage, STATING, statedPackages } from '#engine/compose/stated-packages.ts';
import {
  entryKind,
  entryPath,
  entrySha256,
  entryType,
  LAYER_INDEX_VERSION,
  type LayerIndex,
} from '#engine/layers/layer-index.ts';
import { type FactReader, openFactReader, setContentKey, type Store } from '#engine/store/index.ts';
import type { DiffId, Sha256 } from '#shared/model/digest.ts';
import type { Fact } from '#shared/model/fact.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { ProgramKind, StatedLinks } from '#shared/model/so-far.ts';
import { loadIndex } from '../stored-image.ts';
import { LayerNames } from './layer-names.ts';
import { statedLinks } from './stated-links.ts';

/** What the files of one finished layer state, each by itself. */
export type LayerReading = Readonly<{
  /** Each package once, with the first file that states it. */
  packages: readonly StatedPackage[];
  /** By path. */
  links: readonly Omit<StatedLinks, 'layer'>[];
  programs: ReadonlyMap<ProgramKind, number>;
}>;

/** Kept of one layer, to be shown: more than any distribution installs. */
const MOST_KEPT = 20_000;
/** Entries after which others get their turn: some milliseconds. */
const STRETCH = 2000;
const PROGRAMS: readonly Fact['kind'][] = ['elf', 'pe', 'macho'] satisfies ProgramKind[];

/** Analyzers whose facts are asked for here; of the others, which are most, nothing is looked up. */
export function statingAnalyzers(enabled: readonly Analyzer[]): Analyzer[] {
  return enabled.filter(({ emits }) => emits.some((kind) => STATING.includes(kind) || PROGRAMS.includes(kind)));
}

/**
 * Reads what is in the store of a layer: its index, and the facts of what lies in it. Nothing is merged and nothing is analyzed, so a
 * database of several files (rpm's), which is read only in the merged tree, is there if an earlier scan has read the same one.
 *
 * @returns undefined: the layer is not in the store
 */
export async function readFinishedLayer(
  store: Store,
  analyzers: readonly Analyzer[],
  diffId: DiffId,
): Promise<LayerReading | undefined> {
  const record = await store.reader.findLayer(diffId);
  if (record?.indexVersion !== LAYER_INDEX_VERSION) return undefined;
  const index = await loadIndex(store, record);
  using facts = openFactReader(store.dataDir);
  const reading = new Reading(index, facts);
  const dispatch = new Dispatch(analyzers);
  for (let row = 0; row < index.count; row++) {
    if (row % STRETCH === STRETCH - 1) await nextTurn();
    if (entryType(index, row) !== 'file') continue;
    const path = entryPath(index, row);
    const kind = entryKind(index, row);
    if (kind === 'elf' || kind === 'pe' || kind === 'macho') reading.count(kind);
    const wanting = new Set([...dispatch.byPath(path), ...dispatch.byMagic(kind)]);
    for (const analyzer of wanting) reading.add(path, entrySha256(index, row), analyzer);
    if (dispatch.isSetMember(path)) reading.addMember(path, entrySha256(index, row));
  }
  for (const analyzer of analyzers) reading.addSets(analyzer);
  return reading.end();
}

class Reading {
  readonly #facts: FactReader;
  readonly #names: LayerNames;
  /** By what they are about. */
  readonly #packages = new Map<string, StatedPackage>();
  readonly #links: Omit<StatedLinks, 'layer'>[] = [];
  readonly #programs = new Map<ProgramKind, number>();
  /** Files that may be part of a set, by path. */
  readonly #members = new Map<string, Sha256>();

  constructor(index: LayerIndex, facts: FactReader) {
    this.#facts = facts;
    this.#names = new LayerNames(index);
  }

  count(kind: ProgramKind): void {
    this.#programs.set(kind, (this.#programs.get(kind) ?? 0) + 1);
  }

  add(path: string, sha256: Sha256, analyzer: Pick<Analyzer, 'id' | 'version'>): void {
    const outcome = this.#facts.get(sha256, analyzerKey(analyzer));
    for (const fact of outcome ? factsOf(outcome) : []) {
      const links = statedLinks(fact);
      if (links && this.#links.length < MOST_KEPT) this.#links.push({ path: printPath(path), ...links });
      for (const one of statedPackages(fact, path as RootPath, this.#names)) {
        const key = JSON.stringify([one.type, one.name, one.version]);
        if (!this.#packages.has(key) && this.#packages.size < MOST_KEPT) this.#packages.set(key, one);
      }
    }
  }

  addMember(path: string, sha256: Sha256): void {
    this.#members.set(path, sha256);
  }

  /** Databases of several files, as they lie in this layer. */
  addSets(analyzer: Analyzer): void {
    if (analyzer.reads !== 'set') return;
    for (const directory of analyzer.directories) {
      const members = analyzer.members.flatMap((name) => {
        const sha256 = this.#members.get(`${directory}/${name}`);
        return sha256 === undefined ? [] : [[name, sha256] as const];
      });
      const [first] = members;
      if (first?.[0] === analyzer.members[0])
        this.add(`${directory}/${first[0]}`, setContentKey(Object.fromEntries(members)), analyzer);
    }
  }

  end(): LayerReading {
    return {
      packages: [...this.#packages.values()],
      links: this.#links.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
      programs: this.#programs,
    };
  }
}
