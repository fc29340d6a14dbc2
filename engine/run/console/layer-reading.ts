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
import { openFactReader, type Store } from '#engine/store/index.ts';
import type { DiffId } from '#shared/model/digest.ts';
import type { Fact } from '#shared/model/fact.ts';
import { factsOf, type Outcome } from '#shared/model/outcome.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { ProgramKind, StatedLinks } from '#shared/model/so-far.ts';
import { loadIndex } from '../stored-image.ts';
import { LayerNames } from './layer-names.ts';
import { layerSets } from './layer-sets.ts';
import { statedLinks } from './stated-links.ts';

/** What the files of one finished layer state, each by itself. */
export type LayerReading = Readonly<{
  /** Each package once, with the first file that states it. */
  packages: readonly StatedPackage[];
  /** By path. */
  links: readonly Omit<StatedLinks, 'layer'>[];
  programs: ReadonlyMap<ProgramKind, number>;
  /** Were more found than are kept? */
  more: Readonly<{ packages: boolean; links: boolean }>;
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
 * Reads what is in the store of a layer: its index, and the facts of what lies in it. Nothing is merged, and nothing is analyzed but
 * databases of several files.
 *
 * @returns undefined: the layer is not in the store
 */
export async function readFinishedLayer(
  store: Store,
  analyzers: readonly Analyzer[],
  diffId: DiffId,
  most = MOST_KEPT,
): Promise<LayerReading | undefined> {
  const record = await store.reader.findLayer(diffId);
  if (record?.indexVersion !== LAYER_INDEX_VERSION) return undefined;
  const index = await loadIndex(store, record);
  using facts = openFactReader(store.dataDir);
  const reading = new Reading(index, most);
  const dispatch = new Dispatch(analyzers);
  /** Files that may be part of a set. */
  const members = new Map<string, number>();
  for (let row = 0; row < index.count; row++) {
    if (row % STRETCH === STRETCH - 1) await nextTurn();
    if (entryType(index, row) !== 'file') continue;
    const path = entryPath(index, row);
    const kind = entryKind(index, row);
    if (kind === 'elf' || kind === 'pe' || kind === 'macho') reading.count(kind);
    const wanting = new Set([...dispatch.byPath(path), ...dispatch.byMagic(kind)]);
    for (const analyzer of wanting) {
      const outcome = facts.get(entrySha256(index, row), analyzerKey(analyzer));
      if (outcome) reading.add(path, outcome);
    }
    if (dispatch.isSetMember(path)) members.set(path, row);
  }
  for (const { path, outcome } of await layerSets(analyzers, members, { store, facts, record, index }))
    reading.add(path, outcome);
  return reading.end();
}

class Reading {
  readonly #names: LayerNames;
  /** By what they are about. */
  readonly #packages = new Map<string, StatedPackage>();
  readonly #links: Omit<StatedLinks, 'layer'>[] = [];
  readonly #programs = new Map<ProgramKind, number>();
  readonly #more = { packages: false, links: false };

  readonly #most: number;

  constructor(index: LayerIndex, most: number) {
    this.#most = most;
    this.#names = new LayerNames(index);
  }

  count(kind: ProgramKind): void {
    this.#programs.set(kind, (this.#programs.get(kind) ?? 0) + 1);
  }

  add(path: string, outcome: Outcome<Fact>): void {
    for (const fact of factsOf(outcome)) {
      const links = statedLinks(fact);
      if (links && this.#links.length === this.#most) this.#more.links = true;
      else if (links) this.#links.push({ path: printPath(path), ...links });
      for (const one of statedPackages(fact, path as RootPath, this.#names)) {
        const key = JSON.stringify([one.type, one.name, one.version]);
        if (this.#packages.has(key)) continue;
        if (this.#packages.size === this.#most) this.#more.packages = true;
        else this.#packages.set(key, one);
      }
    }
  }

  end(): LayerReading {
    return {
      packages: [...this.#packages.values()],
      links: this.#links.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
      programs: this.#programs,
      more: this.#more,
    };
  }
}
