import type { AcquiredImage, AcquiredLayer } from '#engine/acquire/index.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { detectCompression, COMPRESSION_MAGIC_BYTES } from '#engine/formats/magic/compression.ts';
import type { InflateLimits } from '#engine/layers/inflate.ts';
import { LAYER_INDEX_VERSION, type LayerIndex } from '#engine/layers/layer-index.ts';
import { readHead, type Region } from '#engine/layers/read-region.ts';
import type { Clock } from '#engine/ports/clock.ts';
import type { Progress, ScanEvent } from '#engine/ports/progress.ts';
import type { FactEntry, FileIdentity, LayerBlob, LayerRecord, Store, TrustEntry } from '#engine/store/index.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { type DiffId, type Digest, digestOf, hexOf } from '#shared/model/digest.ts';
import { MiB } from '#shared/model/units.ts';
import { hasStableInodes, identify, sameIdentity, wasSettled } from './file-identity.ts';
import type { ReadLayerResult, TaskProgress } from './layer-task.ts';
import type { WorkerPool } from './worker-pool.ts';

/** How a layer's content was known without inflating it, if it was (contracts §4). */
export type Cached = false | 'hashed' | 'unchanged';

/** One layer, ready to be replayed; or the reason why it is not. */
export type ObtainedLayer = Readonly<{
  layer: AcquiredLayer;
  /** Verified where `record` is there, else as declared; null when nothing states one. */
  diffId: DiffId | null;
  /** Digest of the blob as stored here, where it was hashed by this store. */
  digest: Digest | null;
  cached: Cached;
  /** Set when the layer was read in this run. */
  index: LayerIndex | null;
  /** null: the layer could not be obtained. */
  record: LayerRecord | null;
  /** Facts made in this pass, keyed by content: already committed. */
  facts: readonly FactEntry[];
  diagnostics: readonly Diagnostic[];
}>;

export type ObtainContext = Readonly<{
  store: Store;
  pool: WorkerPool;
  clock: Clock;
  bounds: InflateLimits;
  /** Forbids the "unchanged" shortcut. */
  verify: boolean;
  /** Reads every layer again. */
  force: boolean;
  progress: Progress;
  signal: AbortSignal | undefined;
}>;

/** A plain layer below this size is hashed in the thread that reads it: a second thread would not be worth its start. */
const SPLIT_HASH_FROM = 32 * MiB;

/** Obtains every layer of an image, in parallel; one that fails does not stop the others. */
export function obtainLayers(image: AcquiredImage, context: ObtainContext): Promise<ObtainedLayer[]> {
  const files = new FileTrust(context.store, context.clock);
  return Promise.all(image.layers.map((layer) => new LayerObtainer(layer, files, context).obtain()));
}

/** A finding about a layer that keeps it out of the image. */
class LayerRefused extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super('layer refused');
    this.diagnostic = diagnostic;
  }
}

class LayerObtainer {
  readonly #layer: AcquiredLayer;
  readonly #files: FileTrust;
  readonly #context: ObtainContext;

  constructor(layer: AcquiredLayer, files: FileTrust, context: ObtainContext) {
    this.#layer = layer;
    this.#files = files;
    this.#context = context;
  }

