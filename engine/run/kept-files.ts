import type { Store } from '#engine/store/index.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { Contents, keptLayers } from './contents.ts';
import type { StoredImage } from './stored-image.ts';

/** Times that a question is asked again with files that it missed. Configuration includes other configuration a few files deep. */
const ROUNDS = 50;

/**
 * Answers a question that reads files of the image, kept ones, without waiting: what it misses is fetched, and it is asked again
 * until it misses none.
 *
 * @param ask its `read` gives undefined for bytes that are not kept
 */
export async function withKeptFiles<T>(
  store: Store,
  stored: StoredImage,
  ask: (read: (node: TreeNode) => Uint8Array | undefined) => T,
): Promise<T> {
  await using contents = new Contents(keptLayers(stored), store.blobs);
  const known = new Map<number, Uint8Array | undefined>();
  for (let round = 0; ; round++) {
    const missing = new Map<number, TreeNode>();
    const answer = ask((node) => {
      if (!known.has(node.inode)) missing.set(node.inode, node);
      return known.get(node.inode);
    });
    if (missing.size === 0 || round === ROUNDS) return answer;
    for (const node of missing.values()) {
      const place = stored.tree.origin(node);
      known.set(node.inode, place && (await contents.read([place]))[0]);
    }
  }
}
