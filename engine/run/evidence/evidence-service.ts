import { createHash } from 'node:crypto';
import { diffText } from '#engine/diff/text/text-diff.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { entryPath, entrySha256, type LayerIndex } from '#engine/layers/layer-index.ts';
import type { ImageRecord } from '#engine/store/index.ts';
import type { ImageId, Sha256 } from '#shared/model/digest.ts';
import { sha256 as sha256Of } from '#engine/bytes/sha256.ts';
import type { Decoded } from '#shared/model/decoded.ts';
import type { ClaimWindow } from '#shared/model/claims.ts';
import type { EvidenceBytes } from '#shared/model/evidence-bytes.ts';
import type { Locator } from '#shared/model/evidence.ts';
import type { TextDiff } from '#shared/model/text-diff.ts';
import { type ByteRange, type Bytes, type LayerIndex as LayerNumber, MiB } from '#shared/model/units.ts';
import type { EngineContext } from '../console/context.ts';
import { EngineError } from '../console/engine-error.ts';
import type { ClaimsRequest, EvidenceReader, EvidenceRequest, OpenFile } from '../console/engine.ts';
import { rootPath } from '../console/files.ts';
import { Contents } from '../contents.ts';
import { readInside } from '../obtain-directory.ts';
import { readClaims } from './read-claims.ts';
import { decode } from './decode/decode.ts';
import { countLines } from './count-lines.ts';
import { insideWindow, windowOf } from './evidence-window.ts';
import { contentInMemory, type FileContent } from './file-content.ts';
import { findContent } from './find-content.ts';
import { LayerIndexes } from './layer-bytes.ts';
import { Evicted, SourceReader } from './layer-sources.ts';
import { openContainer } from './open-container.ts';
import { type ReadAgain, readEntryAgain, readTarAgain } from './read-layer-again.ts';
import { SharedCache, type Taken } from './shared-cache.ts';

/** Files that stay at hand: at most 128 MiB of memory, larger files on disk. */
const MOST_FILES = 16;
const PROGRESS_EVERY_MS = 200;
/** A text shown from the middle of a line begins with that line, if it is not too long. */
const LINE_START_BYTES: Bytes = 4096;
const LINE_FEED = 0x0a;

/** Shows the bytes that claims rest on: from a layer's kept sources, else by reading the layer again. */
export class EvidenceService implements EvidenceReader, AsyncDisposable {
  readonly #context: EngineContext;
  readonly #sources: SourceReader;
  readonly #indexes: LayerIndexes;
  readonly #files = new SharedCache<FileContent>(MOST_FILES);

  constructor(context: EngineContext) {
    this.#context = context;
    this.#sources = new SourceReader(context.store);
    this.#indexes = new LayerIndexes(context.store);
  }

  async read(request: EvidenceRequest): Promise<EvidenceBytes> {
    const { imageId, locator } = request;
    const image = await this.#image(imageId);
    try {
      if (locator.container.length === 0) {
        using file = await this.#take(image, locator.layerIndex, locator.path);
        return await showFile(file.value, request);
      }
      if (locator.container[0] === 'layer tar') return await this.#showMarker(image, request);
      using archive = await this.#take(image, locator.layerIndex, locator.path);
      await using inner = await openContainer(archive.value, locator.container);
      return await showFile(inner, request);
    } catch (error) {
      const evicted = asEvicted(error);
      if (!evicted) throw error;
      return { state: 'evicted', reason: evicted.reason, detail: evicted.message, sha256: locator.sha256 };
    }
  }

  async decode(imageId: ImageId, locator: Locator): Promise<Decoded> {
    const image = await this.#image(imageId);
    try {
      // A marker's header says nothing but its name.
      if (locator.container[0] === 'layer tar') return { state: 'unknown-format' };
      using file = await this.#take(image, locator.layerIndex, locator.path);
      if (locator.container.length === 0) return await decode(file.value, locator);
      await using inner = await openContainer(file.value, locator.container);
      return await decode(inner, locator);
    } catch (error) {
      const evicted = asEvicted(error);
      if (!evicted) throw error;
      return { state: 'evicted', reason: evicted.reason, detail: evicted.message };
    }
  }

