import type { ElfFact } from '#shared/model/facts/native.ts';
import type { LinkRule } from '#shared/model/links.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';
import type { CacheEntry } from '#engine/formats/ld/read-ld-so-cache.ts';

/** What links are resolved with. */
export type LinkInput = Readonly<{
  tree: RootView;
  /** Facts of an ELF file; undefined for any other file, and where it could not be read. */
  elfOf: (node: TreeNode) => ElfFact | undefined;
  /** Entries of `/etc/ld.so.cache`; empty where there is none. */
  cache: readonly CacheEntry[];
  /** Bytes of loader configuration; undefined where they cannot be had. */
  read: (node: TreeNode) => Uint8Array | undefined;
  /** `NAME=value`, as the image's config has them. */
  env: readonly string[];
  /** The config's working directory, where relative names begin. */
  cwd: RootPath;
}>;

/**
 * A file that is loaded: by which name it was found, what it is, and which file needed it. null: the program itself; `preload`: what
 * musl loads for nobody.
 */
export type Loaded = Readonly<{ path: RootPath; node: TreeNode; fact: ElfFact; loadedBy: Loaded | 'preload' | null }>;

/** The program's loader. */
export type Loader = Readonly<{
  kind: 'glibc' | 'musl';
  /** Where it is; undefined: nothing names one. */
  path: RootPath | undefined;
  /** As the program names it, a byte string. */
  name: string | undefined;
}>;

/** A loader's answer to one name. */
export type Found = Readonly<{
  path: RootPath | null;
  rule: LinkRule;
  searched: readonly string[];
  /** Set where the last place searched has a file that ended the search. */
  gaveUp?: true;
}>;
