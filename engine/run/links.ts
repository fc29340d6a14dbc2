import { analyzerKey } from '#engine/analyzers/analyzer.ts';
import { elf } from '#engine/analyzers/binary/elf/index.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type CacheEntry, readLdSoCache } from '#engine/formats/ld/read-ld-so-cache.ts';
import { type ImageRecord, openFactReader, type Store } from '#engine/store/index.ts';
import { linkClosure } from '#engine/usage/links/link-closure.ts';
import { linkNotes } from '#engine/usage/links/notes/link-notes.ts';
import type { LinkInput } from '#engine/usage/links/types.ts';
import type { ElfFact } from '#shared/model/facts/native.ts';
import type { LinkReport } from '#shared/model/links.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { normalisePath, encodeText, type RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { withKeptFiles } from './kept-files.ts';
import { openStoredImage, type StoredImage } from './stored-image.ts';

/**
 * What the loader would map for a file of a scanned image, and what may be opened later. Facts and loader configuration are kept: the source may be gone.
 *
 * @returns undefined for a path that leads to no ELF file
 */
export async function linksOf(store: Store, image: ImageRecord, path: RootPath): Promise<LinkReport | undefined> {
  const stored = await openStoredImage(store, image.imageId);
  using facts = openFactReader(store.dataDir);
  const elfOf = elfFacts(facts);
  return await withKeptFiles(store, stored, (read) => {
    const input = linkInput(image, stored, { elfOf, read });
    const closure = linkClosure(input, path);
    return closure && { ...closure, notes: linkNotes(input, closure) };
  });
}

/** What links of a stored image are resolved with. */
function linkInput(
  { config }: Pick<ImageRecord, 'config'>,
  { tree }: Pick<StoredImage, 'tree'>,
  { elfOf, read }: Pick<LinkInput, 'elfOf' | 'read'>,
): LinkInput {
  const cache = tree.resolve('etc/ld.so.cache' as RootPath);
  return {
    tree,
    elfOf,
    read,
    cache: cacheOf(cache && read(cache)),
    env: config?.env ?? [],
    cwd: normalisePath(encodeText(config?.workingDir ?? '')) ?? ('' as RootPath),
  };
}

type FactReader = Pick<ReturnType<typeof openFactReader>, 'get'>;

/** ELF facts by file, each looked up once. */
function elfFacts(facts: FactReader): LinkInput['elfOf'] {
  const known = new Map<number, ElfFact | undefined>();
  return (node) => {
    if (!known.has(node.inode)) known.set(node.inode, elfFact(facts, node));
    return known.get(node.inode);
  };
}

function elfFact(facts: FactReader, node: TreeNode): ElfFact | undefined {
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
