/** How a needed name was, or was not, found: the rule of the loader that decided. */
export type LinkRule =
  | 'path'
  | 'already-loaded'
  | 'rpath'
  | 'ld-library-path'
  | 'runpath'
  | 'ld-so-cache'
  | 'musl-path-file'
  | 'default-directory'
  | 'loader'
  | 'preload'
  | 'preload-file'
  | 'interpreter'
  | 'not-found';

/** One need of one file. Paths are printed, with a leading slash, as the loader would name them. */
export type LinkEdge = Readonly<{
  from: string;
  needed: string;
  /** As found; null: not found. */
  to: string | null;
  /** Where that really is, links followed. */
  real: string | null;
  rule: LinkRule;
  /** Places that were looked at in vain before, in order. */
  searched: readonly string[];
  /** Symbol versions that the file needs of the library, and that the library does not define. */
  missingVersions: readonly string[];
}>;

/** Everything that the loader would map for one file, in load order. */
export type LinkClosure = Readonly<{
  path: string;
  loader: 'glibc' | 'musl' | 'none';
  edges: readonly LinkEdge[];
}>;
