import type { Dependency } from '#shared/model/component.ts';
import type { DotnetAsset, DotnetDepsFact, DotnetLibrary } from '#shared/model/facts/dotnet.ts';
import { encodeText, normalisePath, printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { FileType, TreeNode } from '#shared/model/tree.ts';
import { formatPurl } from '#shared/text/purl.ts';
import { fileComponent } from '../file-component.ts';
import type { ComposedFilePackage, FilePackageContext } from '../file-package-composer.ts';
import { prove } from '../locate.ts';
import { assemblyDetails, frameworksOf } from './dotnet-details.ts';

/** A library that is a NuGet package and has files here. */
type Present<Node = TreeNode> = Readonly<{
  library: DotnetLibrary;
  name: string;
  purl: string;
  found: readonly Node[];
  missing: readonly RootPath[];
}>;

/** Where the libraries of a deps.json are looked for, and who states them. */
type Application = Readonly<{ fact: DotnetDepsFact; analyzer: string; file: TreeNode }>;

/**
 * NuGet packages of .NET applications. A deps.json lists what the application was built with; a package of it is here if one of its
 * files is. Packages that only compilers need have no files, and packages whose files were removed or merged into others have none
 * left: neither is claimed. An assembly's own name and version are told with its file, and never taken for a package's.
 */
export function composeNuget(context: FilePackageContext): ComposedFilePackage[] {
  const packages = context
    .filesWith('dotnet-deps')
    .flatMap(({ file, facts }) => facts.flatMap(({ fact, analyzer }) => packagesOf({ fact, analyzer, file }, context)));
  // After all packages have claimed their files.
  return [...packages, ...assemblyDetails(context)];
}

function packagesOf(application: Application, context: FilePackageContext): ComposedFilePackage[] {
  const { fact, file, analyzer } = application;
  const present = fact.libraries.flatMap((library) => presentOf(library, application, context));
  const byLibrary = new Map(present.map(({ library, purl }) => [`${library.name}/${library.version}`, purl]));
  const edgesOf = (library: DotnetLibrary): Dependency[] =>
    library.dependencies.flatMap(({ name, version }) => {
      const to = byLibrary.get(`${name}/${version}`);
      return to === undefined ? [] : [{ to, kind: 'declares', stated: version }];
    });
  const packages = present.map(({ library, name, purl, found, missing }): ComposedFilePackage => {
    for (const node of found) context.ownership.claim(node.inode, purl);
    const component = fileComponent({
      key: purl,
      purl,
      type: 'nuget',
      name,
      version: library.version,
      origin: fact.bundled === null ? 'metadata' : 'build-info',
      details: { target: fact.target, ...(library.sha512 === '' ? {} : { sha512: library.sha512 }) },
      dependencies: edgesOf(library),
      files: found.map(({ path }) => printPath(path)).sort(),
      missingFiles: missing.map((path) => printPath(path)).sort(),
      occurrences: [{ node: file }],
      evidence: prove(claimOf(fact, analyzer), library.cited, file, context.input.layers),
    });
    return { component, statedBy: [file] };
  });
  return [...packages, ...ownProgram(application, present, edgesOf, context)];
}

function claimOf({ bundled }: DotnetDepsFact, analyzer: string) {
  return bundled === null
    ? ({ source: 'package-metadata', method: 'manifest-analysis', proves: 'component', analyzer } as const)
    : ({ source: 'build-info', method: 'binary-analysis', proves: 'component', analyzer } as const);
}

/** The runtime that a self-contained application brings is a package too, listed under a name of its own. */
const RUNTIME_PACK = /^runtimepack\./;

function presentOf(library: DotnetLibrary, { fact, file }: Application, { input }: FilePackageContext): Present[] {
  const present = nugetPackage(library, fact, file.path, (path) => input.tree.resolve(path));
  return present ? [present] : [];
}

/**
 * The package that a library of a deps.json is, if it is one and has a file.
 *
 * @param path of the deps.json
 * @param resolve what is at a path
 */
export function nugetPackage<Node extends Readonly<{ type: FileType }>>(
  library: DotnetLibrary,
  fact: DotnetDepsFact,
  path: RootPath,
  resolve: (path: RootPath) => Node | undefined,
): Present<Node> | undefined {
  if (library.type !== 'package' && library.type !== 'runtimepack') return undefined;
  const name = library.name.replace(RUNTIME_PACK, '');
  const purl = formatPurl({
    type: 'nuget',
    namespace: null,
    name,
    version: library.version,
    qualifiers: {},
    subpath: null,
  });
  const assets = library.assets.filter(({ path }) => !path.endsWith('/_._'));
  if (purl === undefined || assets.length === 0) return undefined;
  if (fact.bundled !== null) {
    const inside = new Set(fact.bundled);
    const isInside = assets.some((asset) => placesOf(asset).some((place) => inside.has(place)));
    return isInside ? { library, name, purl, found: [], missing: [] } : undefined;
  }
  const [folder] = splitPath(path);
  const found: Node[] = [];
  const missing: RootPath[] = [];
  for (const asset of assets) {
    const places = placesOf(asset).flatMap((place) => normalisePath(`${folder}/${encodeText(place)}`) ?? []);
    const node = places.map((place) => resolve(place)).find((one) => one?.type === 'file');
    if (node) found.push(node);
    else missing.push(...places.slice(0, 1));
  }
  return found.length > 0 ? { library, name, purl, found, missing } : undefined;
}

/**
 * Where publishing puts a file, as seen from the deps.json: beside it; satellite assemblies in a folder of their language; files for
 * one of several platforms, and those of an application that was not published for one, at their path in the package.
 */
function placesOf({ path, kind, locale }: DotnetAsset): string[] {
  const base = path.slice(path.lastIndexOf('/') + 1);
  if (kind === 'runtimeTargets') return [path];
  if (kind === 'resources') return locale === null ? [path] : [`${locale}/${base}`, path];
  return [base, path];
}

/** The application itself is no package. Its assembly, or its bundle, is there to lead to what it needs. */
function ownProgram(
  { fact, analyzer, file }: Application,
  present: readonly Present[],
  edgesOf: (library: DotnetLibrary) => Dependency[],
  { input, ownership }: FilePackageContext,
): ComposedFilePackage[] {
  const [folder] = splitPath(file.path);
  return fact.libraries.flatMap((library): ComposedFilePackage[] => {
    if (library.type !== 'project') return [];
    const assembly = library.assets
      .map(({ path }) => normalisePath(`${folder}/${encodeText(path)}`))
      .find((path) => path);
    const node = fact.bundled === null ? assembly && input.tree.resolve(assembly) : file;
    if (node?.sha256 === undefined || ownership.isOwned(node)) return [];
    const contained =
      fact.bundled === null ? [] : present.map(({ purl }): Dependency => ({ to: purl, kind: 'contains' }));
    const component = fileComponent({
      key: `bin:sha256:${node.sha256}`,
      purl: null,
      type: 'bin',
      name: printPath(splitPath(node.path)[1]),
      version: null,
      origin: 'file',
      details: { project: `${library.name} ${library.version}`, target: fact.target, ...frameworksOf(file, input) },
      dependencies: [...edgesOf(library), ...contained],
      occurrences: [{ node }],
      evidence: prove(claimOf(fact, analyzer), library.cited, file, input.layers),
    });
    return [{ component, statedBy: [] }];
  });
}
