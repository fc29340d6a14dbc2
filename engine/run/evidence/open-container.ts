import { zstdDecompressSync } from 'node:zlib';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { readZipDirectory } from '#engine/formats/zip/read-directory.ts';
import { readZipEntry } from '#engine/formats/zip/read-entry.ts';
import { printPath } from '#shared/model/root-path.ts';
import { contentInMemory, type FileContent } from './file-content.ts';
import { Evicted } from './layer-sources.ts';

/**
 * The innermost file that a locator's container steps lead to: members of zips, and `zstd`.
 *
 * @throws Evicted for a step that cannot be taken
 */
export async function openContainer(file: FileContent, container: readonly string[]): Promise<FileContent> {
  if (file.size > limits.javaArchiveBytes)
    throw new Evicted('too-large', `The archive has ${file.size} bytes, at most ${limits.javaArchiveBytes} are opened`);
  let bytes = await file.read(0, file.size);
  try {
    for (const step of container) bytes = step === 'zstd' ? inflated(bytes) : member(bytes, step);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new Evicted('unsupported-container', error.message, { cause: error });
  }
  return contentInMemory(bytes, sha256(bytes), file.from);
}

function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: limits.textDatabaseBytes });
  } catch (error) {
    throw new Evicted('unsupported-container', error instanceof Error ? error.message : String(error));
  }
}

/** Of two members with one name the last, as analyzers take it. */
function member(bytes: Uint8Array, name: string): Uint8Array {
  const entry = readZipDirectory(bytes).findLast((one) => printPath(one.name) === name);
  if (entry === undefined) throw new Evicted('unsupported-container', `There is no member ${name}`);
  return readZipEntry(bytes, entry, limits.javaArchiveBytes);
}
