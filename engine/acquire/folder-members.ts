import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { normalisePath } from '#shared/model/root-path.ts';
import type { Member, Members } from './members.ts';

/**
 * The files of a layout folder. Symlinks are followed wherever they lead: build tools link blobs from their own caches, and
 * what is read is checked against its digest.
 */
export function folderMembers(folder: string): Members {
  return {
    path: folder,
    kind: 'folder',
    diagnostics: [],
    async find(name): Promise<Member | undefined> {
      const relative = normalisePath(name);
      if (relative === undefined || relative === '' || relative.includes('\0')) return undefined;
      const file = join(folder, relative);
      const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG') return undefined;
        throw error;
      });
      if (found === undefined || found.isDirectory()) return undefined;
      // Opening a pipe would wait for ever.
      if (!found.isFile()) throw new ParseError({ code: 'unsupported', what: name, found: 'a special file' });
      return { region: { file, offset: 0, size: found.size }, declaredSize: found.size };
    },
  };
}
