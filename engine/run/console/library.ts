import { basename } from 'node:path';
import { analyzerKey } from '#engine/analyzers/analyzer.ts';
import type { ImageRecord, Store } from '#engine/store/index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { LibraryFindings } from '#shared/model/find.ts';
import type { CollectReport, LeavingImage, LibraryImage, LibraryList } from '#shared/model/library.ts';
import { enabledAnalyzers } from '../analyzer-set.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { Library } from './engine.ts';

/** Beginning of the settings that name the files of images that were sent by a browser. */
const SOURCE_NAME = 'source-name.';

/** Takes an image out of the catalog, unless it was scanned again. Its name goes last: without an image it means nothing. */
export async function removeForGood(
  { reader, writer }: Store,
  { imageId, scannedAtMs }: Pick<ImageRecord, 'imageId' | 'scannedAtMs'>,
): Promise<void> {
  if ((await reader.findImage(imageId))?.scannedAtMs !== scannedAtMs) return;
  await writer.removeImage(imageId);
  await writer.setSetting(`${SOURCE_NAME}${imageId}`, null);
}

/** Scanned images as they are listed. */
export class LibraryService implements Library {
  readonly #context: EngineContext;
  /** Components of the final tree, by image and scan: counting them reads an index from end to end. */
  readonly #counts = new Map<string, number>();

  constructor(context: EngineContext) {
    this.#context = context;
  }

  async list(): Promise<LibraryList> {
    const { store, departures } = this.#context;
    const generation = await this.generation();
    const images: LibraryImage[] = [];
    const leaving: LeavingImage[] = [];
    const names = await this.#sourceNames();
    for (const record of await store.reader.listImages()) {
      const image = await this.#view(record, names);
      const leftMs = departures.leftMs(image);
      if (leftMs === null) images.push(image);
      else leaving.push({ image, leftMs });
    }
    return { generation, images, leaving };
  }

  async generation(): Promise<string> {
    const { store, departures } = this.#context;
    return `${await store.reader.libraryGeneration()}+${departures.mark}`;
  }

  async get(imageId: ImageId): Promise<LibraryImage> {
    const image = await this.#context.store.reader.findImage(imageId);
    if (!image) throw new EngineError({ kind: 'no-image', imageId });
    return await this.#view(image, await this.#sourceNames());
  }

  async find(text: string, limit: number): Promise<LibraryFindings> {
    return await this.#context.store.reader.findInLibrary({ text, limit });
  }

  async remove(imageId: ImageId): Promise<boolean> {
    const { store, departures } = this.#context;
    const image = await store.reader.findImage(imageId);
    return image !== undefined && departures.start(image);
  }

  restore(imageId: ImageId): boolean {
    return this.#context.departures.undo(imageId);
  }

  async collect(dryRun: boolean): Promise<CollectReport> {
    const { store, config } = this.#context;
    const report = await store.gc({ dryRun, analyzerKeys: enabledAnalyzers(config).map(analyzerKey) });
    return {
      dryRun: report.dryRun,
      freedBytes: report.freedBytes,
      removed: { ...report.removed },
      keptBytes: report.kept.bytes,
    };
  }

  /** Remembers how an image's file is called; null: by its path. */
  async nameSource(imageId: string, name: string | null): Promise<void> {
    const { reader, writer } = this.#context.store;
    const key = `${SOURCE_NAME}${imageId}`;
    const [known] = await reader.listSettings(key);
    if ((known?.value ?? null) !== name) await writer.setSetting(key, name);
  }

  async #sourceNames(): Promise<ReadonlyMap<string, string>> {
    const settings = await this.#context.store.reader.listSettings(SOURCE_NAME);
    return new Map(settings.map(({ key, value }) => [key.slice(SOURCE_NAME.length), value]));
  }

  async #view(image: ImageRecord, names: ReadonlyMap<string, string>): Promise<LibraryImage> {
    const { imageId, tags, config, distro, complete, scannedAtMs, digests, layerCount, source } = image;
    // Who looks between the end of a scan and the note of its name sees no path of ours either.
    const sent = names.get(imageId) ?? (source.path === null ? undefined : this.#context.uploads.nameOf(source.path));
    const name = sent ?? (source.path === null ? null : basename(source.path));
    return {
      imageId,
      tags,
      platform: config?.platform ?? null,
      distro: distro && { id: distro.id, versionId: distro.versionId, prettyName: distro.prettyName },
      layers: layerCount,
      components: await this.#components(image),
      complete,
      scannedAtMs,
      source: { kind: source.kind, name, path: sent === undefined ? source.path : null },
      digests,
    };
  }

  async #components({ imageId, scannedAtMs }: ImageRecord): Promise<number> {
    const key = `${imageId} ${scannedAtMs}`;
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const counts = await this.#context.store.reader.countByType(imageId);
    const components = counts.reduce((sum, { count }) => sum + count, 0);
    this.#counts.set(key, components);
    return components;
  }
}
