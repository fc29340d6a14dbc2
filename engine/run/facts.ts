import type { ExternalAnalyzer } from '#engine/plugins/index.ts';
import { analyzerKey, type FileAnalyzer, type SetAnalyzer } from '#engine/analyzers/analyzer.ts';
import { runFileAnalyzer, runSetAnalyzer, tooLarge } from '#engine/analyzers/host.ts';
import { type FactEntry, type FactReader, setContentKey } from '#engine/store/index.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { ContentPlace, Contents } from './contents.ts';

/** Something whose facts are wanted: a file for a plug-in, or a set. `place` says where content lies. */
export type FactWish =
  | Readonly<{ analyzer: FileAnalyzer | ExternalAnalyzer; file: TreeNode }>
  | Readonly<{ analyzer: SetAnalyzer; members: readonly Readonly<{ name: string; file: TreeNode }>[] }>;

/**
 * Facts by content, from this run, from the cache, or made now. Making them now is the exception: a plug-in whose version was
 * raised, a database at an unusual place, a set.
 */
export class Facts {
  readonly #cache: FactReader | undefined;
  readonly #known = new Map<string, Outcome<Fact>>();
  readonly #made: FactEntry[] = [];

  /** @param cache undefined: cached facts do not count (`--force`) */
  constructor(cache: FactReader | undefined, fresh: readonly FactEntry[]) {
    this.#cache = cache;
    for (const entry of fresh) this.#known.set(`${entry.sha256} ${entry.analyzerKey}`, entry.outcome);
  }

  /** Facts that were made here and are not stored yet. */
  get made(): readonly FactEntry[] {
    return this.#made;
  }

  get(sha256: Sha256, key: string): Outcome<Fact> | undefined {
    const id = `${sha256} ${key}`;
    const known = this.#known.get(id) ?? this.#cache?.get(sha256, key);
    if (known) this.#known.set(id, known);
    return known;
  }

  ofWish(wish: FactWish): Outcome<Fact> | undefined {
    return this.get(contentKey(wish), analyzerKey(wish.analyzer));
  }

  /** Makes what is missing. A content that cannot be had any more becomes a failed outcome that is not kept. */
  async ensure(
    wishes: readonly FactWish[],
    contents: Contents,
    placeOf: (file: TreeNode) => ContentPlace | undefined,
  ): Promise<void> {
    const missing = new Map<string, FactWish>();
    for (const wish of wishes)
      if (!this.ofWish(wish)) missing.set(`${contentKey(wish)} ${analyzerKey(wish.analyzer)}`, wish);
    if (missing.size === 0) return;
    const files = [...new Set([...missing.values()].flatMap(filesOf))];
    const places = files.map(placeOf);
    const bytes = await contents.read(places.filter((place) => place !== undefined));
    const byFile = new Map<TreeNode, Uint8Array | undefined>();
    let next = 0;
    for (const [i, file] of files.entries()) byFile.set(file, places[i] === undefined ? undefined : bytes[next++]);
    for (const [id, wish] of missing) {
      const outcome = await analyze(wish, byFile);
      if (outcome) this.#made.push({ sha256: contentKey(wish), analyzerKey: analyzerKey(wish.analyzer), outcome });
      this.#known.set(id, outcome ?? GONE);
    }
  }
}

const GONE: Outcome<Fact> = {
  status: 'failed',
  diagnostics: [{ code: 'missing', what: 'file content', found: 'the layer is no longer at hand' }],
};

async function analyze(
  wish: FactWish,
  bytes: ReadonlyMap<TreeNode, Uint8Array | undefined>,
): Promise<Outcome<Fact> | undefined> {
  if ('file' in wish) {
    const content = bytes.get(wish.file);
    if (content === undefined) return undefined;
    const { analyzer } = wish;
    if (!('analyzeLater' in analyzer)) return runFileAnalyzer(analyzer, content);
    return content.byteLength > analyzer.maxBytes
      ? { status: 'failed', diagnostics: [tooLarge(analyzer, content.byteLength)] }
      : await analyzer.analyzeLater(content);
  }
  const members: Record<string, Uint8Array> = {};
  for (const { name, file } of wish.members) {
    const content = bytes.get(file);
    if (content === undefined) return undefined;
    members[name] = content;
  }
  return runSetAnalyzer(wish.analyzer, members);
}

function filesOf(wish: FactWish): TreeNode[] {
  return 'file' in wish ? [wish.file] : wish.members.map(({ file }) => file);
}

/** What facts of a wish are filed under: the content's digest, or one digest for the whole set. */
export function contentKey(wish: FactWish): Sha256 {
  return 'file' in wish
    ? sha256Of(wish.file)
    : setContentKey(Object.fromEntries(wish.members.map(({ name, file }) => [name, sha256Of(file)])));
}

function sha256Of(file: TreeNode): Sha256 {
  if (file.sha256 === undefined) throw new Error(`not a regular file: ${file.path}`);
  return file.sha256;
}
