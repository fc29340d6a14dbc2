import type { ArtifactView, HandedOut, RemadeDocument } from '#shared/model/artifact.ts';
import type { ClaimPlace, ClaimWindow } from '#shared/model/claims.ts';
import type {
  ComponentDetail,
  ComponentGroup,
  ComponentSort,
  ComponentWindow,
  EdgeDirection,
  EdgesWindow,
  OwnedFilesWindow,
  RowFormat,
  RowsPiece,
} from '#shared/model/component-list.ts';
import type { Decoded } from '#shared/model/decoded.ts';
import type { EntryTrace, TraceHints } from '#shared/model/entry-trace.ts';
import type { HintedStart } from '#shared/model/hinted-start.ts';
import type { DiffRow } from '#shared/model/diff.ts';
import type { DiffFilter, DiffHead, DiffWindow } from '#shared/model/diff-view.ts';
import type { AttestationView, DocumentAttestation, SignerView, TrustKey } from '#shared/model/attestation.ts';
import type { Digest, ImageId, Sha256 } from '#shared/model/digest.ts';
import type { EvidenceBytes } from '#shared/model/evidence-bytes.ts';
import type { Locator } from '#shared/model/evidence.ts';
import type { ExportedDocument, ExportWish } from '#shared/model/export.ts';
import type { DirectoryWindow, NamedFile, PathDetail } from '#shared/model/file-list.ts';
import type {
  NetworkLedger,
  PluginSettings,
  RetentionPreview,
  RetentionRow,
  RetentionRule,
  StorageReport,
} from '#shared/model/housekeeping.ts';
import type { LibraryFindings } from '#shared/model/find.ts';
import type { JobEvent } from '#shared/model/job-event.ts';
import type { JobView } from '#shared/model/job.ts';
import type {
  About,
  CollectReport,
  ImageOverview,
  LayerFiles,
  LibraryImage,
  LibraryList,
  Preflight,
} from '#shared/model/library.ts';
import type { LayerEntries, LayerKinds, LinksSoFar, PartialRows, SoFarWindow } from '#shared/model/so-far.ts';
import type {
  LayerSummary,
  PathChange,
  SpaceWindow,
  TreeFilter,
  TreeFolds,
  TreeMode,
  TreeWindow,
} from '#shared/model/layer-tree.ts';
import type { LinkView, NeededBy } from '#shared/model/links.ts';
import type { TextDiff } from '#shared/model/text-diff.ts';
import type { Bytes, LayerIndex } from '#shared/model/units.ts';
import type { UsageAnswer, UsageSummary } from '#shared/model/usage.ts';
import type { Filter } from '#shared/schema/filter.ts';

/** What to scan: something on this machine, or a finished upload. */
export type ScanSource = Readonly<{ path: string }> | Readonly<{ uploadId: string }>;

export type ScanRequest = Readonly<{
  source: ScanSource;
  image?: string | undefined;
  platform?: string | undefined;
  /** Reads every layer again. */
  force?: boolean | undefined;
}>;

export type Library = Readonly<{
  list(): Promise<LibraryList>;
  /** @throws EngineError `not-found` */
  get(imageId: ImageId): Promise<LibraryImage>;
  /**
   * Removes an image when ten seconds are over, unless it is had back or scanned again before, or the engine ends. False when there is
   * none that stays. Bytes are freed by {@link Library.collect}.
   */
  remove(imageId: ImageId): Promise<boolean>;
  /** Has an image back that is leaving. False when it is too late. */
  restore(imageId: ImageId): boolean;
  collect(dryRun: boolean): Promise<CollectReport>;
  /** Components by name or package URL, and files that prove something by path, in all images. */
  find(text: string, limit: number): Promise<LibraryFindings>;
}>;

export type Scans = Readonly<{
  preflight(source: ScanSource): Promise<Preflight>;
  /** The same request while it waits or runs is the same job. @throws EngineError `not-found` for an unknown upload */
  start(request: ScanRequest): Promise<Readonly<{ jobId: string }>>;
  /** False when the job has ended. @throws EngineError `not-found`; `refused` when another process runs it */
  cancel(jobId: string): Promise<boolean>;
  /** Queues a failed or cancelled job again; an interrupted one goes on now. False for any other. */
  retry(jobId: string): Promise<boolean>;
  /** Takes those of the jobs that have ended off the list. Images, layers and documents stay. */
  clear(jobIds: readonly string[]): Promise<readonly string[]>;
  /** Newest first. */
  list(): Promise<readonly JobView[]>;
  /** @throws EngineError `not-found` */
  get(jobId: string): Promise<JobView>;
}>;

