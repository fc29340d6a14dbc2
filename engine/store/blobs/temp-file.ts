import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { FILE_MODE, type DataFolder } from '../data-folder.ts';
import { hostToken } from '../process-owner.ts';
import type { TempFile } from './blob-store.ts';

/** Who made a temporary file, as its name says. */
export type TempOwner = Readonly<{ host: string; pid: number }>;

let counter = 0;

/** Creates `tmp/<host>-<pid>-<thread>-<n>.<purpose>`. */
export async function createTempFile(folder: DataFolder, purpose: string): Promise<TempFile> {
  if (!/^[a-z][a-z-]{0,31}$/.test(purpose)) throw new RangeError(`cannot name a temporary file "${purpose}"`);
  for (;;) {
    const path = nextTempPath(folder, purpose);
    try {
      const handle = await open(path, 'wx+', FILE_MODE);
      return {
        path,
        handle,
        async [Symbol.asyncDispose]() {
          await handle.close();
          await rm(path, { force: true });
        },
      };
    } catch (error) {
      // Left by an earlier process with the same id: take the next name, gc takes the file.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** A name in `tmp/` that this thread has not used before. */
export function nextTempPath(folder: DataFolder, purpose: string): string {
  counter += 1;
  return join(folder.tmp, `${hostToken}-${process.pid}-${threadId}-${counter}.${purpose}`);
}

/** @returns undefined for a name that is not of {@link createTempFile} */
export function ownerOfTempFile(name: string): TempOwner | undefined {
  const match = /^([0-9a-f]{12})-([0-9]{1,10})-[0-9]{1,10}-[0-9]{1,16}[.][a-z-]+$/.exec(name);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { host: match[1], pid: Number(match[2]) };
}
