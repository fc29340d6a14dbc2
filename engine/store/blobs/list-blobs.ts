import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSha256, type Sha256 } from '#shared/model/digest.ts';
import type { DataFolder } from '../data-folder.ts';

/** Names of all blobs, ascending. Files that are not named like blobs are somebody else's and left out. */
export async function listBlobs(folder: DataFolder): Promise<Sha256[]> {
  const found: Sha256[] = [];
  for (const part of await namesIn(folder.blobs)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue;
    for (const name of await namesIn(join(folder.blobs, part)))
      if (isSha256(name) && name.startsWith(part)) found.push(name);
  }
  return found;
}

async function namesIn(path: string): Promise<string[]> {
  return (await readdir(path)).sort();
}