/** An event with the id that a subscriber gives to go on after it. */
export type IdentifiedEvent = Readonly<{ id: string; event: JobEvent }>;

export type Events = Readonly<{
  /**
   * Events after the one with id `since`, then those that come. A snapshot comes first when `since` is absent, of an earlier
   * start of the engine, or older than what is kept.
   */
  follow(since: string | undefined, signal: AbortSignal): AsyncIterable<IdentifiedEvent>;
}>;

export type RowsRequest = Readonly<{
  imageId: ImageId;
  filter: Filter;
  sort: ComponentRequest['sort'];
  group: Readonly<{ by: ComponentGroup; descending: boolean }> | null;
  columns: readonly ComponentSort[];
  format: RowFormat;
  offset: number;
  /** Of the piece before, which must be of the same list; null for the first. */
  generation: string | null;
}>;

export type ComponentRequest = Readonly<{
  imageId: ImageId;
  filter: Filter;
  sort: readonly Readonly<{ by: ComponentSort; descending: boolean }>[];
  at: Readonly<{ offset: number }> | Readonly<{ anchor: string; before: number }>;
  limit: number;
  facets: boolean;
  group?: Readonly<{ by: ComponentGroup; descending: boolean }> | null;
}>;

export type EdgesRequest = Readonly<{
  imageId: ImageId;
  key: string;
  direction: EdgeDirection;
  offset: number;
  limit: number;
}>;

/** All of them throw EngineError `not-found` for an unknown image, component or document. */
export type Images = Readonly<{
  overview(imageId: ImageId): Promise<ImageOverview>;
  layerFiles(imageId: ImageId): Promise<readonly LayerFiles[]>;
  /** The first packages by name, while a first scan runs. @throws EngineError `not-found` when this process runs none */
  soFar(imageId: ImageId, limit: number): Promise<SoFarWindow>;
  /** What executables in finished layers say that they need. @throws EngineError `not-found` when this process runs none */
  linksSoFar(imageId: ImageId, offset: number, limit: number): Promise<LinksSoFar>;
  /** What finished layers hold. @throws EngineError `not-found` when this process runs none */
  kindsSoFar(imageId: ImageId): Promise<readonly LayerKinds[]>;
  /** A piece of the rows so far, as text that says it is partial. @throws EngineError `not-found`; `refused` before they are known */
  partialRows(imageId: ImageId, offset: number): Promise<PartialRows>;
  /** Entries of a layer that a running scan has finished. @throws EngineError `not-found` when this process runs none */
  entriesSoFar(imageId: ImageId, layer: LayerIndex, offset: number, limit: number): Promise<LayerEntries>;
  components(request: ComponentRequest): Promise<ComponentWindow>;
  /** A stretch of the filtered, sorted list as text. */
  rows(request: RowsRequest): Promise<RowsPiece>;
  component(imageId: ImageId, key: string): Promise<ComponentDetail>;
  edges(request: EdgesRequest): Promise<EdgesWindow>;
  ownedFiles(imageId: ImageId, key: string, offset: number, limit: number): Promise<OwnedFilesWindow>;
  directory(imageId: ImageId, path: string, offset: number, limit: number): Promise<DirectoryWindow>;
  path(imageId: ImageId, path: string): Promise<PathDetail>;
  /** Files by their path, or libraries by their name alone. */
  named(imageId: ImageId, name: string, limit: number): Promise<readonly NamedFile[]>;
  artifacts(imageId: ImageId): Promise<readonly ArtifactView[]>;
  /** Uncompressed bytes of a stored document. */
  artifact(id: Digest): Promise<Readonly<{ bytes: Uint8Array; mediaType: string; name: string }>>;
}>;

export type EvidenceRequest = Readonly<{
  imageId: ImageId;
  locator: Locator;
  /** Bytes wanted before and after the cited ones. */
  context: Bytes;
  /** Start of the window in the file, instead of the first segment. */
  at?: Bytes | undefined;
}>;

/** A file of one layer, open for ranged reads. Dispose of it when done. */
export type OpenFile = AsyncDisposable &
  Readonly<{ size: Bytes; read(from: Bytes, to: Bytes): Promise<Uint8Array>; from: 'pack' | 'layer' | 'folder' }>;

