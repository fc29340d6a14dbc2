import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { escapeBytes } from './escape-bytes.ts';
import type { TreeRow } from './tree-row.ts';

/** Every path below a folder as the kernel states it, in the order of the raw bytes. Needs the rights to read everything. */
export function walkTree(root: string): TreeRow[] {
  const names: Buffer[] = [];
  collect(Buffer.from(root), Buffer.alloc(0), names);
  names.sort((a, b) => Buffer.compare(a, b));
  const firstName = new Map<string, string>();
  return names.map((name) => rowOf(root, name, firstName));
}

function collect(folder: Buffer, prefix: Buffer, names: Buffer[]): void {
  for (const entry of readdirSync(folder, { encoding: 'buffer', withFileTypes: true })) {
    const name = Buffer.concat([prefix, entry.name]);
    names.push(name);
    if (entry.isDirectory())
      collect(Buffer.concat([folder, Buffer.from('/'), entry.name]), Buffer.concat([name, Buffer.from('/')]), names);
  }
}

function rowOf(root: string, name: Buffer, firstName: Map<string, string>): TreeRow {
  const place = Buffer.concat([Buffer.from(`${root}/`), name]);
  const stat = lstatSync(place, { bigint: true });
  const type = typeOf(stat);
  const path = escapeBytes(name);
  const row: TreeRow = {
    path,
    type,
    mode: type === 'symlink' ? '0777' : (stat.mode & 0o7777n).toString(8).padStart(4, '0'),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
  };
  if (type === 'file') Object.assign(row, { size: Number(stat.size), sha256: sha256Of(place) });
  if (type === 'symlink') row.linkTarget = escapeBytes(readlinkSync(place, { encoding: 'buffer' }));
  if (type !== 'dir' && stat.nlink > 1n) {
    const inode = `${stat.dev}:${stat.ino}`;
    const first = firstName.get(inode);
    if (first === undefined) firstName.set(inode, path);
    else row.hardlinkTo = first;
  }
  return row;
}

function typeOf(stat: BigIntStats): TreeRow['type'] {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'dir';
  if (stat.isSymbolicLink()) return 'symlink';
  if (stat.isCharacterDevice()) return 'char';
  if (stat.isBlockDevice()) return 'block';
  if (stat.isFIFO()) return 'fifo';
  throw new Error('a file type that no layer can hold');
}

const buffer = Buffer.alloc(1 << 20);

function sha256Of(file: Buffer): string {
  const hash = createHash('sha256');
  const opened = openSync(file, 'r');
  try {
    for (let n = readSync(opened, buffer); n > 0; n = readSync(opened, buffer)) hash.update(buffer.subarray(0, n));
  } finally {
    closeSync(opened);
  }
  return hash.digest('hex');
}
