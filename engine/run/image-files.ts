import type { RootFs } from '#engine/rootfs/rootfs.ts';
import type { ImageRecord, Store } from '#engine/store/index.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { type ContentPlace, Contents, keptLayers } from './contents.ts';
import { Evicted, SourceReader } from './evidence/layer-sources.ts';
import type { StoredImage } from './stored-image.ts';

/** Times that something is made again with files that the time before asked for. A chain of scripts asks for one a time. */
const ROUNDS = 500;

/** Reads files by the places of their content; undefined: not to be had. */
type ReadPlaces = (places: readonly ContentPlace[]) => Promise<readonly (Uint8Array | undefined)[]>;

/** Bytes of files for stages that read nothing themselves. Each file is fetched once. */
export class ImageFiles {
  readonly #tree: Pick<RootFs, 'origin'>;
  readonly #read: ReadPlaces;
  /** By inode; undefined: not to be had. */
  readonly #known = new Map<number, Uint8Array | undefined>();

  constructor(tree: Pick<RootFs, 'origin'>, read: ReadPlaces) {
    this.#tree = tree;
    this.#read = read;
  }

  /**
   * Makes something that says which files it misses: they are fetched, and it is made again until it misses none.
   *
   * @param make a pure function; `bytesOf` answers undefined for what is not there (yet)
   * @param forgets files that it asks for once and remembers itself: their bytes are let go
   */
  async complete<T>(
    make: (bytesOf: (node: TreeNode) => Uint8Array | undefined) => T,
    forgets: (node: TreeNode) => boolean = () => false,
  ): Promise<T> {
    for (let round = 0; ; round++) {
      const missing = new Map<number, TreeNode>();
      const done = new Set<number>();
      const made = make((node) => {
        const bytes = this.#known.get(node.inode);
        if (bytes !== undefined && forgets(node)) done.add(node.inode);
        if (bytes === undefined && !this.#known.has(node.inode)) missing.set(node.inode, node);
        return bytes;
      });
      for (const inode of done) this.#known.delete(inode);
      if (missing.size === 0 || round === ROUNDS) return made;
      const placed = [...missing.values()].flatMap((node) => {
        const place = this.#tree.origin(node);
        return place === undefined ? [] : [{ node, place }];
      });
      const bytes = await this.#read(placed.map(({ place }) => place));
      for (const inode of missing.keys()) this.#known.set(inode, undefined);
      for (const [i, { node }] of placed.entries()) this.#known.set(node.inode, bytes[i]);
    }
  }
}

/** Files of a scanned image: from the kept sources, else from the image where it still is. */
export class StoredFiles extends ImageFiles implements AsyncDisposable {
  readonly #kept: Contents;
  readonly #sources: SourceReader;

  constructor(store: Store, image: ImageRecord, stored: StoredImage) {
    const kept = new Contents(keptLayers(stored), store.blobs);
    const sources = new SourceReader(store);
    super(stored.tree, async (places) => {
      const found = await kept.read(places);
      const left = places.filter((_, i) => found[i] === undefined);
      if (left.length === 0) return found;
      const again = await readAgain(store, image, stored, sources, left);
      let next = 0;
      return found.map((bytes) => bytes ?? again[next++]);
    });
    this.#kept = kept;
    this.#sources = sources;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#kept[Symbol.asyncDispose]();
    await this.#sources[Symbol.asyncDispose]();
  }
}

/** What is not kept is read from the source once more. One that is gone leaves it unknown, and the result says so. */
async function readAgain(
  store: Store,
  image: ImageRecord,
  stored: StoredImage,
  reader: SourceReader,
  places: readonly ContentPlace[],
): Promise<readonly (Uint8Array | undefined)[]> {
  try {
    using sources = await reader.take(image);
    const { regions } = sources.value;
    const layers = keptLayers(stored).map((layer, i) => {
      const region = regions[i];
      return { ...layer, blob: region ? { kind: 'region' as const, region } : null };
    });
    await using contents = new Contents(layers, store.blobs);
    return await contents.read(places);
  } catch (error) {
    if (error instanceof Evicted) return [];
    throw error;
  }
}
