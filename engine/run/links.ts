import { type Analyzer, analyzerKey } from '#engine/analyzers/analyzer.ts';
import { elf } from '#engine/analyzers/binary/elf/index.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type CacheEntry, readLdSoCache } from '#engine/formats/ld/read-ld-so-cache.ts';
import { type FactReader, type ImageRecord, openFactReader, type Store } from '#engine/store/index.ts';
import { linkClosure } from '#engine/usage/links/link-closure.ts';
import { linkNotes } from '#engine/usage/links/notes/link-notes.ts';
import type { LinkInput } from '#engine/usage/links/types.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { ElfFact } from '#shared/model/facts/native.ts';
import type { LinkClosure, LinkReport } from '#shared/model/links.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { encodeText, normalisePath, type RootPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';
import type { StoredImage } from './stored-image.ts';
import { StoredFiles } from './image-files.ts';
import { openStoredImage } from './stored-image.ts';

/** What links are resolved with, but for the process: its variables and working directory. */
export type ImageLinks = Omit<LinkInput, 'env' | 'cwd'>;

/** Facts of a content that one plug-in has found. */
export type FactsOf = (sha256: Sha256, analyzer: Analyzer) => readonly Fact[];

/**
 * What the loader would map for a file of a scanned image, and what may be opened later. Facts and loader configuration are kept: the
 * source may be gone.
 *
 * @returns undefined for a path that leads to no ELF file
 */
export async function linksOf(store: Store, image: ImageRecord, path: RootPath): Promise<LinkReport | undefined> {
  const stored = await openStoredImage(store, image.imageId);
  return await withLinks(store, image, stored, (input) => {
    const closure = linkClosure(input, path);
    return closure && { ...closure, notes: linkNotes(input, closure) };
  });
}

/** What the loader would map for each of several files; those that are no ELF files are left out. */
export async function closuresOf(
  store: Store,
  image: ImageRecord,
  stored: StoredImage,
  paths: readonly RootPath[],
): Promise<readonly LinkClosure[]> {
  return await withLinks(store, image, stored, (input) => paths.flatMap((path) => linkClosure(input, path) ?? []));
}

/** Resolves links with the image's own variables and working directory. */
async function withLinks<T>(
  store: Store,
  image: ImageRecord,
  stored: StoredImage,
  make: (input: LinkInput) => T,
): Promise<T> {
  await using files = new StoredFiles(store, image, stored);
  using facts = openFactReader(store.dataDir);
  const elfOf = elfFacts(storedFacts(facts));
  const { env = [], workingDir = '' } = image.config ?? {};
  const cwd = normalisePath(encodeText(workingDir)) ?? ('' as RootPath);
  return await files.complete((read) => make({ ...imageLinks(stored.tree, elfOf, read), env, cwd }));
}

/** Facts that the catalog keeps. */
export function storedFacts(reader: FactReader): FactsOf {
  return (sha256, analyzer) => {
    const outcome = reader.get(sha256, analyzerKey(analyzer));
    return outcome ? factsOf(outcome) : [];
  };
}

/** What links of an image are resolved with. @param read undefined for bytes that are not there (yet) */
export function imageLinks(tree: RootView, elfOf: LinkInput['elfOf'], read: LinkInput['read']): ImageLinks {
  const cache = tree.resolve('etc/ld.so.cache' as RootPath);
  return { tree, elfOf, read, cache: cacheOf(cache && read(cache)) };
}

/** ELF facts by file, each looked up once. */
export function elfFacts(facts: FactsOf): LinkInput['elfOf'] {
  const known = new Map<number, ElfFact | undefined>();
  return (node) => {
    if (!known.has(node.inode)) known.set(node.inode, elfFact(facts, node));
    return known.get(node.inode);
  };
}

function elfFact(facts: FactsOf, node: TreeNode): ElfFact | undefined {
  if (node.sha256 === undefined || node.contentKind !== 'elf') return undefined;
  return facts(node.sha256, elf).find((fact) => fact.kind === 'elf');
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
