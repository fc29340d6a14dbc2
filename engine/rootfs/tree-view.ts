import type { TreeFilter, TreeFolds } from '#shared/model/layer-tree.ts';
import { ABSENT } from './change-log.ts';
import { CODES, CONTEXT, type LayerTree, NONE } from './layer-tree.ts';
import { type NodeId, NO_NODE, ROOT_NODE } from './node-table.ts';
import { lowerAscii, parseTreeQuery, type TreeQuery } from './tree-query.ts';

/** Lines that folders opened with all below them may come to. */
const MOST_DEEP_LINES = 20_000;

/** Folds as nodes. */
type Folds = Readonly<{ open: ReadonlySet<NodeId>; deep: ReadonlySet<NodeId>; shut: ReadonlySet<NodeId> }>;

/** A run of neighbours in one folder, no open one but the last: `start` is the line of the first. */
type Run = Readonly<{ start: number; folder: NodeId; level: number; from: number; to: number }>;

/** The lines of a tree with some folders open, as runs: their number follows the open folders, never the names. */
export type Lines = Readonly<{ total: number; runs: readonly Run[]; open: ReadonlySet<NodeId>; capped: boolean }>;

export type Line = Readonly<{ node: NodeId; level: number; position: number; siblings: number; open: boolean }>;

/** A tree through a filter: what fits, and the folders on the way there. Folders are sorted when they are first looked into. */
export class TreeView {
  readonly tree: LayerTree;
  readonly matches: number;
  readonly #visible: Uint8Array;
  readonly #children: Uint32Array;
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #sorted = new Map<NodeId, Int32Array>();

