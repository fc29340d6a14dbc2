/** One path of an unpacked tree: `files --json` without what only layers can tell. */
export type TreeRow = {
  path: string;
  type: 'file' | 'dir' | 'symlink' | 'char' | 'block' | 'fifo';
  mode: string;
  uid: number;
  gid: number;
  size?: number;
  sha256?: string;
  linkTarget?: string;
  hardlinkTo?: string;
};
