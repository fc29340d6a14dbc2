import { analyzerKey } from '#engine/analyzers/analyzer.ts';
import { elf } from '#engine/analyzers/binary/elf/index.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type CacheEntry, readLdSoCache } from '#engine/formats/ld/read-ld-so-cache.ts';
import { type ImageRecord, openFactReader, type Store } from '#engine/store/index.ts';
import { linkClosure } from '#engine/usage/links/link-closure.ts';
import type { LinkInput } from '#engine/usage/links/types.ts';
import type { ElfFact } from '#shared/model/facts/native.ts';
import type { LinkClosure } from '#shared/model/links.ts';
import { factsOf } from '#shared/model/outcome.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { Contents, keptLayers } from './contents.ts';
import { openStoredImage, type StoredImage } from './stored-image.ts';

/**
 * What the loader would map for a file of a scanned image. Facts and loader configuration are kept: the source may be gone.
 *
 * @returns undefined for a path that leads to no ELF file
 */
export async function linksOf(store: Store, image: ImageRecord, path: RootPath): Promise<LinkClosure | undefined> {
  const stored = await openStoredImage(store, image.imageId);
  const musl = stored.tree.list('etc' as RootPath).find((name) => /^ld-musl-.*\.path$/.test(name));
  const [cacheBytes, muslBytes] = await readKept(store, stored, ['etc/ld.so.cache', musl ? `etc/${musl}` : null]);
  using facts = openFactReader(store.dataDir);
  const known = new Map<number, ElfFact | undefined>();
  const input: LinkInput = {
    tree: stored.tree,
    elfOf(node) {
      if (!known.has(node.inode)) known.set(node.inode, elfFact(facts, node));
      return known.get(node.inode);
    },
    cache: cacheOf(cacheBytes),
    muslPath: muslBytes === undefined ? null : Buffer.from(muslBytes).toString('latin1'),
    env: image.config?.env ?? [],
  };
  return linkClosure(input, path);
}

function elfFact(facts: Pick<ReturnType<typeof openFactReader>, 'get'>, node: TreeNode): ElfFact | undefined {
  if (node.sha256 === undefined || node.contentKind !== 'elf') return undefined;
  const outcome = facts.get(node.sha256, analyzerKey(elf));
  for (const fact of outcome ? factsOf(outcome) : []) if (fact.kind === 'elf') return fact;
  return undefined;
}

/** A cache that cannot be read is none for the loader either. */
function cacheOf(bytes: Uint8Array | undefined): readonly CacheEntry[] {
  if (bytes === undefined) return [];
  try {
    return readLdSoCache(bytes);
  } catch (error) {
    if (error instanceof ParseError) return [];
    throw error;
  }
}

async function readKept(
  store: Store,
  stored: StoredImage,
  paths: readonly (string | null)[],
): Promise<(Uint8Array | undefined)[]> {
  const { tree } = stored;
  await using contents = new Contents(keptLayers(stored), store.blobs);
  return await Promise.all(
    paths.map(async (path) => {
      const node = path === null ? undefined : tree.resolve(path as RootPath);
      const place = node && tree.origin(node);
      return place ? (await contents.read([place]))[0] : undefined;
    }),
  );
}
