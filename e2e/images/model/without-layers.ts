import type { FileRow } from '#shared/schema/file-row.ts';
import type { TreeRow } from '../gather/tree-row.ts';

/** A row of `files --json` without what an unpacked tree cannot tell. */
export function withoutLayers(row: FileRow): TreeRow {
  const {
    introduced: _introduced,
    lastModified: _lastModified,
    contentSince: _contentSince,
    implicit: _,
    ...rest
  } = row;
  return rest as TreeRow;
}
