import type { HandedOut, RemadeDocument } from '#shared/model/artifact.ts';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import type { ExportedDocument, ExportWish } from '#shared/model/export.ts';
import { makeExport } from '../export.ts';
import { readUsage } from '../usage-artifacts.ts';
import { listArtifacts, remakeArtifact } from './artifacts.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { Exports } from './engine.ts';
import type { HandedOutFiles } from './handed-out.ts';

/** Documents that somebody asks for, one after the other: each takes a whole graph in memory. */
export class ExportService implements Exports {
  readonly #context: EngineContext;
  readonly #files: HandedOutFiles;
  readonly folder: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: EngineContext, files: HandedOutFiles) {
    this.#context = context;
    this.#files = files;
    this.folder = files.folder;
  }

  async make(imageId: ImageId, wish: ExportWish): Promise<ExportedDocument> {
    return await this.#inTurn(() => this.#make(imageId, wish));
  }

  async remake(imageId: ImageId, id: Digest): Promise<RemadeDocument> {
    return await this.#inTurn(() => remakeArtifact(this.#context, imageId, id));
  }

  async handOut(imageId: ImageId, id: Digest): Promise<HandedOut> {
    const found = (await listArtifacts(this.#context, imageId)).find((one) => one.id === id);
    if (!found) throw new EngineError({ kind: 'no-document', id });
    await this.#files.write(id, found.fileName);
    return { id, fileName: found.fileName };
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const made = this.#turn.then(work);
    this.#turn = made.catch(() => undefined);
    return await made;
  }

  async #make(imageId: ImageId, wish: ExportWish): Promise<ExportedDocument> {
    const { store, config } = this.#context;
    const image = await store.reader.findImage(imageId);
    if (image && wish.view === 'usage' && (await readUsage(store, image)) === undefined)
      throw new EngineError({ kind: 'not-traced' });
    const made = image && (await makeExport(store, image, wish, config));
    if (!made) throw new EngineError({ kind: 'no-image', imageId });
    return made;
  }
}