  async obtain(): Promise<ObtainedLayer> {
    const { region } = this.#layer;
    // Why the blob is not here is in the image's diagnostics.
    if (region === null) return this.#failed([]);
    this.#report('waiting');
    try {
      const before = await this.#files.identity(region.file);
      const known = this.#context.force ? undefined : await this.#fromStore(region, before);
      const obtained = known ?? (await this.#readLocked(region, before));
      this.#report('done', { bytesIn: region.size, entries: obtained.record?.entryCount ?? 0 }, obtained.cached);
      return obtained;
    } catch (error) {
      const diagnostic = error instanceof LayerRefused || error instanceof ParseError ? error.diagnostic : undefined;
      if (!diagnostic) throw error;
      this.#report('failed');
      return this.#failed([{ ...diagnostic, where: { ...diagnostic.where, layer: this.#layer.index } }]);
    }
  }

  /** The layer as this store knows it: by an unchanged file, or by the hash of the blob. */
  async #fromStore(region: Region, identity: FileIdentity): Promise<ObtainedLayer | undefined> {
    const { verify, store } = this.#context;
    if (!verify) {
      const digest = await this.#files.trusted(region, identity);
      const blob = digest && (await this.#blobOf(digest, region));
      const known = blob && (await this.#known(blob.diffId, blob.digest, 'unchanged'));
      if (known) return known;
    }
    const declared = this.#layer.diffId;
    if (declared === null || (await store.reader.findLayer(declared))?.indexVersion !== LAYER_INDEX_VERSION)
      return undefined;
    // Hashing is several times cheaper than inflating, and a declared diffID alone proves nothing.
    const { sha256 } = await this.#context.pool.run<'hash-region'>(
      { kind: 'hash-region', region },
      this.#taskOptions('hashing'),
    );
    const digest = digestOf(sha256);
    await this.#rememberHash(region, identity, digest);
    const blob = await this.#blobOf(digest, region);
    return blob && this.#known(blob.diffId, digest, 'hashed');
  }

  /** What this store found the blob of a digest to be: inflated once, or plain, where the digest is the diffID. */
  async #blobOf(digest: Digest, region: Region): Promise<Pick<LayerBlob, 'digest' | 'diffId'> | undefined> {
    const blob = await this.#context.store.reader.findLayerOfBlob(digest);
    if (blob) return blob;
    const plain = detectCompression(await readHead(region, COMPRESSION_MAGIC_BYTES)) === 'none';
    return plain ? { digest, diffId: digest as DiffId } : undefined;
  }

  async #known(diffId: DiffId, digest: Digest, cached: Cached): Promise<ObtainedLayer | undefined> {
    this.#check(diffId, digest);
    const [record] = await this.#context.store.writer.claimLayers([diffId], LAYER_INDEX_VERSION);
    if (record === undefined) return undefined;
    return {
      layer: this.#layer,
      diffId,
      digest,
      cached,
      index: null,
      record,
      facts: [],
      diagnostics: this.#placed(record.diagnostics),
    };
  }

  /** Reads the blob, while no other scan of this data folder reads the same layer. */
  async #readLocked(region: Region, before: FileIdentity): Promise<ObtainedLayer> {
    const { store, signal, force } = this.#context;
    const declared = this.#layer.diffId;
    if (declared === null) return this.#read(region, before);
    let lock = await store.locks.tryAcquire(declared);
    if (lock === undefined) {
      this.#report('locked');
      lock = await store.locks.acquire(declared, signal);
      await using held = lock;
      // Who held it may have finished the layer.
      const known = force ? undefined : await this.#fromStore(region, before);
      return known ?? (await this.#read(region, before));
    }
    await using held = lock;
    return await this.#read(region, before);
  }

  async #read(region: Region, before: FileIdentity): Promise<ObtainedLayer> {
    const { pool, store, force, bounds } = this.#context;
    const startedAt = this.#context.clock.now();
    const compression = detectCompression(await readHead(region, COMPRESSION_MAGIC_BYTES));
    const split = compression === 'none' && region.size >= SPLIT_HASH_FROM && pool.spare >= 2;
    const reading = pool.run<'read-layer'>(
      { kind: 'read-layer', region, hash: split ? 'none' : 'both', force, bounds },
      this.#taskOptions('reading'),
    );
    // The digest of a plain layer is its own thread's work: file hashes keep the reading one busy.
    const hashing = split
      ? pool.run<'hash-region'>({ kind: 'hash-region', region }, { signal: this.#context.signal })
      : undefined;
    const [read, hashed] = await Promise.all([reading, hashing]);
    const digest = hashed ? digestOf(hashed.sha256) : read.blobDigest;
    const diffId = read.diffId ?? (digest as DiffId | null);
    if (digest === null || diffId === null) throw new Error('a layer was read without being hashed');
    this.#check(diffId, digest);
    const facts = JSON.parse(read.facts) as FactEntry[];
    const record = recordOf(diffId, read);
    await store.writer.commitLayer({
      layer: record,
      blob: blobOf(this.#layer, region, digest, diffId, read),
      facts,
    });
    await this.#rememberHash(region, before, digest, startedAt);
    return {
      layer: this.#layer,
      diffId,
      digest,
      cached: false,
      index: read.index,
      record,
      facts,
      diagnostics: this.#placed(read.diagnostics),
    };
  }

  /** Refuses bytes that are not the ones the image names. */
  #check(diffId: DiffId, digest: Digest): void {
    const { diffId: declaredDiffId, digest: declaredDigest } = this.#layer;
    if (declaredDigest !== null && declaredDigest !== digest) throw refused('layer blob', digest, declaredDigest);
    if (declaredDiffId !== null && declaredDiffId !== diffId)
      throw refused('layer content (diffID)', diffId, declaredDiffId);
  }

  async #rememberHash(
    region: Region,
    before: FileIdentity,
    digest: Digest,
    hashedAtMs = this.#context.clock.now(),
  ): Promise<void> {
    const after = await identify(region.file);
    if (!sameIdentity(before, after))
      throw new LayerRefused({
        code: 'failed',
        what: 'reading the layer',
        found: 'the file was changed meanwhile',
        where: { file: region.file },
      });
    const entry: TrustEntry = {
      identity: before,
      offset: region.offset,
      length: region.size,
      sha256: hexOf(digest),
      hashedAtMs,
    };
    if (wasSettled(before, hashedAtMs)) await this.#context.store.writer.commitTrust([entry]);
  }

  #failed(diagnostics: readonly Diagnostic[]): ObtainedLayer {
    return {
      layer: this.#layer,
      diffId: this.#layer.diffId,
      digest: null,
      cached: false,
      index: null,
      record: null,
      facts: [],
      diagnostics,
    };
  }

  #placed(diagnostics: readonly Diagnostic[]): Diagnostic[] {
    return diagnostics.map((diagnostic) => ({
      ...diagnostic,
      where: { ...diagnostic.where, layer: this.#layer.index },
    }));
  }

  #taskOptions(state: 'hashing' | 'reading') {
    return { signal: this.#context.signal, progress: (progress: TaskProgress) => this.#report(state, progress) };
  }

  #report(
    state: Extract<ScanEvent, { kind: 'layer' }>['state'],
    at?: Pick<TaskProgress, 'bytesIn' | 'entries'>,
    cached?: Cached,
  ): void {
    this.#context.progress({
      kind: 'layer',
      index: this.#layer.index,
      state,
      bytesIn: at?.bytesIn ?? 0,
      total: this.#layer.region?.size ?? 0,
      entries: at?.entries ?? 0,
      ...(cached === undefined ? {} : { cached }),
    });
  }
}

