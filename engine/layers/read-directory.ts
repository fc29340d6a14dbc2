import { constants } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { TarEntry } from '#engine/formats/tar/entry.ts';
import { printPath } from '#shared/model/root-path.ts';
import { LayerPass, type PassOptions, type PassResult } from './layer-pass.ts';

const PIECE = 1024 * 1024;

/**
 * Reads a root file system in a folder as if it were one layer, in the order of names, without following any link. Files that are
 * named like whiteouts are files here: a folder has no layers to hide.
 *
 * @param root host path; read only
 * @param options as for a layer blob
 */
export async function readDirectory(
  root: string,
  options: PassOptions & Readonly<{ progress?: (entries: number) => void; afterChunk?: () => Promise<void> }>,
): Promise<PassResult> {
  const pass = new LayerPass({ ...options, whiteouts: false });
  const links = new Map<string, string>();
  const walk = async (path: string, depth: number): Promise<void> => {
    if (depth > limits.pathDepth)
      throw new ParseError({ code: 'limit-exceeded', what: 'path depth', limit: limits.pathDepth, seen: depth });
    const names = (await readdir(hostPath(root, path), { encoding: 'buffer' }))
      .map((name) => name.toString('latin1'))
      .sort(byCodeUnit);
    for (const name of names) {
      const child = path === '' ? name : `${path}/${name}`;
      await options.afterChunk?.();
      options.progress?.(pass.entries);
      try {
        const stats = await lstat(hostPath(root, child));
        await readOne(child, stats);
        if (stats.isDirectory()) await walk(child, depth + 1);
      } catch (error) {
        if (!isHostError(error)) throw error;
        // Unreadable or gone meanwhile: listed as lost, the rest of the tree goes on.
        pass.anomaly({ code: 'failed', what: 'reading a file', found: error.code, where: { path: printPath(child) } });
      }
    }
  };
  const readOne = async (path: string, stats: Stats): Promise<void> => {
    const inode = `${stats.dev}:${stats.ino}`;
    const linked = stats.isFile() && stats.nlink > 1 ? links.get(inode) : undefined;
    if (linked !== undefined) pass.entry(entryOf(path, stats, 'hardlink', linked));
    else if (stats.isFile()) {
      if (stats.nlink > 1) links.set(inode, path);
      await readFile(path, stats);
    } else if (stats.isSymbolicLink()) {
      const target = await readlink(hostPath(root, path), { encoding: 'buffer' });
      pass.entry(entryOf(path, stats, 'symlink', target.toString('latin1')));
    } else {
      const type = stats.isDirectory()
        ? 'dir'
        : stats.isCharacterDevice()
          ? 'char'
          : stats.isBlockDevice()
            ? 'block'
            : stats.isFIFO()
              ? 'fifo'
              : undefined;
      if (type) pass.entry(entryOf(path, stats, type, ''));
      else pass.anomaly({ code: 'anomaly', what: 'a socket, which no image can hold', found: printPath(path) });
    }
  };
  const readFile = async (path: string, stats: Stats): Promise<void> => {
    // O_NOFOLLOW and O_NONBLOCK: what was a file when it was looked at may be a link or a fifo by now.
    const handle = await open(
      hostPath(root, path),
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const { size } = await handle.stat();
      const whole = Buffer.allocUnsafe(Math.min(size, PIECE));
      let { bytesRead } = await handle.read(whole, 0, whole.length, 0);
      pass.entry({ ...entryOf(path, stats, 'file', ''), size });
      let done = 0;
      let piece = whole;
      while (bytesRead > 0) {
        pass.content(piece.subarray(0, bytesRead));
        done += bytesRead;
        if (done >= size) break;
        await options.afterChunk?.();
        piece = Buffer.allocUnsafe(Math.min(size - done, PIECE));
        ({ bytesRead } = await handle.read(piece, 0, piece.length, done));
      }
      if (done !== size) {
        throw new ParseError({
          code: 'failed',
          what: 'reading a file',
          found: 'it became shorter meanwhile',
          where: { path: printPath(path) },
        });
      }
      pass.contentEnd();
    } finally {
      await handle.close();
    }
  };
  await walk('', 0);
  return pass.finish();
}

function entryOf(path: string, stats: Stats, type: TarEntry['type'], link: string): TarEntry {
  return {
    type,
    name: path,
    link,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    mtime: stats.mtimeMs / 1000,
    size: 0,
    headerOffset: 0,
    dataOffset: 0,
    sparse: undefined,
    xattrs: undefined,
    devmajor: (stats.rdev >> 8) & 0xfff,
    devminor: (stats.rdev & 0xff) | ((stats.rdev >> 12) & 0xfff00),
    headerBlock: undefined,
  };
}

/** Host paths are bytes too. */
function hostPath(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(root, 'utf8'), Buffer.from(`/${path}`, 'latin1')]);
}

function isHostError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
