import type { Dependency } from '#shared/model/component.ts';
import type { DeclaredPackageFact } from '#shared/model/facts/declared-package.ts';
import { encodeText, printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';
import { formatPurl } from '#shared/text/purl.ts';
import { fileComponent } from '../file-component.ts';
import type { ComposedFilePackage, FilePackageContext } from '../file-package-composer.ts';
import { prove } from '../locate.ts';
import { placeFrom } from './place-from.ts';
import { spdxExpression } from '../spdx-expression.ts';

/** An installed package: the metadata file, where that puts the package, and which others it can see. */
type Installed = Readonly<{
  fact: DeclaredPackageFact;
  analyzer: string;
  file: TreeNode;
  purl: string;
  /** Folder of the package's own files, where it has one. */
  folder: RootPath | null;
  /** Its listed files, where it has a list. */
  listed: readonly RootPath[];
  /** Packages with the same value see each other. */
  environment: string;
}>;

/** Where a package manager puts metadata, and the package beside it. undefined: no installed package of that type. */
type Layout = (
  fact: DeclaredPackageFact,
  path: RootPath,
  tree: Pick<RootView, 'find'>,
) => Pick<Installed, 'folder' | 'listed' | 'environment'> | undefined;

const LAYOUTS: Readonly<Partial<Record<DeclaredPackageFact['type'], Layout>>> = {
  /** `GEMS/specifications/NAME.gemspec` beside `GEMS/gems/NAME/`; default gems have theirs in Ruby's own folders. */
  gem(_fact, path) {
    const [, root, isDefault, full] = /^(.*\/)specifications\/(default\/)?([^/]+)\.gemspec$/.exec(path) ?? [];
    if (root === undefined || full === undefined) return undefined;
    return { folder: isDefault ? null : (`${root}gems/${full}` as RootPath), listed: [], environment: root };
  },
  /** `vendor/composer/installed.json`; a package is there when its folder is. */
  composer(fact, path, tree) {
    const [composer, name] = splitPath(path);
    const folder = placeFrom(composer, fact.places[0] ?? '');
    const isThere = folder !== undefined && folder !== '' && tree.find(folder)?.type === 'dir';
    return name === 'installed.json' && /(?:^|\/)composer$/.test(composer) && isThere
      ? { folder, listed: [], environment: composer }
      : undefined;
  },
  /** `PREFIX/conda-meta/NAME.json` with paths from the prefix. */
  conda(fact, path) {
    const [prefix] = splitPath(splitPath(path)[0]);
    const listed = fact.places.map((place) => placeFrom(prefix, encodeText(place)));
    return { folder: null, listed: listed.filter((place) => place !== undefined), environment: prefix };
  },
  /** `opt/bitnami/NAME/.spdx-NAME.spdx`. */
  bitnami(_fact, path) {
    const [folder] = splitPath(path);
    return /^opt\/bitnami\/[^/]+$/.test(folder) ? { folder, listed: [], environment: 'opt/bitnami' } : undefined;
  },
  /** A Java runtime: its folder has the launcher or the virtual machine. */
  generic(_fact, path, tree) {
    const [folder] = splitPath(path);
    const runs = ['bin/java', 'lib/jvm.cfg', 'lib/modules', 'lib/server/libjvm.so'].some(
      (name) => tree.find(`${folder}/${name}` as RootPath) !== undefined,
    );
    return runs && folder !== '' ? { folder, listed: [], environment: folder } : undefined;
  },
  /** `LIBRARY/NAME/DESCRIPTION`; R writes the field Built when it installs, a source tree has none. */
  cran(fact, path) {
    const [folder] = splitPath(path);
    const [library, name] = splitPath(folder);
    return fact.details['built'] === undefined || name !== fact.name
      ? undefined
      : { folder, listed: [], environment: library };
  },
};

/** A plug-in from outside says by its patterns which files it means, and what it finds is in that file. */
const ANYWHERE = { folder: null, listed: [], environment: '' };

/** Where a metadata file at a path puts its package. undefined: it is none of an installed one. */
export function declaredPlace(fact: DeclaredPackageFact, path: RootPath, tree: Pick<RootView, 'find'>) {
  return LAYOUTS[fact.type]?.(fact, path, tree);
}

/** Packages that one metadata file states whole. */
export function composeDeclared({ input, ownership, filesWith }: FilePackageContext): ComposedFilePackage[] {
  const installed = filesWith('declared-package').flatMap(({ file, facts }) =>
    facts.flatMap(({ fact, analyzer }): Installed[] => {
      const place = analyzer.startsWith('plugin/') ? ANYWHERE : declaredPlace(fact, file.path, input.tree);
      const { type, namespace, name, version, qualifiers } = fact;
      const purl = formatPurl({ type, namespace, name, version, qualifiers, subpath: null });
      return place && purl !== undefined ? [{ ...place, fact, analyzer, file, purl }] : [];
    }),
  );
  const byName = new Map(installed.map((one) => [`${one.environment}\0${declaredName(one.fact)}`, one.purl]));
  return installed.map((one) => {
    const { fact, analyzer, file, purl, folder, listed, environment } = one;
    const files: string[] = [];
    const missingFiles: string[] = [];
    for (const path of listed) {
      const found = input.tree.find(path);
      if (found === undefined) missingFiles.push(printPath(path));
      else if (found.type !== 'dir') {
        ownership.claim(found.inode, purl);
        files.push(printPath(path));
      }
    }
    if (folder !== null) ownership.claimFolder(folder, purl);
    if (analyzer.startsWith('plugin/')) ownership.claim(file.inode, purl);
    const dependencies = fact.requires.flatMap(({ name, stated }): Dependency[] => {
      const to = byName.get(`${environment}\0${name}`);
      return to === undefined ? [] : [{ to, kind: 'declares', ...(stated === '' ? {} : { stated }) }];
    });
    const claim = { source: 'package-metadata', method: 'manifest-analysis', proves: 'component', analyzer } as const;
    const licence = { ...claim, source: 'declared-licence', proves: 'licence' } as const;
    const component = fileComponent({
      key: purl,
      purl,
      type: fact.type,
      name: declaredName(fact),
      version: fact.version,
      origin: 'metadata',
      details: fact.details,
      dependencies,
      files: files.sort(),
      missingFiles: missingFiles.sort(),
      licences: fact.licences.map(({ text }) => ({ text, spdx: spdxExpression(text) })),
      occurrences: [{ node: file }],
      evidence: [
        ...prove(claim, fact.cited, file, input.layers),
        ...fact.licences.flatMap(({ cited }) => prove(licence, cited, file, input.layers)),
      ],
    });
    return { component, statedBy: [file] };
  });
}

export function declaredName({ namespace, name }: DeclaredPackageFact): string {
  return namespace === null ? name : `${namespace}/${name}`;
}
