import type { Distro } from '#shared/model/image.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { ComposeInput, StatedFact } from './input.ts';
import { prove } from './locate.ts';

/** os-release(5): the second is read only where the first is not there. */
const OS_RELEASE = ['etc/os-release', 'usr/lib/os-release'];

/** Release files whose name says which distribution they belong to, with the part of their text that is the version. */
const RELEASE_FILES: readonly Readonly<{ path: string; id: string; version: RegExp }>[] = [
  { path: 'etc/alpine-release', id: 'alpine', version: /^\S+$/ },
  { path: 'etc/debian_version', id: 'debian', version: /^\S+$/ },
  { path: 'etc/centos-release', id: 'centos', version: /\brelease (\S+)/ },
  { path: 'etc/photon-release', id: 'photon', version: /\b(\d+(?:\.\d+)*)\b/ },
];

type Input = Pick<ComposeInput, 'tree' | 'factsOf' | 'layers'>;

/** The distribution as its own files in the final tree name it, or null: it is never guessed from packages. */
export function composeDistro(input: Input): Distro | null {
  for (const path of OS_RELEASE) {
    const found = findFact(input, path, 'os-release');
    if (!found) continue;
    const { fact, file, analyzer } = found;
    // os-release(5): "If not set, defaults to ID=linux".
    const id = fact.id ?? 'linux';
    const release =
      fact.versionId === null && id === 'debian' ? readReleaseFile(input, 'etc/debian_version') : undefined;
    return {
      id,
      versionId: fact.versionId ?? release?.text ?? null,
      prettyName: fact.prettyName,
      evidence: [
        ...prove(
          { source: 'os-release', method: 'manifest-analysis', proves: 'distro', analyzer },
          fact.cited,
          file,
          input.layers,
        ),
        ...(release?.evidence ?? []),
      ],
    };
  }
  for (const { path, id, version } of RELEASE_FILES) {
    const release = readReleaseFile(input, path);
    if (!release) continue;
    const match = version.exec(release.text);
    return { id, versionId: match ? (match[1] ?? match[0]) : null, prettyName: null, evidence: release.evidence };
  }
  return null;
}

function readReleaseFile(input: Input, path: string) {
  const found = findFact(input, path, 'release-file');
  if (!found || found.fact.text === '') return undefined;
  const { fact, file, analyzer } = found;
  return {
    text: fact.text,
    evidence: prove(
      { source: 'os-release', method: 'manifest-analysis', proves: 'distro', analyzer },
      fact.cited,
      file,
      input.layers,
    ),
  };
}

type FactOf<K extends StatedFact['fact']['kind']> = Extract<StatedFact['fact'], { kind: K }>;

function findFact<K extends 'os-release' | 'release-file'>(
  { tree, factsOf }: Input,
  path: string,
  kind: K,
): { fact: FactOf<K>; file: TreeNode; analyzer: string } | undefined {
  const file = tree.resolve(path as RootPath);
  if (file?.sha256 === undefined) return undefined;
  for (const { fact, analyzer } of factsOf(file.sha256)) {
    if (fact.kind === kind) return { fact: fact as FactOf<K>, file, analyzer };
  }
  return undefined;
}
