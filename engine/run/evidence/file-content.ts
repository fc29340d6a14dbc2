import type { TempFile } from '#engine/store/index.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { Bytes } from '#shared/model/units.ts';

/** Where bytes were found: the layer's kept sources, the layer itself, or a folder that was scanned. */
export type ContentOrigin = 'pack' | 'layer' | 'folder';

/** The whole content of one file, for ranged reads. It is what its hash says. */
export type FileContent = AsyncDisposable &
  Readonly<{
    size: Bytes;
    sha256: Sha256;
    from: ContentOrigin;
    /** Bytes of `[from, to)` that are inside the file. */
    read(from: Bytes, to: Bytes): Promise<Uint8Array>;
  }>;

export function contentInMemory(bytes: Uint8Array, sha256: Sha256, from: ContentOrigin): FileContent {
  return {
    size: bytes.byteLength,
    sha256,
    from,
    read: async (start, end) => bytes.subarray(start, Math.max(start, end)),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Takes the file over: it goes with the content. */
export function contentInFile(file: TempFile, size: Bytes, sha256: Sha256, from: ContentOrigin): FileContent {
  return {
    size,
    sha256,
    from,
    async read(start, end) {
      const buffer = Buffer.alloc(Math.max(0, Math.min(end, size) - start));
      let done = 0;
      while (done < buffer.length) {
        const { bytesRead } = await file.handle.read(buffer, done, buffer.length - done, start + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return buffer.subarray(0, done);
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}
