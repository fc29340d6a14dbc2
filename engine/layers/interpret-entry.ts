import { limits } from '#engine/bytes/limits.ts';
import type { TarEntry } from '#engine/formats/tar/entry.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { normalisePath, printPath } from '#shared/model/root-path.ts';
import type { NewEntry } from './layer-index-builder.ts';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** AUFS housekeeping: kept in the index as possible link sources (`.wh..wh.plnk/…`), never listed as files. */
export const HOUSEKEEPING = '.wh..wh.';

/** What a tar entry means as part of a layer: a row, or the reason why it is none. */
export type Interpreted = Readonly<{ row: NewEntry | undefined; diagnostic: Diagnostic | undefined }>;

/**
 * Applies the layer rules to one entry: normalised name, whiteouts by name, links inside the root.
 *
 * A name with `..` is rejected, not cleaned: unpackers disagree on where it would land, so nothing can be claimed about it.
 *
 * @see OCI image-spec, layer.md, "Whiteouts"
 */
export function interpretEntry(entry: TarEntry, whiteouts = true): Interpreted {
  // Engines end a name at NUL (a PAX path may hold one).
  const path = normalisePath(cutAtNul(entry.name));
  if (path === undefined)
    return rejected(entry.name, {
      code: 'malformed',
      what: 'entry name',
      found: printPath(entry.name),
      expected: 'no ".." part',
    });
  const tooLong = checkLengths(path) ?? checkLink(entry);
  if (tooLong) return rejected(entry.name, tooLong);

  const name = path.slice(path.lastIndexOf('/') + 1);
  if (whiteouts && name.startsWith(WHITEOUT)) return interpretMarker(entry, path, name);
  if (whiteouts && (path.startsWith(WHITEOUT) || path.includes(`/${WHITEOUT}`))) {
    if (path.startsWith(HOUSEKEEPING)) return { row: rowOf(entry, path), diagnostic: undefined };
    return rejected(path, { code: 'anomaly', what: 'an entry below a whiteout name', found: printPath(path) });
  }
  if (entry.type === 'hardlink' && normalisePath(cutAtNul(entry.link)) === undefined) {
    return rejected(path, {
      code: 'malformed',
      what: 'hard link target',
      found: printPath(entry.link),
      expected: 'no ".." part',
    });
  }
  return { row: rowOf(entry, path), diagnostic: undefined };
}

/** Whatever its type: some producers write whiteouts as hard links or devices, and engines go by the name alone. */
function interpretMarker(entry: TarEntry, path: string, name: string): Interpreted {
  const parent = path.slice(0, path.length - name.length);
  if (name === OPAQUE)
    return { row: { ...rowOf(entry, parent.slice(0, -1)), type: 'opaque', link: '', size: 0 }, diagnostic: undefined };
  if (name.startsWith(HOUSEKEEPING)) return { row: undefined, diagnostic: undefined };
  if (name === WHITEOUT)
    return {
      row: undefined,
      diagnostic: { code: 'anomaly', what: 'a whiteout without a name, which is ignored', found: printPath(path) },
    };
  return {
    row: { ...rowOf(entry, parent + name.slice(WHITEOUT.length)), type: 'whiteout', link: '', size: 0 },
    diagnostic: undefined,
  };
}

function rowOf(entry: TarEntry, path: string): NewEntry {
  return {
    type: entry.type,
    path,
    link: linkOf(entry),
    mode: entry.mode,
    uid: asId(entry.uid),
    gid: asId(entry.gid),
    size: entry.size,
    mtime: entry.mtime,
    headerOffset: entry.headerOffset,
    dataOffset: entry.dataOffset,
  };
}

function linkOf(entry: TarEntry): string {
  switch (entry.type) {
    case 'symlink':
      return cutAtNul(entry.link);
    case 'hardlink':
      return normalisePath(cutAtNul(entry.link)) ?? '';
    case 'char':
    case 'block':
      return `${entry.devmajor},${entry.devminor}`;
    default:
      return '';
  }
}

function checkLengths(path: string): Diagnostic | undefined {
  if (path.length > limits.pathBytes)
    return { code: 'limit-exceeded', what: 'path length', limit: limits.pathBytes, seen: path.length };
  if (path.length <= limits.nameBytes) return undefined;
  const parts = path.split('/');
  if (parts.length > limits.pathDepth)
    return { code: 'limit-exceeded', what: 'path depth', limit: limits.pathDepth, seen: parts.length };
  const longest = Math.max(...parts.map((part) => part.length));
  return longest > limits.nameBytes
    ? { code: 'limit-exceeded', what: 'file name length', limit: limits.nameBytes, seen: longest }
    : undefined;
}

function checkLink({ link }: TarEntry): Diagnostic | undefined {
  return link.length > limits.pathBytes
    ? { code: 'limit-exceeded', what: 'link target length', limit: limits.pathBytes, seen: link.length }
    : undefined;
}

/** Linux ids are 32 bits; what a tar says beyond them is what a kernel would make of it. */
function asId(id: number): number {
  return id >>> 0;
}

function cutAtNul(name: string): string {
  const nul = name.indexOf('\0');
  return nul < 0 ? name : name.slice(0, nul);
}

function rejected(path: string, diagnostic: Diagnostic): Interpreted {
  return { row: undefined, diagnostic: { ...diagnostic, where: { path: printPath(path.slice(0, 200)) } } };
}