  async claims(request: ClaimsRequest): Promise<ClaimWindow> {
    return await readClaims(this.#context.store, await this.#image(request.imageId), request);
  }

  async compare(imageId: ImageId, path: string, old: LayerNumber, now: LayerNumber): Promise<TextDiff> {
    const texts: Uint8Array[] = [];
    for (const [role, layer] of [
      ['old', old],
      ['new', now],
    ] as const) {
      try {
        await using file = await this.open(imageId, layer, path);
        if (file.size > limits.diffTextBytes) return { state: 'too-large', most: limits.diffTextBytes };
        texts.push(await file.read(0, file.size));
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        return { state: 'gone', role, failure: error.failure };
      }
    }
    const [before = new Uint8Array(0), after = new Uint8Array(0)] = texts;
    return diffText(before, after);
  }

  async open(imageId: ImageId, layer: LayerNumber, path: string): Promise<OpenFile> {
    const image = await this.#image(imageId);
    try {
      const taken = await this.#take(image, layer, path);
      const { size, from } = taken.value;
      return {
        size,
        from,
        read: (start, end) => taken.value.read(start, end),
        [Symbol.asyncDispose]: async () => taken[Symbol.dispose](),
      };
    } catch (error) {
      const evicted = asEvicted(error);
      throw evicted ? new EngineError({ kind: 'no-bytes', why: evicted.message }, { cause: error }) : error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#files[Symbol.asyncDispose]();
    await this.#indexes[Symbol.asyncDispose]();
    await this.#sources[Symbol.asyncDispose]();
  }

  async #image(imageId: ImageId): Promise<ImageRecord> {
    const image = await this.#context.store.reader.findImage(imageId);
    if (!image) throw new EngineError({ kind: 'no-image', imageId });
    return image;
  }

  /** The content of a path as it is after a layer. @throws Evicted */
  async #take(image: ImageRecord, layer: LayerNumber, printed: string): Promise<Taken<FileContent>> {
    const stored = await this.#context.trees.get(image.imageId);
    const place = findContent(stored, layer, rootPath(printed));
    const index = place && stored.indexes[place.layer];
    if (!place || !index)
      throw new Evicted('no-such-path', `There is no file "${printed}" in the image up to layer ${layer}`);
    const sha256 = entrySha256(index, place.row);
    return await this.#files.take(`${image.imageId} ${sha256}`, async () => {
      const packSha256 = stored.records[place.layer]?.packSha256 ?? null;
      return (
        (await this.#fromPack(index, place.row, packSha256)) ??
        (await this.#fromSource(image, index, place.layer, place.row))
      );
    });
  }

  async #fromPack(index: LayerIndex, row: number, packSha256: Sha256 | null): Promise<FileContent | undefined> {
    await using contents = new Contents([{ index, packSha256, blob: null }], this.#context.store.blobs);
    const [bytes] = await contents.read([{ layer: 0, row }]);
    return bytes && contentInMemory(bytes, entrySha256(index, row), 'pack');
  }

  async #fromSource(image: ImageRecord, index: LayerIndex, layer: LayerNumber, row: number): Promise<FileContent> {
    const sha256 = entrySha256(index, row);
    const size = index.size[row] ?? 0;
    using uploaded = this.#context.uploads.use(image.source.path ?? '');
    using sources = await this.#sources.take(image);
    const { root, regions } = sources.value;
    if (root !== null) {
      const bytes = await readInside(root, entryPath(index, row));
      if (sha256Of(bytes) === sha256) return contentInMemory(bytes, sha256, 'folder');
      throw new Evicted('source-changed', `The file in ${root} is not as it was scanned`);
    }
    const region = regions[layer];
    if (!region) throw new Evicted('source-gone', `Layer ${layer} is not in ${image.source.path ?? 'the source'}`);
    const { diffId } = (await this.#context.trees.get(image.imageId)).layers[layer] ?? {};
    if (diffId !== undefined) {
      // A file that is larger than what is read again waits for the index: nothing else would show it.
      if (size > limits.evidenceFileBytes) await this.#indexes.make(region, diffId);
      const ranged = await this.#indexes.open(region, diffId, index, row, sha256);
      if (ranged) return heldBy(ranged, this.#sources.take(image));
      void this.#indexes.make(region, diffId);
    }
    if (size > limits.evidenceFileBytes)
      throw new Evicted('too-large', `The file has ${size} bytes, at most ${limits.evidenceFileBytes} are read again`);
    const content = await this.#reading(image, layer, region, (again) =>
      readEntryAgain(again, { dataOffset: index.dataOffset[row] ?? 0, size, sha256 }, () =>
        this.#context.store.blobs.tempFile('evidence'),
      ),
    );
    if (!content) throw new Evicted('source-changed', `Layer ${layer} is not as it was scanned`);
    return content;
  }

