import type { Dependency } from '#shared/model/component.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { PythonMetadataFact, PythonOriginFact } from '#shared/model/facts/python.ts';
import { printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { formatPurl } from '#shared/text/purl.ts';
import { fileComponent } from '../file-component.ts';
import type { ComposedFilePackage, FactOf, FilePackageContext } from '../file-package-composer.ts';
import type { ComposeInput } from '../input.ts';
import { prove } from '../locate.ts';
import { spdxExpression } from '../spdx-expression.ts';
import { licenceFiles } from './licence-files.ts';
import { placeFrom } from './place-from.ts';

type Distribution = Readonly<{
  fact: PythonMetadataFact;
  analyzer: string;
  file: TreeNode;
  place: Place;
  origin: Stated<'python-origin'> | undefined;
  purl: string;
}>;

/** `metadata`: the folder of the metadata files, null for a single file. `environment`: what is on one `sys.path` entry together. */
type Place = Readonly<{ metadata: RootPath | null; environment: RootPath; vendored: boolean }>;
type Stated<K extends Fact['kind']> = Readonly<{ fact: FactOf<K>; analyzer: string; file: TreeNode }>;

/** Python distributions that are installed: metadata in a `.dist-info`, an `.egg-info` or an egg, in whatever letter case. */
export function composePypi({ input, ownership, filesWith }: FilePackageContext): ComposedFilePackage[] {
  const found = filesWith('python-metadata').flatMap(({ file, facts }) => {
    const place = pythonPlace(file.path);
    return place === undefined ? [] : facts.map(({ fact, analyzer }) => ({ fact, analyzer, file, place }));
  });
  const distributions = found.flatMap((one): Distribution[] => {
    if (isInterpreter(one.fact)) return [];
    const origin = beside(input, one.place, 'direct_url.json', 'python-origin');
    const purl = purlOf(one.fact, origin?.fact);
    return purl === undefined ? [] : [{ ...one, origin, purl }];
  });
  const byName = new Map<string, string>();
  for (const { place, fact, purl } of distributions)
    byName.set(`${sharedPath(place.environment)}\0${normalisedName(fact.name)}`, purl);
  return distributions.map((one) => {
    const { fact, analyzer, file, place, origin, purl } = one;
    const { files, missingFiles, list } = filesOf(input, place);
    for (const path of files) {
      const node = input.tree.find(path);
      if (node) ownership.claim(node.inode, purl);
    }
    const installer = beside(input, place, 'INSTALLER', 'python-installer');
    const dependencies = edgesOf(fact, (name) =>
      byName.get(`${sharedPath(place.environment)}\0${normalisedName(name)}`),
    );
    const claim = { source: 'package-metadata', method: 'manifest-analysis', proves: 'component', analyzer } as const;
    const licence = { ...claim, source: 'declared-licence', proves: 'licence' } as const;
    const texts = licenceFiles(
      relativeTo(place, files),
      (name) => input.tree.lookup(`${place.metadata ?? ''}/${name}` as RootPath),
      input.layers,
    );
    const component = fileComponent({
      key: purl,
      purl,
      type: 'pypi',
      name: fact.name,
      version: fact.version,
      origin: 'metadata',
      details: {
        ...fact.details,
        ...(installer ? { installer: installer.fact.name } : {}),
        ...(origin ? { 'source-url': origin.fact.url } : {}),
        ...(origin?.fact.editable ? { editable: 'true' } : {}),
        ...(place.vendored ? { vendored: 'true' } : {}),
        ...texts.details,
      },
      dependencies,
      files: files.map(printPath).sort(),
      missingFiles: missingFiles.map(printPath).sort(),
      licences: fact.licences.map(({ text }) => ({ text, spdx: spdxExpression(text) })),
      occurrences: [{ node: file }],
      evidence: [
        ...prove(claim, fact.cited, file, input.layers),
        ...(origin ? prove({ ...claim, analyzer: origin.analyzer }, origin.fact.cited, origin.file, input.layers) : []),
        ...fact.licences.flatMap(({ cited }) => prove(licence, cited, file, input.layers)),
        ...texts.evidence,
      ],
    });
    return { component, statedBy: list ? [file, list] : [file] };
  });
}

/** The interpreter's own egg-info: Python is no distribution of the index. */
export function isInterpreter({ name }: PythonMetadataFact): boolean {
  return name === 'Python';
}

/** One edge for each distribution that is there, with the requirement that always holds before those of an extra. */
function edgesOf(fact: PythonMetadataFact, find: (name: string) => string | undefined): Dependency[] {
  const edges = new Map<string, Dependency>();
  const isExtra = ({ stated }: { stated: string }): boolean => /;.*\bextra\b/.test(stated);
  for (const { name, stated } of fact.requires.toSorted((a, b) => Number(isExtra(a)) - Number(isExtra(b)))) {
    const to = find(name);
    if (to !== undefined && !edges.has(to)) edges.set(to, { to, kind: 'declares', stated });
  }
  return [...edges.values()];
}

/** Red Hat's Python looks into `lib64` and into `lib` for one environment. */
function sharedPath(environment: RootPath): string {
  return environment.replace(/(^|\/)lib64\/(?=python)/, '$1lib/');
}

/** undefined: metadata of a source tree, of a cache, or of something else. */
export function pythonPlace(path: RootPath): Place | undefined {
  const [folder, name] = splitPath(path);
  const [parent, base] = splitPath(folder);
  const place = (metadata: RootPath | null, environment: RootPath): Place => ({
    metadata,
    environment,
    vendored: /(?:^|\/)_vendor(?:$|\/)/.test(environment),
  });
  if (/\.egg(?:-info)?$/i.test(name)) return place(null, folder);
  if (name === 'METADATA' && /\.dist-info$/i.test(base)) return place(folder, parent);
  if (name === 'PKG-INFO' && /\.egg-info$/i.test(base)) return place(folder, parent);
  if (name === 'PKG-INFO' && base === 'EGG-INFO' && /\.egg$/i.test(parent)) return place(folder, splitPath(parent)[0]);
  return undefined;
}

/** A fact of a file that lies with the metadata. */
function beside<K extends Fact['kind']>(
  input: ComposeInput,
  { metadata }: Place,
  name: string,
  kind: K,
): Stated<K> | undefined {
  const file = metadata === null ? undefined : input.tree.resolve(`${metadata}/${name}` as RootPath);
  if (file?.sha256 === undefined) return undefined;
  for (const { fact, analyzer } of input.factsOf(file.sha256))
    if (fact.kind === kind) return { fact: fact as FactOf<K>, analyzer, file };
  return undefined;
}

/** Recorded files that are there, and those that are not. Byte-compiled ones come and go with the interpreter: never missing. */
function filesOf(
  input: ComposeInput,
  place: Place,
): { files: RootPath[]; missingFiles: RootPath[]; list: TreeNode | undefined } {
  const record =
    beside(input, place, 'RECORD', 'python-files') ?? beside(input, place, 'installed-files.txt', 'python-files');
  const files = new Set<RootPath>();
  const missing = new Set<RootPath>();
  for (const listed of record?.fact.paths ?? []) {
    const base = record?.fact.form === 'record' ? place.environment : (place.metadata ?? place.environment);
    const path = placeFrom(base, listed);
    if (path === undefined || path === '') continue;
    const node = input.tree.find(path);
    if (node === undefined) {
      if (!path.endsWith('.pyc')) missing.add(path);
    } else if (node.type !== 'dir') files.add(path);
  }
  return { files: [...files], missingFiles: [...missing], list: record?.file };
}

/** Recorded files that lie with the metadata: there installers put licences. See PEP 639. */
function relativeTo({ metadata }: Place, files: readonly RootPath[]): string[] {
  return metadata === null
    ? []
    : files.filter((path) => path.startsWith(`${metadata}/`)).map((path) => path.slice(metadata.length + 1));
}

/** A distribution from somewhere else than the index says so: the index may have another one of that name and version. */
function purlOf({ name, version }: PythonMetadataFact, origin: PythonOriginFact | undefined): string | undefined {
  const qualifiers: Record<string, string> = {};
  if (origin?.vcs) qualifiers['vcs_url'] = `${origin.vcs.vcs}+${origin.url}@${origin.vcs.commit}`;
  else if (origin) qualifiers['download_url'] = origin.url;
  const subpath = origin?.subdirectory ?? null;
  return formatPurl({ type: 'pypi', namespace: null, name, version, qualifiers, subpath });
}

/** Names that mean the same distribution are equal in this form. See PEP 503. */
function normalisedName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}
