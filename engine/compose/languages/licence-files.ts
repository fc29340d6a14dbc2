import type { Evidence } from '#shared/model/evidence.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { LayerInfo, TreeNode } from '#shared/model/tree.ts';
import { isLicenceFileName } from '#shared/text/licence-file-name.ts';
import { prove } from '../locate.ts';

/** Most of them that a component names; a package that brings others whole has one for each. */
const MOST = 20;

/** The layer pass itself has hashed every file. */
const HASH = 'layers/content-hash@1';

/** That there is such a file is all that it proves: which licence its text is, nobody guesses. */
const LICENCE_FILE = { source: 'licence-file', method: 'hash-comparison', proves: 'licence' } as const;

type LicenceFiles = Readonly<{ details: Readonly<Record<string, string>>; evidence: readonly Evidence[] }>;

/**
 * Files with licence texts that a package has: where to read on, by name and by the hash of the whole file. None of them is read for
 * it, and none makes a licence of the component.
 *
 * @param names byte strings, relative to the package
 * @param find asked for those with a fitting name only
 */
export function licenceFiles(
  names: readonly string[],
  find: (name: string) => TreeNode | undefined,
  layers: readonly LayerInfo[],
): LicenceFiles {
  const found = names
    .filter(isLicenceFileName)
    .flatMap((name) => {
      const node = find(name);
      return node?.type === 'file' ? [{ name, node }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, MOST);
  return {
    details: licenceFileNames(found.map(({ name }) => printPath(name as RootPath))),
    evidence: found.flatMap(({ node }) => wholeFile(node, layers)),
  };
}

/** @param names printed, in order */
export function licenceFileNames(names: readonly string[]): LicenceFiles['details'] {
  return names.length === 0 ? {} : { 'licence-files': names.join(', ') };
}

/** Evidence of a licence file that an analyzer has read inside another file. */
export function licenceFileClaim(analyzer: string): Pick<Evidence, 'source' | 'method' | 'proves' | 'analyzer'> {
  return { ...LICENCE_FILE, analyzer };
}

function wholeFile(node: TreeNode, layers: readonly LayerInfo[]): Evidence[] {
  const { sha256, size } = node;
  // No byte of an empty file can be shown.
  if (sha256 === undefined || size === undefined || size === 0) return [];
  const citation = { kind: 'bytes', container: [], segments: [{ from: 0, to: size }], sha256 } as const;
  return prove(licenceFileClaim(HASH), citation, node, layers);
}
