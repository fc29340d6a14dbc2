import { limits } from '#engine/bytes/limits.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';

/** A crate that a path names, and the bytes of the path that do. */
export type RegistryPath = Readonly<{ name: string; version: string; at: ByteRange }>;

/** Registry and its hash, then the crate's folder. A version begins with three numbers, which no crate's name ends with. */
const CRATE =
  /^[A-Za-z0-9._-]{1,100}-[0-9a-f]{16}[/\\]([A-Za-z0-9_-]{1,64})-(\d+\.\d+\.\d+[0-9A-Za-z.+-]{0,100}?)[/\\]/;
/** Longest text that {@link CRATE} takes. */
const LENGTH: Bytes = 400;

/**
 * Paths of unpacked crates, as they stand in messages for panics: each crate once, in order of its first path.
 *
 * @param section where the program's constants are
 * @param separators of folders, where the program was built: each costs a search
 */
export function findRegistryPaths(
  bytes: Uint8Array,
  section: ByteRange,
  separators: readonly ('/' | '\\')[],
): RegistryPath[] {
  const to = Math.min(section.to, section.from + limits.markerSearchBytes);
  const range = Buffer.from(bytes.buffer, bytes.byteOffset + section.from, to - section.from);
  const found = new Map<string, RegistryPath>();
  for (const separator of separators) {
    const marker = ['', 'registry', 'src', ''].join(separator);
    for (
      let at = range.indexOf(marker);
      at >= 0 && found.size < limits.rustCrates;
      at = range.indexOf(marker, at + 1)
    ) {
      const start = at + marker.length;
      const [path = '', name, version] = CRATE.exec(range.toString('latin1', start, start + LENGTH)) ?? [];
      if (name === undefined || version === undefined) continue;
      const id = `${name} ${version}`;
      if (found.has(id)) continue;
      found.set(id, { name, version, at: { from: section.from + at, to: section.from + start + path.length } });
    }
  }
  return [...found.values()];
}
