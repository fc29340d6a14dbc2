import type { DiffFileClass } from '#shared/model/diff.ts';

/** What happened to a file between two images, in the words of console and command line. */
export const FILE_CHANGES: Readonly<Record<DiffFileClass, string>> = {
  added: 'Added',
  removed: 'Removed',
  modified: 'Modified',
  metadata_changed: 'Mode or owner',
  moved: 'Other layer',
};