export type ClaimsRequest = ClaimPlace & Readonly<{ imageId: ImageId; offset: number; limit: number }>;

export type EvidenceReader = Readonly<{
  read(request: EvidenceRequest): Promise<EvidenceBytes>;
  /** The bytes of a proof as what they say. */
  decode(imageId: ImageId, locator: Locator): Promise<Decoded>;
  /** Which claims rest on a file, or on some bytes of it. @throws EngineError `not-found` for an unknown image or layer */
  claims(request: ClaimsRequest): Promise<ClaimWindow>;
  /** How the text of a path differs from one layer's copy to another's. @throws EngineError `not-found` for an unknown image */
  compare(imageId: ImageId, path: string, old: LayerIndex, now: LayerIndex): Promise<TextDiff>;
  /** The content of a path as it is after a layer. @throws EngineError `not-found`, also when the source is gone */
  open(imageId: ImageId, layer: LayerIndex, path: string): Promise<OpenFile>;
}>;

/** A component by its key, or a path of the final tree. */
export type UsageSubject = Readonly<{ key: string }> | Readonly<{ path: string }>;

/** What the start of an image reaches; null where that was not traced. EngineError `not-found` for an unknown image. */
export type UsageReader = Readonly<{
  summary(imageId: ImageId): Promise<UsageSummary | null>;
  /** Also null for what is not in the final tree. Of long lists of open points the first are told. */
  of(imageId: ImageId, subject: UsageSubject): Promise<UsageAnswer | null>;
}>;

/** From which image to which. */
export type DiffPair = Readonly<{ old: ImageId; new: ImageId; allowMixed: boolean }>;

/** All of them throw EngineError `not-found` for an unknown image or row, `refused` for images of different analyzers. */
export type Diffs = Readonly<{
  head(pair: DiffPair): Promise<DiffHead>;
  window(pair: DiffPair, filter: DiffFilter, offset: number, limit: number): Promise<DiffWindow>;
  row(pair: DiffPair, id: string): Promise<DiffRow>;
  /** How the text of a file changed; reads layers again where it must. */
  text(pair: DiffPair, id: string): Promise<TextDiff>;
}>;

/** What an image starts, and what that maps. All of them throw EngineError `not-found` for an unknown image. */
export type Starts = Readonly<{
  /** As the scan stored it, or as a first scan that runs has it; null: it was scanned before there were traces, or is not traced yet. */
  trace(imageId: ImageId): Promise<EntryTrace | null>;
  /** With values that a person gives instead of the image's own; nothing of it is stored. null: as above. */
  hinted(imageId: ImageId, hints: TraceHints): Promise<HintedStart | null>;
  /** null: the path leads to no ELF file. */
  links(imageId: ImageId, path: string): Promise<LinkView | null>;
  /** null: not traced, so nothing is known to be reached. */
  neededBy(imageId: ImageId, path: string): Promise<NeededBy | null>;
}>;

export type Exports = Readonly<{
  /** Absolute path of the folder of {@link Exports.handOut}: `<64 hex>/<fileName>` in it. */
  folder: string;
  /**
   * Makes a document, checks it, makes it again to compare, and stores it.
   *
   * @throws EngineError `not-found`; `refused` for a view that is not known of this image
   */
  make(imageId: ImageId, wish: ExportWish): Promise<ExportedDocument>;
  /**
   * Makes a stored document again from what is stored of its image, and compares. Nothing is stored.
   *
   * @throws EngineError `not-found`; `refused` for one that is made by a scan alone
   */
  remake(imageId: ImageId, id: Digest): Promise<RemadeDocument>;
  /**
   * Lays a document of an image into the data folder as a file of its own, until the engine is closed, so that a host can give it
   * to other programs.
   *
   * @throws EngineError `not-found`
   */
  handOut(imageId: ImageId, id: Digest): Promise<HandedOut>;
}>;

/** What layers did. All of them throw EngineError `not-found` for an unknown image, layer or path. */
export type LayersReader = Readonly<{
  /** One per layer, base first. */
  summary(imageId: ImageId): Promise<readonly LayerSummary[]>;
  tree(request: TreeRequest): Promise<TreeWindow>;
  /** Copies that the finished tree does not need. `from`: those in lower layers are left out. */
  space(imageId: ImageId, from: LayerIndex, offset: number, limit: number): Promise<SpaceWindow>;
  /** Every layer that touched a path, base first; markers of folders above it too. */
  path(imageId: ImageId, path: string): Promise<readonly PathChange[]>;
}>;