/** What fstat can stand for, per host file; asked once per scan. */
class FileTrust {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #identities = new Map<string, Promise<FileIdentity>>();
  readonly #stable = new Map<string, Promise<boolean>>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  identity(file: string): Promise<FileIdentity> {
    return memo(this.#identities, file, () => identify(file));
  }

  /** Digest that the region had when it was hashed, if nothing can have changed since. */
  async trusted(region: Region, identity: FileIdentity): Promise<Digest | undefined> {
    const entry = await this.#store.reader.findTrust(identity, region.offset, region.size);
    if (!entry || !wasSettled(identity, entry.hashedAtMs) || entry.hashedAtMs > this.#clock.now()) return undefined;
    return (await memo(this.#stable, region.file, () => hasStableInodes(region.file)))
      ? digestOf(entry.sha256)
      : undefined;
  }
}

function memo<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = map.get(key);
  if (known) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function recordOf(diffId: DiffId, read: ReadLayerResult): LayerRecord {
  return {
    diffId,
    indexSha256: read.indexSha256,
    packSha256: read.packSha256,
    indexVersion: LAYER_INDEX_VERSION,
    entryCount: read.index.count,
    uncompressedSize: read.uncompressedSize,
    diagnostics: read.diagnostics,
  };
}

function blobOf(
  layer: AcquiredLayer,
  region: Region,
  digest: Digest,
  diffId: DiffId,
  { compression }: ReadLayerResult,
): LayerBlob | null {
  // Others are refused before they are read.
  if (compression !== 'none' && compression !== 'gzip' && compression !== 'zstd') return null;
  return { digest, diffId, size: region.size, mediaType: layer.mediaType, compression };
}

function refused(what: string, found: string, expected: string): LayerRefused {
  return new LayerRefused({ code: 'digest-mismatch', what, found, expected });
}
