import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, rename, stat, utimes, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { limits } from '#engine/bytes/limits.ts';
import { sha256 as hashOf } from '#engine/bytes/sha256.ts';
import { systemClock, type Clock } from '#engine/ports/clock.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { Bytes } from '#shared/model/units.ts';
import { FOLDER_MODE, blobFolder, blobPath, dataFolder, ensureBlobFolders, syncFolder } from '../data-folder.ts';
import type { DataFolder } from '../data-folder.ts';
import { phase } from '../phases.ts';
import { StoreError } from '../store-error.ts';
import type { BlobStore, OpenBlob, PutResult, TempFile } from './blob-store.ts';
import { createTempFile } from './temp-file.ts';

/** Blobs of a data folder, without its catalog: for worker threads. The clock stamps files, so that leases can be compared. */
export function openBlobStore(dataDir: string, clock: Clock = systemClock): BlobStore {
  const folder = dataFolder(dataDir);
  ensureBlobFolders(folder);
  return new FileBlobStore(folder, clock);
}

class FileBlobStore implements BlobStore {
  readonly #folder: DataFolder;
  readonly #clock: Clock;

  constructor(folder: DataFolder, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  async put(bytes: Uint8Array): Promise<PutResult> {
    const sha256 = hashOf(bytes);
    const size = bytes.byteLength;
    if (await this.#touch(sha256, size)) return { sha256, size, existed: true };
    await using temp = await this.tempFile('blob');
    await writeAll(temp.handle, bytes);
    return await this.#land(temp, sha256, size);
  }

  async putStream(
    bytes: AsyncIterable<Uint8Array>,
    { maxBytes = limits.layerBytes }: Readonly<{ maxBytes?: Bytes }> = {},
  ): Promise<PutResult> {
    await using temp = await this.tempFile('stream');
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of bytes) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge('a stream', size, maxBytes);
      hash.update(chunk);
      await writeAll(temp.handle, chunk);
    }
    return await this.putFile(temp, hash.digest('hex') as Sha256, size);
  }

  async putFile(file: TempFile, sha256: Sha256, size: Bytes): Promise<PutResult> {
    await using temp = file;
    const found = (await temp.handle.stat()).size;
    if (found !== size) throw new RangeError(`cannot put ${temp.path}: it has ${found} bytes, expected ${size}`);
    if (await this.#touch(sha256, size)) return { sha256, size, existed: true };
    return await this.#land(temp, sha256, size);
  }

  async has(sha256: Sha256): Promise<boolean> {
    return (await this.size(sha256)) !== undefined;
  }

  async size(sha256: Sha256): Promise<Bytes | undefined> {
    return (await statIfThere(this.pathOf(sha256)))?.size;
  }

  async read(
    sha256: Sha256,
    { maxBytes = limits.databaseBytes }: Readonly<{ maxBytes?: Bytes }> = {},
  ): Promise<Uint8Array> {
    await using blob = await this.open(sha256);
    if (blob.size > maxBytes) throw tooLarge(`blob ${sha256}`, blob.size, maxBytes);
    const bytes = await blob.handle.readFile();
    if (hashOf(bytes) !== sha256)
      throw new StoreError('corrupt-blob', `Cannot trust ${blob.path}: its sha256 is ${hashOf(bytes)}`);
    return bytes;
  }

  async open(sha256: Sha256): Promise<OpenBlob> {
    const path = this.pathOf(sha256);
    try {
      const handle = await open(path, constants.O_RDONLY);
      return { path, handle, size: (await handle.stat()).size, [Symbol.asyncDispose]: () => handle.close() };
    } catch (error) {
      if (!isAbsent(error)) throw error;
      throw new StoreError('missing-blob', `Cannot find blob ${sha256} in ${this.#folder.blobs}`, { cause: error });
    }
  }

  pathOf(sha256: Sha256): string {
    return blobPath(this.#folder, sha256);
  }

  async tempFile(purpose: string): Promise<TempFile> {
    phase('blob:create');
    return createTempFile(this.#folder, purpose);
  }

  /**
   * Is the blob there, in full length? Then it becomes young again, so that gc leaves it to this writer.
   *
   * gc moves a blob aside, looks at its time once more and only then unlinks it. So a touch that is followed by seeing the
   * blob in its place came before the move, and gc puts the blob back.
   */
  async #touch(sha256: Sha256, size: Bytes): Promise<boolean> {
    const path = this.pathOf(sha256);
    // A file of another length is damage: it is replaced.
    if ((await statIfThere(path))?.size !== size) return false;
    const now = new Date(this.#clock.now());
    try {
      await utimes(path, now, now);
    } catch (error) {
      if (isAbsent(error)) return false;
      throw error;
    }
    return (await statIfThere(path)) !== undefined;
  }

  /** Bytes first, then the name, then the folder: after a crash the name is there only with all its bytes. */
  async #land(temp: TempFile, sha256: Sha256, size: Bytes): Promise<PutResult> {
    const now = new Date(this.#clock.now());
    phase('blob:write');
    await temp.handle.utimes(now, now);
    phase('blob:sync');
    await temp.handle.sync();
    // Windows cannot rename a file that is open.
    await temp.handle.close();
    const folder = blobFolder(this.#folder, sha256);
    if ((await mkdir(folder, { recursive: true, mode: FOLDER_MODE })) !== undefined) await syncFolder(dirname(folder));
    phase('blob:rename');
    await rename(temp.path, this.pathOf(sha256));
    await syncFolder(folder);
    phase('blob:done');
    return { sha256, size, existed: false };
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) at += (await handle.write(bytes, at)).bytesWritten;
}

async function statIfThere(path: string): Promise<Readonly<{ size: number }> | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function tooLarge(what: string, seen: Bytes, limit: Bytes): StoreError {
  return new StoreError('too-large', `Cannot take ${what}: ${seen} bytes, expected at most ${limit}`);
}
