import type { Dependency } from '#shared/model/component.ts';
import type { CargoAuditFact, CargoCrate } from '#shared/model/facts/cargo.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { formatPurl } from '#shared/text/purl.ts';
import { fileComponent } from '../file-component.ts';
import type { ComposedFilePackage, FilePackageContext } from '../file-package-composer.ts';
import { prove } from '../locate.ts';

/**
 * Crates of Rust programs. Only those from crates.io have a purl: a crate of a folder or a repository may bear any name, also that
 * of another crate. Such a root is named, under the key of its file; such other crates are details of the root, like those that
 * only the build needed.
 */
export function composeCargo(context: FilePackageContext): ComposedFilePackage[] {
  return context
    .filesWith('cargo-audit')
    .flatMap(({ file, facts }) => facts.flatMap(({ fact, analyzer }) => programOf(fact, analyzer, file, context)));
}

function programOf(
  { crates, cited }: CargoAuditFact,
  analyzer: string,
  file: TreeNode,
  { input, ownership }: FilePackageContext,
): ComposedFilePackage[] {
  const keys = crates.map((crate) => crateKey(crate, file));
  const evidence = prove(
    { source: 'build-info', method: 'binary-analysis', proves: 'component', analyzer },
    cited,
    file,
    input.layers,
  );
  return crates.flatMap((crate, place): ComposedFilePackage[] => {
    const key = keys[place];
    if (key === undefined) return [];
    const declared = edges(crate.dependencies, keys, 'declares');
    const contained = crate.root
      ? edges(
          [...crates.keys()].filter((one) => one !== place),
          keys,
          'contains',
        )
      : [];
    if (crate.root) ownership.claim(file.inode, key);
    const component = fileComponent({
      key,
      purl: key.startsWith('pkg:') ? key : null,
      type: 'cargo',
      name: crate.name,
      version: crate.version,
      origin: 'build-info',
      details: { source: crate.source, ...(crate.root ? othersOf(crates) : {}) },
      dependencies: [...declared, ...contained],
      occurrences: [{ node: file }],
      evidence,
    });
    return [{ component, statedBy: crate.root ? [file] : [] }];
  });
}

/** undefined: no component of its own. */
export function crateKey(
  { name, version, source, buildOnly, root }: CargoCrate,
  file: Pick<TreeNode, 'sha256'>,
): string | undefined {
  if (buildOnly && !root) return undefined;
  if (source === 'crates.io')
    return formatPurl({ type: 'cargo', namespace: null, name, version, qualifiers: {}, subpath: null });
  return root ? `bin:sha256:${file.sha256 ?? ''}` : undefined;
}

function edges(
  places: readonly number[],
  keys: readonly (string | undefined)[],
  kind: Dependency['kind'],
): Dependency[] {
  return places.flatMap((place) => {
    const to = keys[place];
    return to === undefined ? [] : [{ to, kind }];
  });
}

/** Crates that are listed and are no components. */
function othersOf(crates: readonly CargoCrate[]): Record<string, string> {
  const listed = (some: readonly CargoCrate[]): string =>
    some
      .map(({ name, version, source }) =>
        source === 'crates.io' ? `${name} ${version}` : `${name} ${version} (${source})`,
      )
      .sort()
      .join(', ');
  const build = listed(crates.filter(({ buildOnly, root }) => buildOnly && !root));
  const foreign = listed(crates.filter(({ buildOnly, root, source }) => !buildOnly && !root && source !== 'crates.io'));
  return {
    ...(build === '' ? {} : { buildDependencies: build }),
    ...(foreign === '' ? {} : { cratesWithoutRegistry: foreign }),
  };
}
