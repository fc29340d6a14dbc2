import type { Component } from '#shared/model/component.ts';
import type { ComponentUsage, FileUsage, OpenPoint, OpenScope } from '#shared/model/usage.ts';

/** What a module system loads, by the ends of names. */
const SCOPES: readonly Readonly<{ scope: OpenScope; files: RegExp; types: readonly string[] }>[] = [
  { scope: 'node', files: /\.(?:[cm]?js|json|node|wasm)$/, types: ['npm'] },
  { scope: 'python', files: /\.(?:py|pyc|so|pth)$/, types: ['pypi', 'conda'] },
  { scope: 'java', files: /\.(?:jar|class|war|jmod)$/, types: ['maven'] },
  { scope: 'ruby', files: /\.(?:rb|so)$/, types: ['gem'] },
  { scope: 'perl', files: /\.(?:p[lm]|so)$/, types: ['cpan'] },
  { scope: 'php', files: /\.(?:php|so)$/, types: ['composer'] },
  { scope: 'dotnet', files: /\.dll$/, types: ['nuget'] },
  { scope: 'r', files: /\.(?:R|rdb|so)$/, types: ['cran'] },
  { scope: 'lua', files: /\.lua$/, types: [] },
  { scope: 'tcl', files: /\.tcl$/, types: [] },
  { scope: 'deno', files: /\.(?:[cm]?[jt]sx?|json|wasm|node)$/, types: ['npm'] },
  { scope: 'julia', files: /\.(?:jl|so)$/, types: [] },
];

const ARCHIVE = /\.(?:jar|war|ear|sar|hpi|jpi|kar|far|nar|lpkg|jmod|egg|whl)$/i;

/**
 * What is reached of each component: by any of its files, by the binary or archive that holds it, or by a file in its folder.
 *
 * @param files of {@link reach}
 * @param real where a listed file really is
 */
export function componentUsage(
  components: readonly Component[],
  files: readonly FileUsage[],
  open: readonly OpenPoint[],
  real: (path: string) => string,
): ComponentUsage[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const byFolder = firstInFolders(components, files);
  const openFor = openBy(open);
  return components
    .filter(({ layers }) => layers.removed === null)
    .map((component): ComponentUsage => {
      const { key } = component;
      const best = bestOf(component, (path) => byPath.get(real(path)), byFolder);
      if (best?.state === 'reached') return { key, state: 'reached', file: best.path };
      if (best !== undefined) return { key, state: 'unknown', strength: 'possible', file: best.path };
      const points = openFor(component);
      return points.length > 0
        ? { key, state: 'unknown', strength: 'open', file: null, open: points }
        : { key, state: 'notReached', file: null };
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Places whose files tell of a component: the files that it lists, and the file or archive that it is or lies in. */
function* placesOf({ type, origin, files, occurrences }: Component): Generator<string> {
  yield* files;
  for (const { path } of occurrences) {
    const end = path.lastIndexOf('!/');
    // `a.jar!/META-INF/maven/…/pom.properties` lies in `a.jar`.
    if (end >= 0) yield ARCHIVE.test(path) ? path : path.slice(0, end);
    // A row of a database says nothing of files.
    else if (files.length === 0 && origin !== 'package-db' && !FOLDERS.has(type)) yield path;
  }
}

/** Their one occurrence is the metadata in a folder that is theirs as a whole. */
const FOLDERS: ReadonlySet<string> = new Set(['npm', 'generic']);

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** For each folder that is a component's as a whole: the best file in it that belongs to no such folder deeper inside. */
function firstInFolders(components: readonly Component[], files: readonly FileUsage[]): ReadonlyMap<string, FileUsage> {
  const folders = new Set(
    components
      .filter(({ type }) => FOLDERS.has(type))
      .flatMap(({ occurrences }) => occurrences.map(({ path }) => folderOf(path))),
  );
  const first = new Map<string, FileUsage>();
  if (folders.size === 0) return first;
  for (const file of files) {
    let folder = folderOf(file.path);
    while (folder !== '' && !folders.has(folder)) folder = folderOf(folder);
    const known = first.get(folder);
    if (folder !== '' && (known === undefined || (known.state !== 'reached' && file.state === 'reached')))
      first.set(folder, file);
  }
  return first;
}

function bestOf(
  component: Component,
  at: (path: string) => FileUsage | undefined,
  byFolder: ReadonlyMap<string, FileUsage>,
): FileUsage | undefined {
  let best: FileUsage | undefined;
  const see = (file: FileUsage | undefined): void => {
    if (file !== undefined && (best === undefined || (best.state !== 'reached' && file.state === 'reached')))
      best = file;
  };
  for (const place of placesOf(component)) {
    see(at(place));
    if (best?.state === 'reached') return best;
  }
  if (FOLDERS.has(component.type)) for (const { path } of component.occurrences) see(byFolder.get(folderOf(path)));
  return best;
}

/** Which open points may lead to a component. */
function openBy(open: readonly OpenPoint[]): (component: Component) => readonly number[] {
  const numbers = (scope: OpenScope): number[] => open.flatMap((point, i) => (point.scope === scope ? [i] : []));
  const any = numbers('any');
  const scoped = SCOPES.map((rule) => ({ ...rule, points: numbers(rule.scope) })).filter(
    ({ points }) => points.length > 0,
  );
  return ({ type, origin, files, occurrences }) => {
    // What a binary was built from is loaded with it, as an addon that no package owns is.
    const places = origin === 'file' || origin === 'build-info' ? occurrences.map(({ path }) => path) : [];
    const found = scoped.filter(
      (rule) => rule.types.includes(type) || [...files, ...places].some((path) => rule.files.test(path)),
    );
    return [...any, ...found.flatMap(({ points }) => points)].sort((a, b) => a - b);
  };
}
