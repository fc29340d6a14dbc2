import { randomBytes } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { limits } from '#engine/bytes/limits.ts';
import type { Store, TempFile } from '#engine/store/index.ts';
import { type Bytes, GiB, MiB } from '#shared/model/units.ts';
import { SCAN_KIND, scanPayloadSchema } from '../jobs/scan-payload.ts';
import { EngineError } from './engine-error.ts';
import type { Uploads } from './engine.ts';

type Upload = { name: string; size: Bytes; file: TempFile; users: number };

/** What finished uploads may take together before the oldest goes: proofs of files are read from them again. */
const KEPT_BYTES: Bytes = 16 * GiB;
/** Left free on the disk for the scan itself. */
const SPARE_BYTES: Bytes = 64 * MiB;

/**
 * Archives that a browser sent. They lie in the data folder's temporary files, stay while they are scanned and, as long as there
 * is room, until this process ends: without them, only proofs from package databases could still be shown.
 */
export class UploadStore implements Uploads, AsyncDisposable {
  readonly limit: Bytes = limits.uploadBytes;
  readonly #store: Store;
  readonly #uploads = new Map<string, Upload>();

  constructor(store: Store) {
    this.#store = store;
  }

  async receive(name: string, size: Bytes, bytes: AsyncIterable<Uint8Array>): Promise<{ uploadId: string }> {
    if (size > this.limit) throw new EngineError({ kind: 'large-upload', name, size, most: this.limit });
    await this.#makeRoom(size);
    const free = await freeBytes(this.#store.dataDir);
    if (free < size + SPARE_BYTES)
      throw new EngineError({ kind: 'no-room', name, size, free, dataDir: this.#store.dataDir });
    const file = await this.#store.blobs.tempFile('upload');
    try {
      await writeExactly(file, name, size, bytes);
    } catch (error) {
      await file[Symbol.asyncDispose]();
      // Others write to this disk too.
      const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
      throw full ? new EngineError({ kind: 'disk-full', name }, { cause: error }) : error;
    }
    const uploadId = randomBytes(16).toString('hex');
    this.#uploads.set(uploadId, { name, size, file, users: 0 });
    return { uploadId };
  }

  async discard(uploadId: string): Promise<boolean> {
    const upload = this.#uploads.get(uploadId);
    if (!upload || upload.users > 0 || (await this.#isAwaited(upload.file.path))) return false;
    this.#uploads.delete(uploadId);
    await upload.file[Symbol.asyncDispose]();
    return true;
  }

  /** @throws EngineError `not-found` */
  find(uploadId: string): Readonly<{ path: string; name: string }> {
    const upload = this.#uploads.get(uploadId);
    if (!upload) throw new EngineError({ kind: 'no-upload' });
    return { path: upload.file.path, name: upload.name };
  }

  /** What the sender called the upload at this path; undefined: there is none. */
  nameOf(path: string): string | undefined {
    return [...this.#uploads.values()].find(({ file }) => file.path === path)?.name;
  }

  /** Keeps the upload at this path, if there is one, for as long as the result is not disposed of. */
  use(path: string): Disposable {
    const upload = [...this.#uploads.values()].find(({ file }) => file.path === path);
    if (upload) upload.users += 1;
    return {
      [Symbol.dispose]: () => {
        if (upload) upload.users -= 1;
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { file } of this.#uploads.values()) await file[Symbol.asyncDispose]();
    this.#uploads.clear();
  }

  /** Is there a job that is yet to read it? It may wait in the queue for others to end. */
  async #isAwaited(path: string): Promise<boolean> {
    const jobs = await this.#store.queue.list({ kinds: [SCAN_KIND], states: ['queued', 'leased'] });
    return jobs.some(({ payload }) => scanPayloadSchema.safeParse(payload).data?.path === path);
  }

  /** Oldest first, those in use never. */
  async #makeRoom(size: Bytes): Promise<void> {
    let kept = [...this.#uploads.values()].reduce((sum, upload) => sum + upload.size, 0);
    for (const [id, upload] of this.#uploads) {
      if (kept + size <= KEPT_BYTES) return;
      if (await this.discard(id)) kept -= upload.size;
    }
  }
}

async function freeBytes(folder: string): Promise<Bytes> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function writeExactly(
  { handle }: TempFile,
  name: string,
  size: Bytes,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  let at = 0;
  for await (const chunk of bytes) {
    if (at + chunk.byteLength > size) throw new EngineError({ kind: 'longer-upload', name, size });
    for (let done = 0; done < chunk.byteLength;)
      done += (await handle.write(chunk, done, chunk.byteLength - done, at + done)).bytesWritten;
    at += chunk.byteLength;
  }
  if (at !== size) throw new EngineError({ kind: 'shorter-upload', name, size, found: at });
}
