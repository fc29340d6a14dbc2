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
  /** Lines of `/etc/ld-musl-<arch>.path`; null where there is none. */
  muslPath: string | null;
  /** `NAME=value`, as the image's config has them. */
  env: readonly string[];
}>;

/** A file that is loaded: by which name it was found, what it is, and which file needed it. */
export type Loaded = Readonly<{ path: RootPath; node: TreeNode; fact: ElfFact; loadedBy: Loaded | undefined }>;

/** A loader's answer to one name. */
export type Found = Readonly<{ path: RootPath | null; rule: LinkRule; searched: readonly string[] }>;
