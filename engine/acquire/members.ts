import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Bytes } from '#shared/model/units.ts';
import { readRegion } from './read-at.ts';
import type { BlobRegion } from './types.ts';

/** One file of an image container. `declaredSize` is larger than the region where the archive is cut short. */
export type Member = Readonly<{ region: BlobRegion; declaredSize: Bytes }>;

/** The files of an image container, whether they lie in an archive or a folder. Names have `/` between their parts. */
export type Members = {
  /** Host path of the archive or folder. */
  readonly path: string;
  readonly kind: 'archive' | 'folder';
  /**
   * The regular file of that name, links followed.
   *
   * @throws {ParseError} `unsupported` for a file that cannot be used in place (a sparse member, a device)
   */
  find(name: string): Promise<Member | undefined>;
  /** What was odd about the container as a whole. */
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * A small text member, whole.
 *
 * @returns undefined when there is none
 * @throws {ParseError} `truncated`, `limit-exceeded`, `unsupported`
 */
export async function readMember(members: Members, name: string): Promise<Buffer | undefined> {
  const member = await members.find(name);
  if (member === undefined) return undefined;
  const { region, declaredSize } = member;
  if (region.size < declaredSize) {
    const at = { from: region.offset, to: region.offset + declaredSize };
    throw new ParseError({ code: 'truncated', what: name, at, available: region.size });
  }
  return readRegion(region, limits.jsonBytes, name);
}
