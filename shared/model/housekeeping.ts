import type { Bytes } from './units.ts';

/** What takes room in a data folder, in the order in which it is shown. */
export const storageKinds = [
  'documents',
  'layer-indexes',
  'layer-packs',
  'image-records',
  'catalog',
  'temporary',
  'waiting',
] as const;
/** `temporary`: uploads and unfinished files, gone when their process ends. `waiting`: bytes that nothing leads to any more. */
export type StorageKind = (typeof storageKinds)[number];

/** What a data folder holds on disk. */
export type StorageReport = Readonly<{
  dataDir: string;
  kinds: readonly Readonly<{ kind: StorageKind; bytes: Bytes; files: number }>[];
  /** Of all kinds. */
  bytes: Bytes;
}>;

/** How long documents of a class stay; `trust` is for remembered hashes of files. */
export const retentionClasses = ['short', 'default', 'compliance', 'trust'] as const;
export type RetentionClassName = (typeof retentionClasses)[number];

export type RetentionRule = Readonly<{
  retentionClass: RetentionClassName;
  /** null: for ever. Counts from when a document was superseded, else from when it was made. */
  ttlMs: number | null;
  /** What is current stays, whatever its age. */
  keepIfReferenced: boolean;
  /** It can be lengthened, and never shortened or lifted. */
  immutable: boolean;
}>;

/** A rule, and how many documents it is about. */
export type RetentionRow = RetentionRule & Readonly<{ documents: number }>;

/** What a changed rule would do at the next collection that the rule in force would not. */
export type RetentionPreview =
  | Readonly<{ kind: 'refused'; message: string }>
  | Readonly<{
      kind: 'preview';
      /** Documents that would go, by path; the first of them. */
      documents: readonly Readonly<{ path: string; size: Bytes; madeAtMs: number }>[];
      /** Of all of them, stored. */
      total: number;
      bytes: Bytes;
      /** Remembered hashes of files that would go. */
      hashes: number;
      /** Finished jobs that would be forgotten. */
      jobs: number;
    }>;

/** Where the settings that need a restart are written. */
export type ConfigPlace = Readonly<{
  /** null: this engine was started without a configuration file. */
  path: string | null;
  /** False: it was named on the command line, or there is none. */
  writable: boolean;
}>;

/** A plug-in that is built in. */
export type AnalyzerSetting = Readonly<{
  id: string;
  version: number;
  /** Off unless it is turned on: what it says is a heuristic. */
  heuristic: boolean;
  /** In this engine. */
  running: boolean;
  /** After the next start. */
  configured: boolean;
  /** Is it named in the configuration file? */
  inFile: boolean;
}>;

/** A plug-in from outside. `hash` is over all of its files; null when it is accepted and not there. */
export type PluginSetting = Readonly<{
  id: string;
  version: number | null;
  displayName: string | null;
  kind: 'file-analyzer' | 'annotator' | null;
  hash: string | null;
  /** In this engine. `changed`: another content was accepted. */
  running: 'accepted' | 'off' | 'changed';
  /** After the next start. */
  configured: 'accepted' | 'off' | 'changed';
}>;

/** Everything that takes effect at the next start. */
export type PluginSettings = Readonly<{
  place: ConfigPlace;
  analyzers: readonly AnalyzerSetting[];
  plugins: readonly PluginSetting[];
  /** What is wrong with folders that are no good plug-ins. */
  problems: readonly string[];
  /** Does this engine run with other settings than are written? */
  restartNeeded: boolean;
  /** Can this engine be started again from here? */
  canRestart: boolean;
}>;

/** An attempt to connect to something else than this machine. */
export type NetworkEntry = Readonly<{ atMs: number; address: string; port: number | null }>;

/** Every such attempt since the engine's start; the first of them with their addresses. */
export type NetworkLedger = Readonly<{ sinceMs: number; count: number; entries: readonly NetworkEntry[] }>;
