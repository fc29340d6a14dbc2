import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { AcquiredImage } from '#engine/acquire/index.ts';
import { LAYER_INDEX_VERSION } from '#engine/layers/layer-index.ts';
import type { FileIdentity } from '#engine/store/index.ts';
import { scanResultSchema } from '#shared/schema/scan-result.ts';
import { hasStableInodes, identify, sameIdentity, wasSettled } from './file-identity.ts';
import type { KnownSubject, ScanContext, ScanSubject } from './scan-subject.ts';

/** Raise when the remembered shape changes. */
const VERSION = 1;

/** What was found in a compressed archive, by what was asked for. */
const memorySchema = z.record(
  z.string(),
  z.object({
    hashedAtMs: z.number(),
    imageId: z.string(),
    kind: z.string(),
    tags: z.array(z.string()),
    digests: scanResultSchema.shape.digests,
    platform: scanResultSchema.shape.platform,
    layers: z.array(scanResultSchema.shape.layers.element.omit({ cached: true })),
  }),
);
type Memory = z.infer<typeof memorySchema>;

/**
 * An archive that is compressed as a whole has to be inflated to be looked into, so for it alone it is remembered which image it
 * holds. Under the same conditions as for layers (contracts §4) an unchanged file then needs no reading at all.
 */
export class WrappedArchive {
  readonly #path: string;
  readonly #wish: string;
  readonly #context: ScanContext;
  #before: FileIdentity | undefined;
  #startedAt = 0;

  constructor(ref: string, wish: readonly (string | undefined)[], context: ScanContext) {
    this.#path = resolve(ref);
    this.#wish = JSON.stringify(wish.map((one) => one ?? null));
    this.#context = context;
  }

  /** The image as it was found before; undefined when it has to be looked for. */
  async recall(): Promise<KnownSubject | undefined> {
    const { store, clock } = this.#context;
    this.#before = await this.#identify();
    this.#startedAt = clock.now();
    const memory = this.#before && (await this.#memory(this.#before))[this.#wish];
    if (!memory || !this.#before) return undefined;
    if (
      !wasSettled(this.#before, memory.hashedAtMs) ||
      memory.hashedAtMs > clock.now() ||
      !(await hasStableInodes(this.#path))
    )
      return undefined;
    const diffIds = memory.layers.map(({ diffId }) => diffId as ScanSubject['layers'][number]['diffId']);
    const records = await store.writer.claimLayers(diffIds, LAYER_INDEX_VERSION);
    const known = new Set<string>(records.map(({ diffId }) => diffId));
    return {
      imageId: memory.imageId as KnownSubject['imageId'],
      source: { kind: memory.kind, path: this.#path },
      tags: memory.tags,
      digests: memory.digests as unknown as KnownSubject['digests'],
      platform: memory.platform as KnownSubject['platform'],
      layers: memory.layers.map((layer) => ({
        ...(layer as unknown as KnownSubject['layers'][number]),
        complete: known.has(layer.diffId),
        cached: 'unchanged',
      })),
    };
  }

  /** Keeps what was found, if the file is such an archive and was not changed meanwhile. */
  async remember(image: AcquiredImage, subject: ScanSubject): Promise<void> {
    const { store } = this.#context;
    const spooled = image.layers.some(({ region }) => region !== null && region.file !== image.source.path);
    if (!image.source.kind.endsWith('-archive') || !spooled || image.source.path !== this.#path) return;
    const after = await this.#identify();
    const before = this.#before;
    if (!before || !after || !sameIdentity(before, after) || !wasSettled(before, this.#startedAt)) return;
    if (subject.layers.some(({ complete }) => !complete)) return;
    const memory: Memory = {
      ...(await this.#memory(before)),
      [this.#wish]: {
        hashedAtMs: this.#startedAt,
        imageId: subject.imageId,
        kind: subject.source.kind,
        tags: [...subject.tags],
        digests: [...subject.digests],
        platform: subject.platform,
        layers: subject.layers.map(({ index, diffId, digest, size, createdBy }) => ({
          index,
          diffId,
          digest,
          size,
          createdBy,
        })),
      },
    };
    await store.writer.saveArchiveIndex(before, VERSION, memory);
  }

  async #memory(identity: FileIdentity): Promise<Memory> {
    const parsed = memorySchema.safeParse(await this.#context.store.reader.findArchiveIndex(identity, VERSION));
    return parsed.success ? parsed.data : {};
  }

  /** undefined for what is no file, or not there: the acquire stage says so in its own words. */
  async #identify(): Promise<FileIdentity | undefined> {
    try {
      return (await stat(this.#path)).isFile() ? await identify(this.#path) : undefined;
    } catch {
      return undefined;
    }
  }
}
