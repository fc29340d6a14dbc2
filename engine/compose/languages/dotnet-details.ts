import type { DotnetAssemblyFact } from '#shared/model/facts/dotnet.ts';
import { printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { fileComponent } from '../file-component.ts';
import type { ComposedFilePackage, FilePackageContext } from '../file-package-composer.ts';
import type { ComposeInput } from '../input.ts';
import { prove } from '../locate.ts';

/** What assemblies that belong to nobody say of themselves. */
export function assemblyDetails({ input, ownership, filesWith }: FilePackageContext): ComposedFilePackage[] {
  return filesWith('dotnet-assembly').flatMap(({ file, facts }) =>
    facts.flatMap(({ fact, analyzer }): ComposedFilePackage[] => {
      if (ownership.isOwned(file)) return [];
      const component = fileComponent({
        key: `bin:sha256:${file.sha256 ?? ''}`,
        purl: null,
        type: 'bin',
        name: printPath(splitPath(file.path)[1]),
        version: null,
        origin: 'file',
        details: detailsOf(fact),
        occurrences: [{ node: file }],
        evidence: prove(
          { source: 'build-info', method: 'binary-analysis', proves: 'component', analyzer },
          fact.cited,
          file,
          input.layers,
        ),
      });
      return [{ component, statedBy: [] }];
    }),
  );
}

function detailsOf(fact: DotnetAssemblyFact): Record<string, string> {
  const stated: Readonly<Record<string, string | null>> = {
    assembly: fact.name,
    assemblyVersion: fact.version,
    culture: fact.culture,
    publicKeyToken: fact.publicKeyToken,
    informationalVersion: fact.informationalVersion,
    fileVersion: fact.fileVersion,
    targetFramework: fact.targetFramework,
    referenceAssembly: fact.isReference ? 'true' : null,
    assemblyReferences: fact.references.join(', '),
  };
  return Object.fromEntries(
    Object.entries(stated).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]])),
  );
}

/** Frameworks that the `runtimeconfig.json` beside a deps.json names. */
export function frameworksOf(file: TreeNode, { tree, factsOf }: ComposeInput): { frameworks?: string } {
  const config = tree.resolve(file.path.replace(/\.deps\.json$/, '.runtimeconfig.json') as RootPath);
  if (config?.sha256 === undefined) return {};
  const named = factsOf(config.sha256).flatMap(({ fact }) =>
    fact.kind === 'dotnet-runtime-config' ? fact.frameworks.map(({ name, version }) => `${name} ${version}`) : [],
  );
  return named.length === 0 ? {} : { frameworks: named.sort().join(', ') };
}