  constructor(tree: LayerTree, filter: TreeFilter) {
    const n = tree.size;
    this.tree = tree;
    this.#visible = new Uint8Array(n);
    this.#children = new Uint32Array(n);
    this.#first = new Int32Array(n).fill(NO_NODE);
    this.#next = new Int32Array(n).fill(NO_NODE);
    const fits = fitting(tree, filter);
    const { nodes } = tree.rootfs;
    let matches = 0;
    for (let node = n - 1; node > ROOT_NODE; node--) {
      if (fits(node)) {
        matches += 1;
        this.#visible[node] = 1;
      }
      if (this.#visible[node] === 0) continue;
      const parent = nodes.parent(node);
      this.#visible[parent] = 1;
      this.#children[parent] = (this.#children[parent] as number) + 1;
      this.#next[node] = this.#first[parent] as number;
      this.#first[parent] = node;
    }
    this.matches = matches;
  }

  /** Visible names in a folder. */
  children(folder: NodeId): number {
    return this.#children[folder] as number;
  }

  /** Folders first, then by the bytes of the names. */
  sorted(folder: NodeId): Int32Array {
    const known = this.#sorted.get(folder);
    if (known) return known;
    const { nodes } = this.tree.rootfs;
    const sorted = new Int32Array(this.children(folder));
    let [folders, leaves] = [0, sorted.length];
    for (let node = this.#first[folder] as number; node !== NO_NODE; node = this.#next[node] as number)
      sorted[this.isFolder(node) ? folders++ : --leaves] = node;
    const byName = (a: NodeId, b: NodeId): number => nodes.compareNames(a, 0, b, 0);
    sorted.subarray(0, folders).sort(byName);
    sorted.subarray(folders).sort(byName);
    this.#sorted.set(folder, sorted);
    return sorted;
  }

  /** A directory, or a name that has something below it: a file may have taken a directory's place. */
  isFolder(node: NodeId): boolean {
    if ((this.#children[node] as number) > 0) return true;
    const [layer, row] = this.tree.entry(node);
    return row !== ABSENT && this.tree.facts.type(layer, row) === 'dir';
  }

  /** The node of a path as bytes, there or gone; NO_NODE when the image never had it. */
  find(path: string): NodeId {
    let node: NodeId = ROOT_NODE;
    for (const part of path === '' ? [] : path.split('/')) {
      node = this.tree.rootfs.nodes.find(node, part);
      if (node === NO_NODE) return NO_NODE;
    }
    return node;
  }

  lines({ open, deep, shut }: TreeFolds, nodeOf: (printed: string) => NodeId): Lines {
    const nodes = (paths: readonly string[]): Set<NodeId> =>
      new Set(paths.map(nodeOf).filter((node) => node !== NO_NODE));
    const folds: Folds = { open: nodes(open), deep: nodes(deep), shut: nodes(shut) };
    const found = new Set<NodeId>();
    const runs: Run[] = [];
    let [line, deepLines, capped] = [0, 0, false];
    const opens = (node: NodeId, inDeep: boolean): boolean => {
      if (this.children(node) === 0) return false;
      if (folds.open.has(node)) return true;
      if (!(inDeep || folds.deep.has(node)) || folds.shut.has(node)) return false;
      if (deepLines + this.children(node) > MOST_DEEP_LINES) {
        capped = true;
        return false;
      }
      deepLines += this.children(node);
      return true;
    };
    type Frame = { folder: NodeId; names: Int32Array; level: number; at: number; deep: boolean };
    const frameOf = (folder: NodeId, level: number, inDeep: boolean): Frame => ({
      folder,
      names: this.sorted(folder),
      level,
      at: 0,
      deep: inDeep,
    });
    // A stack of its own: a path may be deeper than calls can be.
    const frames: Frame[] = [frameOf(ROOT_NODE, 1, folds.deep.has(ROOT_NODE))];
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const from = frame.at;
      let entered: Frame | undefined;
      while (frame.at < frame.names.length && !entered) {
        const node = frame.names[frame.at++] as number;
        // Folders come first: after the first name that is none, nothing opens.
        if (!this.isFolder(node)) frame.at = frame.names.length;
        else if (opens(node, frame.deep)) {
          found.add(node);
          entered = frameOf(node, frame.level + 1, frame.deep || folds.deep.has(node));
        }
      }
      if (frame.at > from) runs.push({ start: line, folder: frame.folder, level: frame.level, from, to: frame.at });
      line += frame.at - from;
      if (entered) frames.push(entered);
      else frames.pop();
    }
    return { total: line, runs, open: found, capped };
  }

  /** Some lines. */
  *linesAt(lines: Lines, offset: number, limit: number): Generator<Line> {
    const end = Math.min(lines.total, offset + limit);
    for (let r = runAt(lines.runs, offset), at = offset; at < end; r++) {
      const run = lines.runs[r];
      if (!run) return;
      const names = this.sorted(run.folder);
      for (let i = run.from + at - run.start; i < run.to && at < end; i++, at++) {
        const node = names[i] as number;
        yield { node, level: run.level, position: i + 1, siblings: names.length, open: lines.open.has(node) };
      }
    }
  }

  /** The line of a node; null when a folder above it is shut, or it is filtered out. */
  lineOf(lines: Lines, node: NodeId): number | null {
    if (node === NO_NODE || node === ROOT_NODE || this.#visible[node] === 0) return null;
    const folder = this.tree.rootfs.nodes.parent(node);
    if (folder !== ROOT_NODE && !lines.open.has(folder)) return null;
    const place = this.sorted(folder).indexOf(node);
    const run = lines.runs.find((one) => one.folder === folder && place >= one.from && place < one.to);
    return run ? run.start + place - run.from : null;
  }
}

function runAt(runs: readonly Run[], line: number): number {
  let [low, high] = [0, runs.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs[middle]?.start ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}

function fitting(tree: LayerTree, filter: TreeFilter): (node: NodeId) => boolean {
  const states = new Set(filter.states.map((state) => CODES.indexOf(state) + 1));
  const types = new Set(filter.types);
  const later = new Set(filter.later);
  const query = parseTreeQuery(filter.query);
  const asked = query.words.length > 0 || query.size !== null || query.uid !== null || query.gid !== null;
  return (node) => {
    const state = tree.state[node] as number;
    if (state === NONE || state === CONTEXT) return false;
    if (states.size > 0 && !states.has(state)) return false;
    if (later.size > 0) {
      const overwritten = later.has('overwritten') && tree.overwrittenBy[node] !== 0;
      if (!overwritten && !(later.has('removed') && tree.removedBy[node] !== 0)) return false;
    }
    if (types.size > 0 && !types.has(tree.facts.treeType(...tree.entry(node)))) return false;
    return !asked || holds(tree, node, query);
  };
}

function holds(tree: LayerTree, node: NodeId, { words, size, uid, gid }: TreeQuery): boolean {
  const [layer, row] = tree.entry(node);
  if (size !== null) {
    const bytes = tree.facts.size(layer, row);
    if (tree.facts.type(layer, row) !== 'file' || bytes < size.from || bytes > size.to) return false;
  }
  if (uid !== null && tree.facts.uid(layer, row) !== uid) return false;
  if (gid !== null && tree.facts.gid(layer, row) !== gid) return false;
  if (words.length === 0) return true;
  const { nodes } = tree.rootfs;
  const name = lowerAscii(nodes.name(node));
  let path: string | undefined;
  return words.every((word) => {
    const slash = word.lastIndexOf('/');
    if (slash < 0) return name.includes(word);
    // The end of the word is in the name; only then is the whole path worth making.
    if (!name.startsWith(word.slice(slash + 1))) return false;
    path ??= lowerAscii(nodes.path(node));
    return path.includes(word);
  });
}
