import { printPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { FileRow } from '#shared/schema/file-row.ts';

/** One line of `files --json`, fields in the order of contracts §2. */
export function fileRow(node: TreeNode): FileRow {
  return {
    path: printPath(node.path),
    type: node.type,
    mode: node.mode.toString(8).padStart(4, '0'),
    uid: node.uid,
    gid: node.gid,
    ...(node.type === 'file' ? { size: node.size ?? 0, sha256: node.sha256 ?? '' } : {}),
    ...(node.linkTarget === undefined ? {} : { linkTarget: printPath(node.linkTarget) }),
    ...(node.hardlinkTo === undefined ? {} : { hardlinkTo: printPath(node.hardlinkTo) }),
    ...(node.implicit ? { implicit: true as const } : {}),
    introduced: node.introduced,
    lastModified: node.lastModified,
    contentSince: node.contentSince,
  };
}
