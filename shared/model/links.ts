import type { Citation } from './evidence.ts';
import type { LayerIndex } from './units.ts';

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

/** What opens files by name while it runs. */
export type LinkMechanism =
  'nss' | 'pam' | 'gconv' | 'openssl-provider' | 'openssl-engine' | 'qt-plugin' | 'gstreamer-plugin';

/** Place that says which: a line of a file of the image, or a variable of the image's environment. */
export type LinkStatement =
  | Readonly<{ file: string; line: number; cited: Citation; variable: null }>
  | Readonly<{ file: null; line: null; cited: null; variable: string }>;

/**
 * A file that a program may open by name (dlopen). Headers prove no such thing, so it is never an edge: configuration says that it is
 * possible, nothing says that it happens.
 */
export type LinkNote = Readonly<{
  kind: 'possible';
  mechanism: LinkMechanism;
  /** File among those mapped that would open it. */
  by: string;
  /** Name that it would look for. */
  name: string;
  /** As it would be found; null: the image has none. */
  to: string | null;
  /** Where that really is, links followed. */
  real: string | null;
  /** Why it is possible, for people. */
  reason: string;
  /** The first place that says so. */
  stated: LinkStatement;
}>;

/** What `links` answers. */
export type LinkReport = LinkClosure & Readonly<{ notes: readonly LinkNote[] }>;

/** A file that a closure maps or may open: whose it is, and where its content comes from. */
export type LinkFile = Readonly<{
  /** As in `real`. */
  path: string;
  /** Component that owns it; null: none does. */
  owner: Readonly<{ key: string; name: string; version: string | null }> | null;
  layer: LayerIndex;
}>;

/** {@link LinkNote} with the place alone. */
export type LinkViewNote = Omit<LinkNote, 'stated'> & Readonly<{ stated: Omit<LinkStatement, 'cited'> }>;

/** {@link LinkReport} with what a person asks next about each file. */
export type LinkView = LinkClosure & Readonly<{ notes: readonly LinkViewNote[]; files: readonly LinkFile[] }>;

/** Who needs a file, among what the image's start maps. Paths as in {@link LinkEdge}. */
export type NeededBy = Readonly<{
  /** Real path of the file. */
  path: string;
  /** Equal needs of several programs are one, by `from`, then by `needed`; at most {@link MOST_NEEDS}. */
  needs: readonly Readonly<{
    from: string;
    needed: string;
    /** Programs that map both: the first ones, and how many there are. */
    programs: readonly string[];
    programCount: number;
  }>[];
  omitted: number;
  /** Programs whose links were followed. */
  asked: number;
}>;

/** Needs that {@link NeededBy} lists. */
export const MOST_NEEDS = 200;
