import type { DiffId, Sha256 } from './digest.ts';
import type { RootPath } from './root-path.ts';
import type { Bytes, LayerIndex } from './units.ts';

export type FileType = 'file' | 'dir' | 'symlink' | 'char' | 'block' | 'fifo';

/** What the first bytes of a regular file say it is. `none`: nothing that is recognised. */
export type ContentKind = 'none' | 'elf' | 'pe' | 'macho' | 'script' | 'zip' | 'ar' | 'wasm' | 'java-class';

/** The layer facts of one path (see `contracts` §1). */
export type PathLayers = Readonly<{
  introduced: LayerIndex;
  lastModified: LayerIndex;
  contentSince: LayerIndex;
}>;

/** One name in the finished root file system, with its inode's facts. Paths and link targets are byte strings. */
export type TreeNode = Readonly<
  PathLayers & {
    path: RootPath;
    type: FileType;
    /** Low 12 bits. */
    mode: number;
    uid: number;
    gid: number;
    /** Regular files only. */
    size?: Bytes;
    sha256?: Sha256;
    contentKind?: ContentKind;
    linkTarget?: string;
    /** First name in path order of the group of hard links; absent on that one and on files with one name. */
    hardlinkTo?: RootPath;
    implicit?: true;
    /** Identifies the inode: equal for two names exactly when they are hard links of each other. */
    inode: number;
  }
>;

/** A path that was there and is not in the final tree. */
export type RemovedPath = Readonly<{ path: RootPath; type: FileType; introduced: LayerIndex; removed: LayerIndex }>;

/** Read access to a root file system. */
export type RootView = {
  /** The node at `path`, symlinks in parents and in the last part followed inside the root (at most 40 hops). */
  resolve(path: RootPath): TreeNode | undefined;
  /** As {@link resolve}, but a symlink in the last part is returned itself. */
  lookup(path: RootPath): TreeNode | undefined;
  /** Names in a directory that `path` resolves to, ascending; empty when there is none. */
  list(path: RootPath): readonly string[];
  /** What {@link lookup} finds, without its facts: cheap enough for every line of every package's file list. */
  find(path: RootPath): Readonly<{ inode: number; type: FileType }> | undefined;
  /**
   * Every node but the root, in the order of the raw bytes of whole paths.
   *
   * @param select leaves out what it answers false for; describing a node costs more than passing over it, and so does its path
   */
  files(select?: (type: FileType, kind: ContentKind, path: () => RootPath) => boolean): Iterable<TreeNode>;
};

/** A layer as later stages see it. */
export type LayerInfo = Readonly<{
  index: LayerIndex;
  diffId: DiffId;
  /** History line that made it, or null. */
  createdBy: string | null;
}>;
