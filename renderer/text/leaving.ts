import { count, counted } from './formats.ts';

/** The words about images that were removed and can be had back. */
export const leavingText = {
  title: 'Images being removed',
  line: (title: string): string => `${title} is no longer in the library.`,
  left: (seconds: number): string => `What the scan found is removed in ${counted(seconds, 'second', 'seconds')}.`,
  undo: 'Undo',
  undoOf: (title: string): string => `Undo removing ${title}`,
  restored: (title: string): string => `${title} is in the library again`,
  tooLate: (title: string): string => `${title} was removed already`,
  canUndo: (seconds: number): string =>
    `It can be undone for ${count(seconds)} seconds. When the engine ends before, nothing is removed.`,
};
