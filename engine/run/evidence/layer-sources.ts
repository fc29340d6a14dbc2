import { AcquireError, openSource } from '#engine/acquire/index.ts';
import type { Region } from '#engine/layers/read-region.ts';
import type { ImageRecord, Store, TempFile } from '#engine/store/index.ts';
import type { EvictedReason } from '#shared/model/evidence-bytes.ts';
import { type ContentOrigin } from './file-content.ts';
import { SharedCache, type Taken } from './shared-cache.ts';

/** Where the layers of an image lie now. */
export type LayerSources = AsyncDisposable &
  Readonly<{
    kind: Exclude<ContentOrigin, 'pack'>;
    /** Of an archive or layout, by layer; null: not in the source. */
    regions: readonly (Region | null)[];
    /** Of a folder. */
    root: string | null;
  }>;

/** Bytes cannot be had, for a reason that is worth telling. */
export class Evicted extends Error {
  override readonly name = 'Evicted';
  readonly reason: EvictedReason;

  constructor(reason: EvictedReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Sources that are open at once: each may hold an archive that was inflated as a whole. */
const MOST_OPEN = 2;

/** Opens the sources of scanned images again, to read bytes that nothing else has kept. */
export class SourceReader implements AsyncDisposable {
  readonly #store: Store;
  readonly #open = new SharedCache<LayerSources>(MOST_OPEN);

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws Evicted `source-gone`, `source-changed`, `layer-unreadable` */
  async take(image: ImageRecord): Promise<Taken<LayerSources>> {
    return await this.#open.take(`${image.imageId} ${image.scannedAtMs}`, () => this.#openSource(image));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open[Symbol.asyncDispose]();
  }

  async #openSource({ imageId, source }: ImageRecord): Promise<LayerSources> {
    if (source.path === null) throw new Evicted('source-gone', 'It is not known where the image was read from');
    const cleanUp = new AsyncDisposableStack();
    const dispose = (): Promise<void> => cleanUp.disposeAsync();
    const isFolder = source.kind === 'directory';
    try {
      const found = await openSource(isFolder ? `dir:${source.path}` : source.path, {
        spool: { tempFile: async () => cleanUp.use<TempFile>(await this.#store.blobs.tempFile('spool')).path },
        // The image itself, whichever name chose it among several.
        ...(isFolder ? {} : { image: imageId }),
      });
      if (!('layers' in found))
        return { kind: 'folder', regions: [], root: found.source.path, [Symbol.asyncDispose]: dispose };
      if (found.imageId !== imageId) throw new Evicted('source-changed', `${source.path} is another image now`);
      return {
        kind: 'layer',
        regions: found.layers.map(({ region }) => region),
        root: null,
        [Symbol.asyncDispose]: dispose,
      };
    } catch (error) {
      await dispose();
      throw asEvicted(error);
    }
  }
}

function asEvicted(error: unknown): unknown {
  if (!(error instanceof AcquireError)) return error;
  const { code, message } = error;
  const reason =
    code === 'not-found' || code === 'would-need-network'
      ? 'source-gone'
      : code === 'unreadable' || code === 'damaged'
        ? 'layer-unreadable'
        : 'source-changed';
  return new Evicted(reason, message, { cause: error });
}
