import type { ImageId } from '#shared/model/digest.ts';
import type { ExportedDocument, ExportWish } from '#shared/model/export.ts';
import { makeExport } from '../export.ts';
import { readUsage } from '../usage-artifacts.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { Exports } from './engine.ts';

/** Documents that somebody asks for, one after the other: each takes a whole graph in memory. */
export class ExportService implements Exports {
  readonly #context: EngineContext;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: EngineContext) {
    this.#context = context;
  }

  async make(imageId: ImageId, wish: ExportWish): Promise<ExportedDocument> {
    const made = this.#turn.then(() => this.#make(imageId, wish));
    this.#turn = made.catch(() => undefined);
    return await made;
  }

  async #make(imageId: ImageId, wish: ExportWish): Promise<ExportedDocument> {
    const { store, config } = this.#context;
    const image = await store.reader.findImage(imageId);
    if (image && wish.view === 'usage' && (await readUsage(store, image)) === undefined)
      throw new EngineError(
        'refused',
        'Cannot write what is used: the start of this image was not traced; scan it again',
      );
    const made = image && (await makeExport(store, image, wish, config));
    if (!made) throw new EngineError('not-found', `Cannot find image ${imageId}`);
    return made;
  }
}
