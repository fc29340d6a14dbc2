import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Bytes } from '#shared/model/units.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { ZipEntry } from '#engine/formats/zip/read-directory.ts';

/**
 * What may still be read of one outermost file. All of it is counted before anything is inflated, by the sizes that the directory
 * states; the reader of a member lets none become larger than that.
 */
export class Budget {
  #bytes: Bytes = limits.nestedBytes;
  #archives = limits.nestedArchives;
  #descriptions = limits.javaDescriptions;
  #descriptionBytes: Bytes = limits.javaDescriptionBytes;

  /** Takes a manifest or one of Maven's files. @returns why it may not be read */
  takeDescription({ size }: ZipEntry): Diagnostic | undefined {
    if (this.#descriptions <= 0)
      return exceeded('descriptions in one file', limits.javaDescriptions, limits.javaDescriptions + 1);
    if (size > this.#descriptionBytes)
      return exceeded('bytes of descriptions in one file', limits.javaDescriptionBytes, size);
    this.#descriptions--;
    this.#descriptionBytes -= size;
    return undefined;
  }

  /**
   * Takes an archive in an archive.
   *
   * @param depth how many archives it lies in
   * @param live what is inflated of those it lies in
   * @returns why it may not be read
   */
  takeArchive(entry: ZipEntry, depth: number, live: Bytes): Diagnostic | undefined {
    const { size, compressedSize } = entry;
    const over = (): Diagnostic | undefined => {
      if (depth > limits.nestedDepth) return exceeded('depth of archives', limits.nestedDepth, depth);
      if (this.#archives <= 0)
        return exceeded('archives in one file', limits.nestedArchives, limits.nestedArchives + 1);
      if (size > this.#bytes) return exceeded('bytes of archives in one file', limits.nestedBytes, size);
      const atOnce = live + inflatedBytes(entry);
      if (atOnce > limits.nestedLiveBytes)
        return exceeded('bytes of archives in archives at once', limits.nestedLiveBytes, atOnce);
      const ratio = size / Math.max(1, compressedSize);
      // Archives inside archives are compressed already.
      return ratio > limits.inflateRatio && size > limits.packageMetadataBytes
        ? exceeded('inflation of an archive in an archive', limits.inflateRatio, Math.round(ratio))
        : undefined;
    };
    const why = over();
    if (why) return why;
    this.#bytes -= size;
    this.#archives--;
    return undefined;
  }
}

/** What reading a member adds to the memory: nothing where it lies there as it is. */
export function inflatedBytes({ method, size }: ZipEntry): Bytes {
  return method === 0 ? 0 : size;
}

function exceeded(what: string, limit: number, seen: number): Diagnostic {
  return { code: 'limit-exceeded', what, limit, seen };
}
