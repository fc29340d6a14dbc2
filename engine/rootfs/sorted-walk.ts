import type { RootPath } from '#shared/model/root-path.ts';
import type { InodeTable } from './inode-table.ts';
import { type NodeId, type NodeTable, NO_NODE, ROOT_NODE } from './node-table.ts';

/** Events of one directory, and where the walk is in them. */
type Frame = { readonly events: readonly number[]; at: number; readonly prefix: string };

/**
 * Present nodes but the root, ordered as whole paths compare: `a`, `a-b`, `a/b`. A directory's own name and its content have different
 * places in that order (`-` sorts before `/`), so each is an event of its own.
 *
 * Nothing is allocated for a name that is only passed over, least of all an object or array: where V8 finds that some of these live for
 * long, it makes them all where only a full collection frees them, and a million names took 150 MiB.
 */
export class SortedWalk {
  readonly #nodes: NodeTable;
  readonly #inodes: InodeTable;
  readonly #frames: Frame[];
  #node: NodeId = NO_NODE;
  #prefix = '';

  constructor(nodes: NodeTable, inodes: InodeTable) {
    this.#nodes = nodes;
    this.#inodes = inodes;
    this.#frames = [{ events: this.#events(ROOT_NODE), at: 0, prefix: '' }];
  }

  /** The next node, or NO_NODE after the last. */
  next(): NodeId {
    for (let frame = this.#frames.at(-1); frame; frame = this.#frames.at(-1)) {
      const event = frame.events[frame.at++];
      if (event === undefined) {
        this.#frames.pop();
        continue;
      }
      const node = event >> 1;
      if ((event & CONTENT) === 0) {
        this.#node = node;
        this.#prefix = frame.prefix;
        return node;
      }
      const prefix = `${frame.prefix}${this.#nodes.name(node)}/`;
      this.#frames.push({ events: this.#events(node), at: 0, prefix });
    }
    return NO_NODE;
  }

  /** Path of the node that `next` told last. */
  path(): RootPath {
    return (this.#prefix + this.#nodes.name(this.#node)) as RootPath;
  }

  /** Twice a node's number is its name; plus CONTENT, what it holds. */
  #events(directory: NodeId): number[] {
    const nodes = this.#nodes;
    const events: number[] = [];
    for (const child of nodes.children(directory)) {
      events.push(child * 2);
      if (this.#inodes.type(nodes.inode(child)) === 'dir') events.push(child * 2 + CONTENT);
    }
    return events.sort((a, b) => nodes.compareNames(a >> 1, SLASH * (a & CONTENT), b >> 1, SLASH * (b & CONTENT)));
  }
}

const CONTENT = 1;
const SLASH = 0x2f;