export type TreeRequest = Readonly<{
  imageId: ImageId;
  mode: TreeMode;
  layer: LayerIndex;
  filter: TreeFilter;
  folds: TreeFolds;
  /** Printed path whose line is wanted too. */
  anchor: string | null;
  offset: number;
  limit: number;
}>;

/** Text by key, for the console's own preferences. */
export type Settings = Readonly<{
  get(): Promise<Readonly<Record<string, string>>>;
  /** null removes. */
  set(key: string, value: string | null): Promise<void>;
}>;

/**
 * Attestations of images, checked offline each time they are asked for. Those of an image whose first scan runs are held in memory,
 * stored when it ends, and dropped when it brings nothing. EngineError `not-found` for an unknown image.
 */
export type Attestations = Readonly<{
  list(imageId: ImageId): Promise<readonly AttestationView[]>;
  /** @throws EngineError `refused` for what is no attestation, or one too many */
  add(imageId: ImageId, name: string, bytes: Uint8Array): Promise<Readonly<{ sha256: Sha256 }>>;
  remove(imageId: ImageId, sha256: Sha256): Promise<boolean>;
}>;

/** Documents that are signed with the host's key. EngineError `not-found` for an unknown image or document. */
export type Signings = Readonly<{
  /** Asked anew each time: a key's file comes and goes. */
  signer(): Promise<SignerView>;
  /** What is attested of each stored document. */
  list(imageId: ImageId): Promise<readonly DocumentAttestation[]>;
  /** A job that ends as done, also when the signer refuses. @throws EngineError `refused` without a signer, or for what cannot be attested */
  start(imageId: ImageId, id: Digest): Promise<Readonly<{ jobId: string }>>;
}>;

/** Public keys that the user trusts. */
export type TrustRoots = Readonly<{
  list(): Promise<readonly TrustKey[]>;
  /** @throws EngineError `refused` for what is no public key; a private one is not even read */
  add(name: string, use: TrustKey['use'], pem: string): Promise<Readonly<{ id: Sha256 }>>;
  remove(id: Sha256): Promise<boolean>;
}>;

/** The data folder, its rules and what this engine runs with. */
export type Housekeeping = Readonly<{
  storage(): Promise<StorageReport>;
  retention(): Promise<readonly RetentionRow[]>;
  previewRetention(rule: RetentionRule): Promise<RetentionPreview>;
  /** Takes effect at the next collection. @throws StoreError `immutable` */
  setRetention(rule: RetentionRule): Promise<void>;
  plugins(): Promise<PluginSettings>;
  /** Takes effect at the next start. @throws EngineError `refused`, `not-found` */
  setPlugin(wish: Readonly<{ kind: 'analyzer' | 'plugin'; id: string; on: boolean }>): Promise<void>;
  /** Asks the host to start this engine again. @throws EngineError `refused` without a host that does */
  restart(): void;
  network(): NetworkLedger;
  /** A JSON text for somebody who helps. */
  diagnostics(): Promise<string>;
}>;

export type Uploads = Readonly<{
  /** Largest that is taken. */
  limit: Bytes;
  /**
   * Takes the bytes of a file into the data folder.
   *
   * @param size as announced; another count of bytes is an error, and nothing is kept
   * @throws EngineError `refused`
   */
  receive(name: string, size: Bytes, bytes: AsyncIterable<Uint8Array>): Promise<Readonly<{ uploadId: string }>>;
  /** False when there was none, or a scan uses it. */
  discard(uploadId: string): Promise<boolean>;
}>;

/** Everything that a host can ask of an open data folder. */
export type Engine = AsyncDisposable &
  Readonly<{
    library: Library;
    scans: Scans;
    events: Events;
    images: Images;
    layers: LayersReader;
    usage: UsageReader;
    diffs: Diffs;
    exports: Exports;
    starts: Starts;
    evidence: EvidenceReader;
    settings: Settings;
    housekeeping: Housekeeping;
    attestations: Attestations;
    trustRoots: TrustRoots;
    signings: Signings;
    uploads: Uploads;
    about(): Promise<About>;
    /** Stops jobs so that they can be resumed, then closes the data folder. Idempotent. */
    close(): Promise<void>;
  }>;
