import { type Analyzer, analyzerKey, type FileAnalyzer } from '#engine/analyzers/analyzer.ts';
import { Dispatch } from '#engine/analyzers/dispatch.ts';
import type { DatabaseFile, DatabaseRow, DatabaseState, StatedFact } from '#engine/compose/input.ts';
import { entryPath, entrySha256, entryType, type LayerIndex } from '#engine/layers/layer-index.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import type { RootFs } from '#engine/rootfs/rootfs.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { Locator } from '#shared/model/evidence.ts';
import { diagnosticsOf, factsOf as factsIn } from '#shared/model/outcome.ts';
import { printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { ContentKind, LayerInfo, TreeNode } from '#shared/model/tree.ts';
import type { LayerIndex as LayerNumber } from '#shared/model/units.ts';
import type { Contents, ContentPlace } from './contents.ts';
import { findDatabases, type FoundDatabase } from './database-watch.ts';
import type { ExternalAnalyzer } from '#engine/plugins/index.ts';
import { contentKey, type FactWish, type Facts } from './facts.ts';

/** What later stages need of the tree and its files. */
export type Harvest = Readonly<{
  tree: RootFs;
  databases: readonly (readonly DatabaseState[])[];
  /** See `ComposeInput.statedFiles`. */
  statedFiles: readonly TreeNode[];
  factsOf: (sha256: Sha256) => readonly StatedFact[];
  /** Of the replay and of databases: what they say is missing makes the image partial. */
  diagnostics: readonly Diagnostic[];
  /** Of single files in the final tree: told, but no loss of the image. */
  notes: readonly Diagnostic[];
}>;

/** Replays the layers and gathers the facts of what is then there. */
export async function harvest(
  indexes: (LayerIndex | null)[],
  layers: readonly LayerInfo[],
  analyzers: readonly Analyzer[],
  facts: Facts,
  contents: Contents,
  external: readonly ExternalAnalyzer[] = [],
): Promise<Harvest> {
  const found: FoundDatabase[][] = [];
  const places = new Map<TreeNode, ContentPlace>();
  const replay = replayLayers(indexes, (layer, view) => {
    const databases = findDatabases(view, analyzers);
    // The tree goes on changing: where the bytes lie has to be asked now.
    for (const file of databases.flatMap(nodesOf)) place(places, view, file);
    found[layer] = databases;
  });
  const tree = replay.rootfs;
  const files = wantedFiles(tree, analyzers, external);
  for (const wish of files) if ('file' in wish) place(places, tree, wish.file);
  await facts.ensure([...found.flat(), ...files], contents, (file) => places.get(file));

  const databases = new DatabaseHistory(facts, indexes, layers);
  const notes: Diagnostic[] = [];
  const byContent = new Map<Sha256, StatedFact[]>();
  for (const wish of files) {
    const outcome = facts.ofWish(wish);
    if (!outcome || !('file' in wish)) continue;
    for (const diagnostic of diagnosticsOf(outcome)) notes.push(at(diagnostic, wish.file));
    const sha256 = contentKey(wish);
    const stated = byContent.get(sha256) ?? [];
    const analyzer = analyzerKey(wish.analyzer);
    if (stated.some((one) => one.analyzer === analyzer)) continue;
    byContent.set(sha256, [...stated, ...factsIn(outcome).map((fact) => ({ fact, analyzer }))]);
  }
  const histories = databases.follow(found);
  return {
    tree,
    databases: histories,
    statedFiles: filesInOrder(files),
    factsOf: (sha256) => byContent.get(sha256) ?? [],
    diagnostics: [...replay.diagnostics, ...databases.diagnostics],
    notes,
  };
}

function filesInOrder(wishes: readonly FactWish[]): TreeNode[] {
  const byPath = new Map(wishes.flatMap((wish) => ('file' in wish ? [[wish.file.path, wish.file] as const] : [])));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function nodesOf(database: FoundDatabase): TreeNode[] {
  return 'file' in database ? [database.file] : database.members.map(({ file }) => file);
}

function place(places: Map<TreeNode, ContentPlace>, tree: RootFs, file: TreeNode): void {
  const origin = tree.origin(file);
  if (origin) places.set(file, origin);
}

/** Every file of the final tree that a plug-in of role `file` wants, by its real path, its magic, or a path that leads to it. */
function wantedFiles(tree: RootFs, internal: readonly Analyzer[], external: readonly ExternalAnalyzer[]): FactWish[] {
  const analyzers = [...internal, ...external];
  const dispatch = new Dispatch<FileAnalyzer | ExternalAnalyzer>(analyzers);
  const wishes: FactWish[] = [];
  const seen = new Set<string>();
  const add = (analyzer: Analyzer | ExternalAnalyzer, file: TreeNode): void => {
    if (analyzer.reads !== 'file' || analyzer.role !== 'file' || file.sha256 === undefined) return;
    const id = `${analyzer.id} ${file.path}`;
    if (seen.has(id)) return;
    seen.add(id);
    wishes.push({ analyzer, file });
  };
  const isWanted = (type: string, kind: ContentKind, path: () => string): boolean =>
    type === 'file' && (dispatch.byMagic(kind).length > 0 || dispatch.byPath(path()).length > 0);
  for (const file of tree.files(isWanted)) {
    for (const analyzer of dispatch.byPath(file.path)) add(analyzer, file);
    for (const analyzer of dispatch.byMagic(file.contentKind ?? 'none')) add(analyzer, file);
  }
  for (const analyzer of analyzers) {
    if (analyzer.reads !== 'file' || analyzer.role !== 'file') continue;
    for (const pattern of analyzer.wants) {
      if (!('path' in pattern)) continue;
      const file = tree.resolve(pattern.path as TreeNode['path']);
      if (file) add(analyzer, file);
    }
  }
  return wishes;
}

/** Back ends of rpm in the order rpm itself prefers them; a better one that has packages makes the others leftovers. */
const RPM_BACK_ENDS = ['os/rpm-sqlite', 'os/rpm-ndb', 'os/rpm-bdb'];

/** Databases of one kind are one history, whatever files hold them: an image may move from one rpm back end to another. */
function familyOf(analyzer: Analyzer): string {
  return analyzer.id.split('-')[0] as string;
}

/** Turns what was found after each layer into successive states. */
class DatabaseHistory {
  readonly diagnostics: Diagnostic[] = [];
  readonly #facts: Facts;
  readonly #indexes: (LayerIndex | null)[];
  readonly #layers: readonly LayerInfo[];
  readonly #reported = new Set<string>();

  constructor(facts: Facts, indexes: (LayerIndex | null)[], layers: readonly LayerInfo[]) {
    this.#facts = facts;
    this.#indexes = indexes;
    this.#layers = layers;
  }

  follow(found: readonly (readonly FoundDatabase[])[]): DatabaseState[][] {
    const families = new Set(found.flat().map(({ analyzer }) => familyOf(analyzer)));
    return [...families].sort().map((family) => {
      const states: DatabaseState[] = [];
      let below: { id: string; state: DatabaseState } = { id: '', state: EMPTY };
      for (const [layer, all] of found.entries()) {
        const databases = all.filter(({ analyzer }) => familyOf(analyzer) === family);
        // Re-listing a database with the same bytes is a new writing of its records.
        const id = databases
          .flatMap(nodesOf)
          .map((file) => `${file.path} ${file.sha256} ${file.lastModified}`)
          .join('\n');
        if (id !== below.id) below = { id, state: this.#state(databases, below.state, layer) };
        states.push(below.state);
      }
      return states;
    });
  }

  #state(databases: readonly FoundDatabase[], below: DatabaseState, layer: LayerNumber): DatabaseState {
    const parsed = databases.map((database) => ({ database, rows: this.#rows(database, layer) }));
    const counted = parsed.filter((one) => !this.#isLeftover(one, parsed, layer));
    const files = counted.flatMap(({ database }) => nodesOf(database).map(databaseFile));
    const gone = below.files.filter(({ path }) => !files.some((file) => file.path === path));
    return {
      files,
      rows: counted.flatMap(({ rows }) => rows),
      absences: this.#absences(gone, layer),
    };
  }

  #rows(database: FoundDatabase, layer: LayerNumber): DatabaseRow[] {
    const outcome = this.#facts.ofWish(database);
    const [first] = nodesOf(database);
    if (!outcome || !first) return [];
    const id = `${contentKey(database)} ${database.analyzer.id}`;
    if (!this.#reported.has(id)) {
      this.#reported.add(id);
      this.diagnostics.push(...diagnosticsOf(outcome).map((diagnostic) => at(diagnostic, first, layer)));
    }
    const file = { ...databaseFile(first), ...membersOf(database) };
    const analyzer = analyzerKey(database.analyzer);
    return factsIn(outcome).flatMap((fact) => (fact.kind === 'package' ? [{ fact, analyzer, file }] : []));
  }

  #isLeftover(one: Parsed, all: readonly Parsed[], layer: LayerNumber): boolean {
    const rank = RPM_BACK_ENDS.indexOf(one.database.analyzer.id);
    if (rank < 0) return false;
    const directory = directoryOf(one.database);
    const better = all.find(({ database, rows }) => {
      const other = RPM_BACK_ENDS.indexOf(database.analyzer.id);
      return other >= 0 && other < rank && rows.length > 0 && directoryOf(database) === directory;
    });
    if (better === undefined) return false;
    const [file] = nodesOf(one.database);
    if (file && one.rows.length > 0) {
      this.diagnostics.push(
        at(
          { code: 'anomaly', what: 'an rpm database beside the one in use', found: `${one.rows.length} packages` },
          file,
          layer,
        ),
      );
    }
    return true;
  }

  /** The markers of this layer that hide files, as their proof: the file's own, else the one nearest above it. */
  #absences(gone: readonly DatabaseFile[], layer: LayerNumber): DatabaseState['absences'] {
    const absences = new Map<RootPath, Locator>();
    const index = this.#indexes[layer];
    const info = this.#layers[layer];
    if (!index || !info || gone.length === 0) return absences;
    const markers = markersOf(index);
    for (const { path } of gone) {
      let row = markers.whiteouts.get(path);
      for (let above = path; row === undefined && above !== '';) {
        [above] = splitPath(above);
        row = markers.opaques.get(above) ?? markers.whiteouts.get(above);
      }
      if (row !== undefined) absences.set(path, absenceOf(index, row, info));
    }
    return absences;
  }
}

/** Rows of a layer's markers by what they hide: the path itself, or everything in a directory. */
function markersOf(index: LayerIndex): { whiteouts: Map<string, number>; opaques: Map<string, number> } {
  const whiteouts = new Map<string, number>();
  const opaques = new Map<string, number>();
  for (let row = 0; row < index.count; row++) {
    const type = entryType(index, row);
    if (type === 'whiteout') whiteouts.set(entryPath(index, row), row);
    else if (type === 'opaque') opaques.set(entryPath(index, row), row);
  }
  return { whiteouts, opaques };
}

function absenceOf(index: LayerIndex, row: number, { index: layerIndex, diffId }: LayerInfo): Locator {
  const end = index.dataOffset[row] as number;
  const hidden = entryPath(index, row);
  const [parent, name] = splitPath(hidden as RootPath);
  const marker = entryType(index, row) === 'opaque' ? `${hidden}/.wh..wh..opq` : `${parent}/.wh.${name}`;
  return {
    layerIndex,
    diffId,
    path: printPath(marker.replace(/^\//, '')),
    container: ['layer tar'],
    kind: 'absence',
    segments: [{ from: end - 512, to: end }],
    sha256: entrySha256(index, row),
  };
}

type Parsed = Readonly<{ database: FoundDatabase; rows: readonly DatabaseRow[] }>;

const EMPTY: DatabaseState = { files: [], rows: [], absences: new Map() };

function databaseFile(node: TreeNode): DatabaseFile {
  return { path: node.path, sha256: node.sha256 as Sha256, lastModified: node.lastModified };
}

/** Which layer wrote each file of a set: a log may be newer than its database. */
function membersOf(database: FoundDatabase): Pick<DatabaseFile, 'members'> {
  if ('file' in database) return {};
  return { members: new Map(database.members.map(({ name, file }) => [name, file.lastModified])) };
}

function directoryOf(database: FoundDatabase): string {
  const [first] = nodesOf(database);
  return first ? splitPath(first.path)[0] : '';
}

function at(diagnostic: Diagnostic, file: TreeNode, layer = file.lastModified): Diagnostic {
  return { ...diagnostic, where: { layer, path: printPath(file.path), ...diagnostic.where } };
}
