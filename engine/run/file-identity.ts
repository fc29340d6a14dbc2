import { open, statfs } from 'node:fs/promises';
import type { FileIdentity } from '#engine/store/index.ts';

/** A file whose times are younger than this before its hash could have changed again without a trace in them. */
const SETTLED_MS = 2000;

/** What fstat says of a file now. */
export async function identify(path: string): Promise<FileIdentity> {
  const handle = await open(path, 'r');
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await handle.stat({ bigint: true });
    return { dev, ino, size, mtimeNs, ctimeNs };
  } finally {
    await handle.close();
  }
}

export function sameIdentity(a: FileIdentity, b: FileIdentity): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}

/** Were the file's times settled when it was hashed? (contracts §4) */
export function wasSettled({ mtimeNs, ctimeNs }: FileIdentity, hashedAtMs: number): boolean {
  const newest = Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
  return newest + SETTLED_MS <= hashedAtMs;
}

/**
 * File systems whose inode numbers and times are kept by this machine's own kernel: statfs(2) magic numbers.
 * Network and FUSE file systems may reuse inodes or cache times, so there a file is hashed every time.
 */
const LOCAL = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0x01021994, // tmpfs
  0x2fc12fc1, // zfs
  0xf2f52010, // f2fs
  0x794c7630, // overlayfs
  0x858458f6, // ramfs
  0xca451a4e, // bcachefs
]);

/** May fstat identify content on the file system that holds a path? Unknown means no. */
export async function hasStableInodes(path: string): Promise<boolean> {
  if (process.platform === 'darwin') return (await statfs(path)).type === 0x1a; // APFS
  if (process.platform !== 'linux') return false;
  return LOCAL.has((await statfs(path)).type >>> 0);
}
