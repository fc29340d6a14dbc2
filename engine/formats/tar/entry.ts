import type { FileType } from '#shared/model/tree.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { SparseMap } from './sparse.ts';

/** One member of a tar, with its extended headers applied. Names and link targets are byte strings, not yet normalised. */
export type TarEntry = Readonly<{
  /** `hardlink`: a further name for the content of `link`. */
  type: FileType | 'hardlink';
  name: string;
  link: string;
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  /** Content of a regular file as a reader sees it (expanded, if sparse); 0 for all others. */
  size: Bytes;
  /** Where the entry's first header block begins, extended headers included. */
  headerOffset: Bytes;
  /** Where the stored content begins. */
  dataOffset: Bytes;
  sparse: SparseMap | undefined;
  xattrs: ReadonlyMap<string, string> | undefined;
  devmajor: number;
  devminor: number;
  /** The entry's own header block (borrowed), which ends at `dataOffset`: what proves a whiteout. Only given for names that could be one. */
  headerBlock: Buffer | undefined;
}>;
