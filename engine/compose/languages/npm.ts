import type { Dependency } from '#shared/model/component.ts';
import type { NodePackageFact } from '#shared/model/facts/node.ts';
import { encodeText, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';
import { formatPurl } from '#shared/text/purl.ts';
import { fileComponent } from '../file-component.ts';
import type { ComposedFilePackage, FilePackageContext } from '../file-package-composer.ts';
import { prove } from '../locate.ts';
import { spdxExpression } from '../spdx-expression.ts';
import { licenceFiles } from './licence-files.ts';

type Installed = Readonly<{ fact: NodePackageFact; analyzer: string; file: TreeNode; folder: RootPath; purl: string }>;

/** Directly in `node_modules`, a scope between them; deeper is a package's own business, and elsewhere is no installation. */
const INSTALLED = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/;

/** Packages bring made-up `node_modules` for their own tests. Whole ones that they bundle elsewhere (`dist/node_modules`) are installed. */
const FIXTURE = new RegExp(
  [
    String.raw`(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/`,
    String.raw`(?:(?!node_modules\/)[^/]+\/)*?`,
    String.raw`(?:tests?|__tests__|spec|fixtures?|__fixtures__|examples?)\/`,
    String.raw`(?:(?!node_modules\/)[^/]+\/)*node_modules\/`,
  ].join(''),
);

/** Is a `package.json` at this path one of an installed package? */
export function isInstalledNpm(path: string): boolean {
  return INSTALLED.test(path) && !FIXTURE.test(path);
}

/**
 * npm packages that are installed. Each real folder is one place: the links of pnpm and of workspaces are no copies. The name is the
 * one in `package.json`, which is another than the folder's where it was installed under an alias.
 */
export function composeNpm({ input, ownership, filesWith }: FilePackageContext): ComposedFilePackage[] {
  const installed: Installed[] = [];
  for (const { file, facts } of filesWith('node-package')) {
    if (!isInstalledNpm(file.path)) continue;
    const [folder] = splitPath(file.path);
    for (const { fact, analyzer } of facts) {
      const purl = npmPurl(fact);
      if (purl !== undefined) installed.push({ fact, analyzer, file, folder, purl });
    }
  }
  const byFile = new Map(installed.map(({ file, purl }) => [file.path, purl]));
  return installed.map(({ fact, analyzer, file, folder, purl }) => {
    // Native addons and programs in the package's folder are its own.
    ownership.claimFolder(folder, purl);
    const dependencies = fact.requires.flatMap(({ name, stated }): Dependency[] => {
      const found = resolve(input.tree, folder, name);
      const to = found && byFile.get(found.path);
      return to === undefined ? [] : [{ to, kind: 'declares', stated }];
    });
    const claim = { source: 'package-metadata', method: 'manifest-analysis', proves: 'component', analyzer } as const;
    const licence = { ...claim, source: 'declared-licence', proves: 'licence' } as const;
    const texts = licenceFiles(
      input.tree.list(folder),
      (name) => input.tree.lookup(`${folder}/${name}` as RootPath),
      input.layers,
    );
    const component = fileComponent({
      key: purl,
      purl,
      type: 'npm',
      name: fact.name,
      version: fact.version,
      origin: 'metadata',
      details: { ...fact.details, ...texts.details },
      dependencies,
      licences: fact.licences.map(({ text }) => ({ text, spdx: spdxExpression(text) })),
      occurrences: [{ node: file }],
      evidence: [
        ...prove(claim, fact.cited, file, input.layers),
        ...fact.licences.flatMap(({ cited }) => prove(licence, cited, file, input.layers)),
        ...texts.evidence,
      ],
    });
    return { component, statedBy: [file] };
  });
}

export function npmPurl({ name, version }: NodePackageFact): string | undefined {
  const [, namespace, base] = /^(?:(@[^/]+)\/)?([^/]+)$/.exec(name) ?? [];
  if (base === undefined) return undefined;
  return formatPurl({ type: 'npm', namespace: namespace ?? null, name: base, version, qualifiers: {}, subpath: null });
}

/**
 * The `package.json` that `require(name)` leads to from a folder: `node_modules` of the folder and of all above it, links followed.
 *
 * @see Node.js, CommonJS modules, LOAD_NODE_MODULES
 */
function resolve(tree: RootView, from: RootPath, name: string): TreeNode | undefined {
  if (!/^(?:@[^/]+\/)?[^/]+$/.test(name) || name.includes('..')) return undefined;
  const wanted = `node_modules/${encodeText(name)}/package.json`;
  for (let at: string = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    if (!/(?:^|\/)node_modules$/.test(at)) {
      const found = tree.resolve((at === '' ? wanted : `${at}/${wanted}`) as RootPath);
      if (found !== undefined) return found;
    }
    if (at === '') return undefined;
  }
}
