import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#engine/ports/clock.ts';
import { FILE_MODE, FOLDER_MODE, handedOutFolder } from '#engine/store/index.ts';
import { type Digest, hexOf } from '#shared/model/digest.ts';

/** Nobody drags for a day: what an engine that crashed left goes. */
const STALE_MS = 86_400_000;

/**
 * Documents as plain files under their own names, for other programs: `handed-out/<sha256>/<name>` in the data folder. They go
 * when the engine is closed.
 */
export class HandedOutFiles implements AsyncDisposable {
  /** Absolute. */
  readonly folder: string;
  readonly #read: (id: Digest) => Promise<Uint8Array>;
  /** Folders of this process. */
  readonly #made = new Map<string, Promise<void>>();

  /** @param read uncompressed bytes of a stored document */
  constructor(dataDir: string, read: (id: Digest) => Promise<Uint8Array>) {
    this.folder = handedOutFolder(dataDir);
    this.#read = read;
  }

  /** Writes the file, whole or not at all. It is there when this resolves. */
  async write(id: Digest, fileName: string): Promise<void> {
    const path = join(this.folder, hexOf(id), fileName);
    // Somebody may have tidied up meanwhile.
    const before = await this.#made.get(path)?.then(
      () => stat(path).catch(() => undefined),
      () => undefined,
    );
    if (before?.isFile()) return;
    const made = this.#write(id, path);
    this.#made.set(path, made);
    await made;
  }

  /** Removes what engines before this one left. */
  async sweep(clock: Clock): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found && found.mtimeMs < clock.now() - STALE_MS) await rm(path, { recursive: true, force: true });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const [path, made] of this.#made) {
      await made.catch(() => undefined);
      await rm(join(path, '..'), { recursive: true, force: true });
    }
    this.#made.clear();
  }

  async #write(id: Digest, path: string): Promise<void> {
    const bytes = await this.#read(id);
    await mkdir(join(path, '..'), { recursive: true, mode: FOLDER_MODE });
    const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
    try {
      await writeFile(unfinished, bytes, { mode: FILE_MODE, flag: 'wx' });
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }
}
