import { entryPath } from '#engine/layers/layer-index.ts';
import { ABSENT } from '#engine/rootfs/change-log.ts';
import { EntryFacts } from '#engine/rootfs/entry-facts.ts';
import { LayerTree, summariseLayers } from '#engine/rootfs/layer-tree.ts';
import { NO_NODE, ROOT_NODE } from '#engine/rootfs/node-table.ts';
import { changesOf } from '#engine/rootfs/path-changes.ts';
import { reclaimableCopies, type Reclaimable } from '#engine/rootfs/reclaimable.ts';
import { type Line, type Lines, TreeView } from '#engine/rootfs/tree-view.ts';
import type { RootFs } from '#engine/rootfs/rootfs.ts';
import type { ImageId } from '#shared/model/digest.ts';
import {
  type LayerSummary,
  type PathChange,
  SPACE_CAUSES,
  type SpaceWindow,
  type TreeRow,
  type TreeWindow,
} from '#shared/model/layer-tree.ts';
import { parsePrintedPath, printPath } from '#shared/model/root-path.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { LayersReader, TreeRequest } from './engine.ts';
import { rootPath } from './files.ts';
import { Recent } from './recent.ts';
import type { LookedAt } from './tree-cache.ts';

/** Trees of modes and layers, filters of them, folds of these: each is what the next window is likely to ask for again. */
const MOST_TREES = 3;
const MOST_VIEWS = 4;
const MOST_LINES = 8;

class Made {
  readonly trees = new Recent<LayerTree>(MOST_TREES);
  readonly views = new Recent<TreeView>(MOST_VIEWS);
  readonly lines = new Recent<Lines>(MOST_LINES);
  readonly space = new Recent<Reclaimable>(2);
  summary: LayerSummary[] | undefined;
}

/** What layers did to the tree. The log of a replay is enough: no layer is read again, and the store keeps nothing more. */
export class LayersService implements LayersReader {
  readonly #context: EngineContext;
  /** By image: when an image is no longer held for anybody, what was made of it goes with it. */
  readonly #made = new WeakMap<LookedAt, Made>();

  constructor(context: EngineContext) {
    this.#context = context;
  }

  async summary(imageId: ImageId): Promise<readonly LayerSummary[]> {
    const image = await this.#context.trees.get(imageId);
    return (this.#of(image).summary ??= summariseLayers(image));
  }

  async tree({ imageId, mode, layer, filter, folds, anchor, offset, limit }: TreeRequest): Promise<TreeWindow> {
    const image = await this.#context.trees.get(imageId);
    if (image.layers.length > 0 && !image.layers[layer])
      throw new EngineError({ kind: 'no-layer', imageId, layer, layers: image.layers.length });
    const made = this.#of(image);
    const treeKey = `${mode} ${mode === 'final' ? '' : layer}`;
    const tree = made.trees.get(treeKey, () => new LayerTree(image, { mode, layer }));
    const viewKey = `${treeKey} ${JSON.stringify([filter.states, filter.types, filter.later, filter.query.trim()])}`;
    const view = made.views.get(viewKey, () => new TreeView(tree, filter));
    const nodeOf = (printed: string): number => view.find(parsePrintedPath(printed));
    const lines = made.lines.get(`${viewKey} ${JSON.stringify([folds.open, folds.deep, folds.shut])}`, () =>
      view.lines(folds, nodeOf),
    );
    const at = Math.min(offset, lines.total);
    return {
      generation: image.generation,
      total: lines.total,
      offset: at,
      rows: [...view.linesAt(lines, at, limit)].map((line) => rowOf(view, line)),
      anchorAt: anchor === null ? null : view.lineOf(lines, nodeOf(anchor)),
      matches: view.matches,
      counts: tree.counts(ROOT_NODE),
      capped: lines.capped,
      unreadable: unreadable(image),
    };
  }

  async space(imageId: ImageId, from: number, offset: number, limit: number): Promise<SpaceWindow> {
    const image = await this.#context.trees.get(imageId);
    const { indexes, tree, log, generation } = image;
    const { carried, copies } = this.#of(image).space.get(String(from), () =>
      reclaimableCopies(indexes, log, tree.nodes.count, from),
    );
    const causes = SPACE_CAUSES.map((cause) => {
      const of = copies.filter((copy) => copy.cause === cause);
      return { cause, bytes: of.reduce((sum, { size }) => sum + size, 0), copies: of.length };
    });
    return {
      generation,
      carried,
      reclaimable: causes.reduce((sum, { bytes }) => sum + bytes, 0),
      causes: causes.filter((cause) => cause.copies > 0).sort((a, b) => b.bytes - a.bytes),
      total: copies.length,
      offset: Math.min(offset, copies.length),
      rows: copies.slice(offset, offset + limit).map(({ layer, row, node, cause, by, size }) => ({
        path: printPath(node === null ? entryPathOf(image, layer, row) : tree.nodes.path(node)),
        cause,
        size,
        layer,
        by,
      })),
      unreadable: unreadable(image),
    };
  }

