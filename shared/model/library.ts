import type { Diagnostic } from './diagnostic.ts';
import type { DiffId, Digest, ImageId } from './digest.ts';
import type { ImageChoice } from './image-choice.ts';
import type { Distro, ImageDigest, Platform } from './image.ts';
import type { Bytes, LayerIndex } from './units.ts';

/** Where an image came from. `name` is for people: a file's name, also of an upload, whose path is null. */
export type ImageOrigin = Readonly<{ kind: string; name: string | null; path: string | null }>;

/** One image in the library's list. */
export type LibraryImage = Readonly<{
  imageId: ImageId;
  /** Sorted. */
  tags: readonly string[];
  platform: Platform | null;
  distro: Readonly<{ id: string; versionId: string | null; prettyName: string | null }> | null;
  layers: number;
  /** Components that are in the final tree. */
  components: number;
  /** False: something could not be read, so numbers are at least. */
  complete: boolean;
  scannedAtMs: number;
  source: ImageOrigin;
  digests: readonly ImageDigest[];
}>;

/** An image that is removed when its time is over: until then it can be had back. */
export type LeavingImage = Readonly<{ image: LibraryImage; leftMs: number }>;

/** `generation` changes when any image was added, removed or scanned again, by whichever process, or is leaving. */
export type LibraryList = Readonly<{
  generation: string;
  images: readonly LibraryImage[];
  leaving: readonly LeavingImage[];
}>;

/**
 * What a source holds, before anything of it is scanned. `known`: already in the library under that id. `host`: for the kind of
 * processor that the engine runs on.
 */
export type Preflight =
  | Readonly<{ kind: 'images'; choices: readonly (ImageChoice & Readonly<{ known: boolean; host: boolean }>)[] }>
  | Readonly<{ kind: 'directory' }>
  | Readonly<{ kind: 'refused'; code: string; message: string }>;

/** A line of the image's history. `layer` is null for lines that made none. */
export type HistoryLine = Readonly<{ createdBy: string | null; layer: LayerIndex | null }>;

/** One layer of an image, with what it alone brought. */
export type OverviewLayer = Readonly<{
  index: LayerIndex;
  diffId: DiffId;
  /** Of the blob as stored in this source; null when it was not hashed. */
  digest: Digest | null;
  createdBy: string | null;
  /** Of the blob as stored. */
  size: Bytes;
  /** Of the tar stream; null when the layer could not be read. */
  uncompressedSize: Bytes | null;
  /** Entries in its tar, markers included; null when it could not be read. */
  entries: number | null;
  complete: boolean;
  /** How the last scan from this console knew it without reading it; null when that is not known. */
  cached: false | 'hashed' | 'unchanged' | null;
  /** Components of the final tree that came to exist in it, and components that it removed. */
  components: Readonly<{ introduced: number; removed: number }>;
}>;

/** Everything on the overview that needs no tree. */
export type ImageOverview = Readonly<{
  image: LibraryImage;
  /** RFC 3339, as stated. */
  created: string | null;
  /** Stored bytes of all layers. */
  size: Bytes;
  distro: Distro | null;
  entrypoint: readonly string[] | null;
  cmd: readonly string[] | null;
  env: readonly string[];
  user: string;
  workingDir: string;
  layers: readonly OverviewLayer[];
  history: readonly HistoryLine[];
  /** Components in the final tree by type, most first. */
  componentCounts: readonly Readonly<{ type: string; count: number }>[];
  /** Components that a later layer removed. */
  removedComponents: number;
  /** Names in the final tree by type of file. */
  fileCounts: Readonly<Record<string, number>>;
  notes: readonly Diagnostic[];
  analyzerSet: string;
  /** Were other plug-ins, versions or limits in force at the scan than are now? */
  outdated: boolean;
  /** The first scan of this image runs: what is here is what it knows so far. */
  scanning: ScanningNow | null;
}>;

/** `counted`: are components known already? Before that their counts say nothing. */
export type ScanningNow = Readonly<{ jobId: string; counted: boolean }>;

/** What one layer did to the tree: names other than directories. */
export type LayerFiles = Readonly<{
  index: LayerIndex;
  /** Of the final tree, came to exist in this layer. */
  introduced: number;
  /** Of the final tree, older, last written by this layer. */
  modified: number;
  /** Present below and absent since this layer. */
  removed: number;
}>;

/** What gc freed, or with `dryRun` would free. */
export type CollectReport = Readonly<{
  dryRun: boolean;
  freedBytes: Bytes;
  /** Rows and blobs by cause. */
  removed: Readonly<Record<string, number>>;
  keptBytes: Bytes;
}>;

/** What runs here. */
export type About = Readonly<{
  version: string;
  dataDir: string;
  /** `<id>@<version>` of the plug-ins that are on. */
  analyzers: readonly string[];
  analyzerSet: string;
  node: string;
  platform: string;
  /** Connections that left this machine's loopback since the start. */
  connections: number;
  /** Largest upload that is taken. */
  uploadLimit: Bytes;
}>;
