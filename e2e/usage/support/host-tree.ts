import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { elf } from '#engine/analyzers/binary/elf/index.ts';
import { runFileAnalyzer } from '#engine/analyzers/host.ts';
import type { ElfFact } from '#shared/model/facts/native.ts';
import { factsOf } from '#shared/model/outcome.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';

/** A root of this machine as a tree: links are followed by the kernel itself. */
export function hostTree(): RootView {
  const node = (path: string, real: string): TreeNode => {
    const stat = statSync(`/${real}`);
    const type = stat.isDirectory() ? 'dir' : 'file';
    return {
      path: real as RootPath,
      type,
      mode: stat.mode & 0o7777,
      uid: stat.uid,
      gid: stat.gid,
      size: stat.size,
      inode: stat.ino,
      introduced: 0,
      lastModified: 0,
      contentSince: 0,
    };
  };
  const resolve = (path: string): TreeNode | undefined => {
    try {
      return node(path, realpathSync.native(`/${path}`).slice(1));
    } catch {
      return undefined;
    }
  };
  return {
    resolve,
    lookup: resolve,
    list(path) {
      try {
        return readdirSync(`/${path}`).sort();
      } catch {
        return [];
      }
    },
    find(path) {
      const stat = lstatSync(`/${path}`, { throwIfNoEntry: false });
      return stat && { inode: stat.ino, type: stat.isDirectory() ? 'dir' : stat.isSymbolicLink() ? 'symlink' : 'file' };
    },
    *files() {
      yield* [];
    },
  };
}

/** ELF facts of files of this machine, each read once. */
export function hostFacts(): (node: TreeNode) => ElfFact | undefined {
  const known = new Map<string, ElfFact | undefined>();
  return ({ path, type }) => {
    if (type !== 'file') return undefined;
    if (!known.has(path)) {
      const bytes = readFileSync(`/${path}`);
      const isElf = bytes.subarray(0, 4).toString('latin1') === '\x7fELF';
      const [fact] = isElf ? factsOf(runFileAnalyzer(elf, bytes)) : [];
      known.set(path, fact?.kind === 'elf' ? fact : undefined);
    }
    return known.get(path);
  };
}
