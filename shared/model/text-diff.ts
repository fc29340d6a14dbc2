import type { Failure } from '../text/failures.ts';
import type { Bytes } from './units.ts';

/** One line of a hunk. `old` and `new` are 1-based numbers; null on the side that does not have it. */
export type TextDiffLine = Readonly<{
  kind: 'same' | 'removed' | 'added';
  old: number | null;
  new: number | null;
  /** Without its line feed. A line that is not UTF-8 has each byte above ASCII as `\xNN`, and `raw`. */
  text: string;
  raw?: true;
  /** The last line of its file, without a line feed. */
  unended?: true;
}>;

/** Lines that changed with up to three around them. */
export type TextHunk = Readonly<{ lines: readonly TextDiffLine[] }>;

/** How a file's text changed. A side that has no such file counts as empty. */
export type TextDiff =
  | Readonly<{
      state: 'lines';
      hunks: readonly TextHunk[];
      /** Of the whole file, also of what is beyond the bound on the list. */
      added: number;
      removed: number;
      /** Changed lines beyond the bound on the list. */
      omitted: number;
      /** Too much differs to find the fewest changes: the lines between the first and the last change are all listed. */
      coarse: boolean;
    }>
  /** `binary`: a side is no text. `too-large`: a side is larger than is compared. `no-file`: a side is another kind of file. */
  | Readonly<{ state: 'binary' | 'no-file' }>
  | Readonly<{ state: 'too-large'; most: Bytes }>
  /** The bytes of a side are not at hand. */
  | Readonly<{ state: 'gone'; role: 'old' | 'new'; failure: Failure }>;