  /** A marker has no content: its header in the tar is the proof. */
  async #showMarker(image: ImageRecord, { locator, context, at }: EvidenceRequest): Promise<EvidenceBytes> {
    const stored = await this.#context.trees.get(image.imageId);
    const size = stored.records[locator.layerIndex]?.uncompressedSize;
    if (size === undefined) throw new Evicted('layer-unreadable', `Layer ${locator.layerIndex} could not be read`);
    using sources = await this.#sources.take(image);
    const region = sources.value.regions[locator.layerIndex];
    if (!region) throw new Evicted('source-gone', `Layer ${locator.layerIndex} is not in the source`);
    const window = windowOf(locator.segments, size, { context, at });
    const whole = { from: Math.min(window.from, firstOf(locator)), to: Math.max(window.to, lastOf(locator)) };
    if (whole.to - whole.from > limits.evidenceWindowBytes)
      throw new Evicted('unsupported-container', 'The cited bytes of the tar lie too far apart');
    const bytes = await this.#reading(image, locator.layerIndex, region, (again) => readTarAgain(again, whole));
    const part = ({ from, to }: ByteRange): Buffer => bytes.subarray(from - whole.from, to - whole.from);
    const found = sha256Of(Buffer.concat(locator.segments.map(part)));
    return {
      state: 'bytes',
      base64: part(window).toString('base64'),
      window,
      size,
      segments: insideWindow(locator.segments, window),
      cited: locator.segments,
      fileSha256: null,
      firstLine: null,
      lines: null,
      sha256: { claimed: locator.sha256, found, equal: found === locator.sha256 },
      from: 'layer',
    };
  }

  /** Tells subscribers how far it is, now and then. */
  async #reading<T>(
    { imageId }: ImageRecord,
    layerIndex: LayerNumber,
    region: ReadAgain['region'],
    read: (again: ReadAgain) => Promise<T>,
  ): Promise<T> {
    const { events, clock } = this.#context;
    const tell = (bytesIn: Bytes, done: boolean): void =>
      events.publish({ kind: 'layer-read', imageId, layerIndex, bytesIn, total: region.size, done });
    let last = clock.now();
    let seen = 0;
    const onBytes = (bytesIn: Bytes): void => {
      seen = bytesIn;
      if (clock.now() - last < PROGRESS_EVERY_MS) return;
      last = clock.now();
      tell(bytesIn, false);
    };
    try {
      return await read({ region, onBytes });
    } finally {
      tell(seen, true);
    }
  }
}

/** Keeps the source open as long as the content is: an archive that was inflated as a whole lies in a temporary file. */
async function heldBy(content: FileContent, source: Promise<Disposable>): Promise<FileContent> {
  const held = await source;
  return {
    ...content,
    [Symbol.asyncDispose]: async () => {
      await content[Symbol.asyncDispose]();
      held[Symbol.dispose]();
    },
  };
}

function firstOf({ segments }: Locator): Bytes {
  return segments[0]?.from ?? 0;
}

function lastOf({ segments }: Locator): Bytes {
  return segments.at(-1)?.to ?? 0;
}

async function showFile(content: FileContent, { locator, context, at }: EvidenceRequest): Promise<EvidenceBytes> {
  const { segments: cited } = locator;
  const wanted = windowOf(cited, content.size, { context, at });
  const isText = locator.kind === 'lines' || locator.kind === 'json';
  const from = isText && at === undefined ? await lineStart(content, wanted.from) : wanted.from;
  const window = { from, to: Math.min(wanted.to, from + limits.evidenceWindowBytes) };
  const counted = await countLines(content, window.from, cited);
  const found = await hashOf(content, cited);
  return {
    state: 'bytes',
    base64: Buffer.from(await content.read(window.from, window.to)).toString('base64'),
    window,
    size: content.size,
    segments: insideWindow(cited, window),
    cited,
    fileSha256: content.sha256,
    firstLine: counted?.firstLine ?? null,
    lines: counted?.lines ?? null,
    sha256: { claimed: locator.sha256, found, equal: found === locator.sha256 },
    from: content.from,
  };
}

/** Of the cited bytes joined; a claim without any (a database that lacks a row) is about the whole file. */
async function hashOf(content: FileContent, cited: readonly ByteRange[]): Promise<Sha256> {
  const [first] = cited;
  if (!first || (cited.length === 1 && first.from === 0 && first.to === content.size)) return content.sha256;
  const hash = createHash('sha256');
  for (const { from, to } of cited)
    for (let at = from; at < Math.min(to, content.size); at += MiB)
      hash.update(await content.read(at, Math.min(at + MiB, to)));
  return hash.digest('hex') as Sha256;
}

async function lineStart(content: FileContent, place: Bytes): Promise<Bytes> {
  const start = Math.max(0, place - LINE_START_BYTES);
  const before = await content.read(start, place);
  const lineFeed = before.lastIndexOf(LINE_FEED);
  if (lineFeed >= 0) return start + lineFeed + 1;
  return start === 0 ? 0 : place;
}

/** Damage and missing files are what may be found in a source; everything else is our bug. */
function asEvicted(error: unknown): Evicted | undefined {
  if (error instanceof Evicted) return error;
  if (error instanceof ParseError) {
    const reason = error.diagnostic.code === 'digest-mismatch' ? 'source-changed' : 'layer-unreadable';
    return new Evicted(reason, error.message, { cause: error });
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error)
    return new Evicted(error.code === 'ENOENT' ? 'source-gone' : 'layer-unreadable', error.message, { cause: error });
  return undefined;
}
