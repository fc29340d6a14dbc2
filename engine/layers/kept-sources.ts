import { limits } from '#engine/bytes/limits.ts';
import type { ContentKind } from '#shared/model/tree.ts';
import type { Bytes } from '#shared/model/units.ts';

/** Sources that EntryTrace, the usage view and the loader read by path. */
const SUFFIXES = new Set(['.js', '.cjs', '.mjs', '.json', '.py', '.pth', '.sh']);

/** Loader configuration: what decides where a dynamic linker looks. */
const LOADER = /^etc\/(ld\.so\.(conf|cache|preload)|ld\.so\.conf\.d\/[^/]+|ld-musl-[^/]+\.path)$/;

/** Is a file's content kept for later stages, as far as its path and size say? Package databases are decided by the dispatch. */
export function keepsByPath(path: string, size: Bytes): boolean {
  if (size > limits.sourceBytes) return false;
  const dot = path.lastIndexOf('.');
  return (
    (dot > path.lastIndexOf('/') && SUFFIXES.has(path.slice(dot))) || (path.startsWith('etc/ld') && LOADER.test(path))
  );
}

/** Is it kept because it is a script? */
export function keepsByKind(kind: ContentKind, size: Bytes): boolean {
  return kind === 'script' && size <= limits.sourceBytes;
}
