import type { ContentKind } from '#shared/model/tree.ts';
import type { FileAnalyzer, FilePattern, SetAnalyzer } from './analyzer.ts';

const NONE: readonly never[] = [];

/** What is indexed of a plug-in: its predicate. */
type Wanting = Pick<FileAnalyzer, 'reads' | 'wants'>;

/** One index of all plug-ins' predicates, so that a file is asked about once and not once per plug-in. */
export class Dispatch<F extends Wanting = FileAnalyzer> {
  readonly #byPath = new Map<string, F[]>();
  readonly #byBasename = new Map<string, F[]>();
  readonly #bySuffix = new Map<string, F[]>();
  /** Key: directory and suffix (empty for every name), joined by NUL, which no path holds. */
  readonly #byDirectory = new Map<string, F[]>();
  /** Key: the directory of the folders and the file's name, joined by NUL. */
  readonly #byFolder = new Map<string, F[]>();
  /** Key: the name of the file's folder and its suffix, joined by NUL. */
  readonly #byParent = new Map<string, F[]>();
  readonly #byMagic = new Map<ContentKind, F[]>();
  readonly #setMembers = new Set<string>();
  /** Parts of the joined keys, to tell cheaply that a path has none. */
  readonly #directories = new Set<string>();
  readonly #parentSuffixes = new Set<string>();
  readonly #folderNames = new Set<string>();

  constructor(analyzers: readonly (F | SetAnalyzer)[]) {
    for (const analyzer of analyzers) {
      if (analyzer.reads === 'file') for (const pattern of analyzer.wants) this.#index(pattern, analyzer);
      else
        for (const directory of analyzer.directories)
          for (const name of analyzer.members) this.#setMembers.add(`${directory}/${name}`);
    }
  }

  /** File plug-ins that want a file for its path; registry order is not kept. */
  byPath(path: string): readonly F[] {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const dot = name.lastIndexOf('.');
    const suffix = dot < 0 ? '' : name.slice(dot);
    // `.deps.json`: a kind of JSON files, and not all of them.
    const dotBefore = dot <= 0 ? -1 : name.lastIndexOf('.', dot - 1);
    const directory = slash < 0 ? '' : path.slice(0, slash);
    // A layer has a million paths, and most are in no folder that anybody names: their keys are not even made.
    const inNamed = this.#directories.has(directory);
    const inParent = this.#parentSuffixes.has(suffix);
    let found: readonly F[] = this.#byPath.get(path) ?? NONE;
    found = joined(found, this.#byBasename.get(name));
    if (suffix !== '') found = joined(found, this.#bySuffix.get(suffix));
    if (dotBefore >= 0) found = joined(found, this.#bySuffix.get(name.slice(dotBefore)));
    if (inNamed) {
      found = joined(found, this.#byDirectory.get(`${directory}\0`));
      if (suffix !== '') found = joined(found, this.#byDirectory.get(`${directory}\0${suffix}`));
    }
    if (inParent) {
      const parent = directory.slice(directory.lastIndexOf('/') + 1);
      found = joined(found, this.#byParent.get(`${parent}\0${suffix}`));
    }
    if (this.#folderNames.has(name)) found = joined(found, this.#byFolder.get(`${parentOf(directory)}\0${name}`));
    return found;
  }

  /** File plug-ins that want a file for what its first bytes say. */
  byMagic(kind: ContentKind): readonly F[] {
    return this.#byMagic.get(kind) ?? NONE;
  }

  /** Is this one of the files of a set plug-in's database? Its bytes are kept for later. */
  isSetMember(path: string): boolean {
    return this.#setMembers.has(path);
  }

  #index(pattern: FilePattern, analyzer: F): void {
    if ('directory' in pattern) this.#directories.add(pattern.directory);
    if ('parent' in pattern) this.#parentSuffixes.add(pattern.suffix);
    if ('eachIn' in pattern) this.#folderNames.add(pattern.basename);
    if ('path' in pattern) add(this.#byPath, pattern.path, analyzer);
    else if ('eachIn' in pattern) add(this.#byFolder, `${pattern.eachIn}\0${pattern.basename}`, analyzer);
    else if ('parent' in pattern) add(this.#byParent, `${pattern.parent}\0${pattern.suffix}`, analyzer);
    else if ('basename' in pattern) add(this.#byBasename, pattern.basename, analyzer);
    else if ('directory' in pattern) add(this.#byDirectory, `${pattern.directory}\0${pattern.suffix ?? ''}`, analyzer);
    else if ('suffix' in pattern) add(this.#bySuffix, pattern.suffix, analyzer);
    else add(this.#byMagic, pattern.magic, analyzer);
  }
}

/** Both lists' members, each once. Mostly there is nothing to join, and nothing is made. */
function joined<F>(list: readonly F[], more: readonly F[] | undefined): readonly F[] {
  if (more === undefined) return list;
  return list.length === 0 ? more : [...new Set([...list, ...more])];
}

function parentOf(directory: string): string {
  return directory.slice(0, Math.max(0, directory.lastIndexOf('/')));
}

function add<K, F>(map: Map<K, F[]>, key: K, analyzer: F): void {
  const list = map.get(key);
  if (list) list.push(analyzer);
  else map.set(key, [analyzer]);
}
