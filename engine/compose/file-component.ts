import type { Component, Licence, Occurrence } from '#shared/model/component.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';

/** One place where a file-based component is: the file, and for what lies in it, the members that lead there. */
export type FileOccurrence = Readonly<{
  node: TreeNode;
  /** Archive members, outermost first; default none. */
  members?: readonly string[];
  /** Digest of the innermost file, where the component is that one file. */
  sha256?: Sha256;
}>;

/** What a composer of file-based components states; everything that is left out is empty. */
export type FileComponentParts = Readonly<
  Pick<Component, 'key' | 'purl' | 'type' | 'name' | 'version' | 'origin'> &
    Partial<Pick<Component, 'arch' | 'source' | 'details' | 'dependencies' | 'files' | 'missingFiles'>> & {
      occurrences: readonly [FileOccurrence, ...FileOccurrence[]];
      licences?: readonly Licence[];
      evidence: readonly Evidence[];
    }
>;

/**
 * A component whose proof lies in files of the final tree. Its layer facts follow its occurrences (contracts §1): introduced with
 * the oldest unbroken content, written and modified by the topmost layer that has an entry for one of them.
 */
export function fileComponent(parts: FileComponentParts): Component {
  const nodes = parts.occurrences.map(({ node }) => node);
  const lastModified = Math.max(...nodes.map((node) => node.lastModified));
  return {
    arch: null,
    source: null,
    details: {},
    dependencies: [],
    files: [],
    missingFiles: [],
    licences: [],
    ...parts,
    state: parts.origin === 'file' ? 'present' : 'installed',
    layers: {
      introduced: Math.min(...nodes.map((node) => node.contentSince)),
      recordWritten: parts.origin === 'file' ? null : lastModified,
      lastModified,
      removed: null,
    },
    occurrences: parts.occurrences.map(occurrenceOf),
  };
}

function occurrenceOf({ node, members = [], sha256 }: FileOccurrence): Occurrence {
  const path = [printPath(node.path), ...members].join('!/');
  return sha256 === undefined ? { path, layer: node.contentSince } : { path, layer: node.contentSince, sha256 };
}
