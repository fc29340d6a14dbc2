import { type ChangeLog, ChangeRecorder } from '#engine/rootfs/change-log.ts';
import type { Store } from '#engine/store/index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { openStoredImage, type StoredImage } from '../stored-image.ts';
import { EngineError } from './engine-error.ts';

/** An image of a million files takes some 300 MiB. */
const MOST_TREES = 2;

/** With what each layer did to the tree: ten bytes for each name that it touched. `generation`: of the scan. */
export type LookedAt = StoredImage & Readonly<{ log: ChangeLog; generation: string }>;

/** Trees of the images that are looked at, replayed once. */
export class TreeCache {
  readonly #store: Store;
  readonly #trees = new Map<string, Promise<LookedAt>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws EngineError `not-found` */
  async get(imageId: ImageId): Promise<LookedAt> {
    const image = await this.#store.reader.findImage(imageId);
    if (!image) throw new EngineError({ kind: 'no-image', imageId });
    // Another scan may have read a layer that could not be read before.
    const key = `${imageId} ${image.scannedAtMs}`;
    const tree = this.#trees.get(key) ?? this.#open(imageId, String(image.scannedAtMs));
    this.#trees.delete(key);
    this.#trees.set(key, tree);
    const [oldest] = this.#trees.keys();
    if (this.#trees.size > MOST_TREES && oldest !== undefined) this.#trees.delete(oldest);
    try {
      return await tree;
    } catch (error) {
      this.#trees.delete(key);
      throw error;
    }
  }

  async #open(imageId: ImageId, generation: string): Promise<LookedAt> {
    const recorder = new ChangeRecorder();
    const image = await openStoredImage(this.#store, imageId, recorder);
    return { ...image, log: recorder.log, generation };
  }
}