  async path(imageId: ImageId, printed: string): Promise<readonly PathChange[]> {
    const { indexes, layers, log, tree } = await this.#context.trees.get(imageId);
    const wanted = rootPath(printed);
    // A name of the tree first, also one that is gone: a link in the finished image may lead the same path elsewhere.
    const named = nodeAt(tree, wanted);
    const linked = named === NO_NODE ? tree.lookup(wanted)?.path : undefined;
    const node = linked === undefined ? named : nodeAt(tree, linked);
    if (node === NO_NODE) throw new EngineError({ kind: 'no-path', imageId, path: printed });
    const facts = new EntryFacts(indexes);
    return changesOf(log, facts, node).flatMap(({ layer, state, changed, entryLayer, row }): PathChange[] => {
      const info = layers[layer];
      if (!info) return [];
      const there = row !== ABSENT;
      const file = there && facts.type(entryLayer, row) === 'file';
      return [
        {
          layer,
          diffId: info.diffId,
          createdBy: info.createdBy,
          state,
          changed,
          type: there ? facts.type(entryLayer, row) : null,
          size: file ? facts.size(entryLayer, row) : null,
          sha256: there ? facts.sha256(entryLayer, row) : null,
          mode: there ? octal(facts.mode(entryLayer, row)) : null,
          uid: there ? facts.uid(entryLayer, row) : null,
          gid: there ? facts.gid(entryLayer, row) : null,
        },
      ];
    });
  }

  #of(image: LookedAt): Made {
    const known = this.#made.get(image);
    if (known) return known;
    const made = new Made();
    this.#made.set(image, made);
    return made;
  }
}

function rowOf(view: TreeView, { node, level, position, siblings, open }: Line): TreeRow {
  const { tree } = view;
  const { facts, rootfs, log, spec } = tree;
  const [layer, row] = tree.entry(node);
  const type = facts.type(layer, row);
  const folder = view.isFolder(node);
  const state = tree.stateOf(node);
  const [oldLayer, oldRow] = [tree.beforeLayer[node] as number, tree.beforeRow[node] as number];
  const target = facts.linkTarget(layer, row);
  const changes = spec.mode === 'final' ? undefined : log[spec.layer];
  const hidden = changes?.opaque.get(node);
  const gone = state === 'removed';
  return {
    path: printPath(rootfs.nodes.path(node)),
    name: printPath(rootfs.nodes.name(node)),
    level,
    position,
    siblings,
    type,
    state,
    changed: tree.changed(node),
    children: folder ? view.children(node) : null,
    open,
    counts: folder ? tree.counts(node) : null,
    size: folder ? (tree.bytes[node] as number) : type === 'file' && !gone ? facts.size(layer, row) : null,
    mode: octal(facts.mode(layer, row)),
    uid: facts.uid(layer, row),
    gid: facts.gid(layer, row),
    linkTarget: target === null ? null : printPath(target),
    layer,
    before:
      (gone || state === 'modified') && oldRow >= 0
        ? { layer: oldLayer, size: facts.type(oldLayer, oldRow) === 'file' ? facts.size(oldLayer, oldRow) : null }
        : null,
    marker: hidden !== undefined ? { opaque: hidden } : changes?.whiteouts.has(node) && gone ? 'whiteout' : null,
    later: tree.later(node),
  };
}

/** NO_NODE where no layer ever had the name. */
function nodeAt({ nodes }: RootFs, path: string): number {
  let node = ROOT_NODE;
  for (const part of path.split('/')) {
    node = nodes.find(node, part);
    if (node === NO_NODE) return NO_NODE;
  }
  return node;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

function unreadable({ indexes }: LookedAt): number[] {
  return indexes.flatMap((index, layer) => (index ? [] : [layer]));
}

function entryPathOf({ indexes }: LookedAt, layer: number, row: number): string {
  const index = indexes[layer];
  return index ? entryPath(index, row) : '';
}
