import type { Analyzer, FileAnalyzer, SetAnalyzer } from '#engine/analyzers/analyzer.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';

/** A database's files as found in the tree after some layer. `names` are the members' names for a set. */
export type FoundDatabase =
  | Readonly<{ analyzer: FileAnalyzer; file: TreeNode }>
  | Readonly<{ analyzer: SetAnalyzer; members: readonly Readonly<{ name: string; file: TreeNode }>[] }>;

/**
 * Finds package databases in a tree, through whatever symlinks lead to them, each once: `/var/lib/rpm` may be a link to
 * `/usr/lib/sysimage/rpm`, and `/lib` to `/usr/lib`.
 */
export function findDatabases(tree: RootView, analyzers: readonly Analyzer[]): FoundDatabase[] {
  const found: FoundDatabase[] = [];
  for (const analyzer of analyzers) {
    if (analyzer.role !== 'database') continue;
    const seen = new Set<string>();
    for (const database of analyzer.reads === 'file' ? findFiles(tree, analyzer) : findSets(tree, analyzer)) {
      const first = 'file' in database ? database.file : database.members[0]?.file;
      if (first === undefined || seen.has(first.path)) continue;
      seen.add(first.path);
      found.push(database);
    }
  }
  return found;
}

function* findFiles(tree: RootView, analyzer: FileAnalyzer): Generator<FoundDatabase> {
  for (const pattern of analyzer.wants) {
    for (const path of candidates(tree, pattern)) {
      const file = regular(tree, path);
      if (file) yield { analyzer, file };
    }
  }
}

/** Only paths and directories: looking for a database by name or magic would mean walking the whole tree after each layer. */
function candidates(tree: RootView, pattern: FileAnalyzer['wants'][number]): string[] {
  if ('path' in pattern) return [pattern.path];
  if ('eachIn' in pattern) {
    const { eachIn, basename } = pattern;
    return tree.list(eachIn as RootPath).map((folder) => `${eachIn}/${folder}/${basename}`);
  }
  if (!('directory' in pattern)) return [];
  const { directory, suffix = '' } = pattern;
  return tree
    .list(directory as RootPath)
    .filter((name) => name.endsWith(suffix))
    .map((name) => `${directory}/${name}`);
}

function* findSets(tree: RootView, analyzer: SetAnalyzer): Generator<FoundDatabase> {
  for (const directory of analyzer.directories) {
    const members = analyzer.members.flatMap((name) => {
      const file = regular(tree, `${directory}/${name}`);
      return file ? [{ name, file }] : [];
    });
    // Without its first member the set is no database.
    if (members[0]?.name === analyzer.members[0]) yield { analyzer, members };
  }
}

function regular(tree: RootView, path: string): TreeNode | undefined {
  const node = tree.resolve(path as RootPath);
  return node?.sha256 === undefined ? undefined : node;
}
