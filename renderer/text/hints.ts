import type { UsageState } from '#shared/model/usage.ts';
import { count, counted } from './formats.ts';

const states: Readonly<Record<UsageState, string>> = {
  reached: 'reached',
  notReached: 'not reached',
  unknown: 'unknown',
};

/** The words about a start with values of a person. */
export const hintsText = {
  ask: 'Trace with other values…',
  title: 'Trace with other values',
  what: 'Only the start is traced again, for you to look at. Components, documents and comparisons stay with the image’s own values.',
  entrypoint: 'ENTRYPOINT',
  cmd: 'CMD',
  env: 'ENV, a NAME=value per line',
  words: 'Words, or a list as in a Dockerfile: ["sh", "-c", "a b"]. Empty: the image’s own.',
  unset: (names: string): string => `Scripts read these, and the image does not set them: ${names}`,
  wrongWords: 'Neither words nor a list of texts in double quotes',
  wrongLine: (line: number): string => `Line ${count(line)} is no NAME=value`,
  nothing: 'Nothing is given yet',
  trace: 'Trace',
  cancel: 'Cancel',
  stamp: 'With user-supplied hints. These are no facts about the image.',
  given: (values: string): string => `Given: ${values}`,
  remove: 'Remove hints',
  change: 'Change hints…',
  making: 'Tracing with the values given…',
  without: 'What follows is the start with the image’s own values.',
  failed: (why: string): string => `The start cannot be traced with these values: ${why}`,
  reach: 'What these values change',
  counts: (before: number, after: number): string =>
    `Components reached: ${count(before)} without them, ${count(after)} with them.`,
  same: 'Every component has the same answer with them and without them.',
  changed: (shown: number, all: number): string =>
    shown === all
      ? `${counted(all, 'component has', 'components have')} another answer:`
      : `${counted(all, 'component has', 'components have')} another answer; the first ${count(shown)}:`,
  fromTo: (from: UsageState, to: UsageState): string => `${states[from]} → ${states[to]}`,
};
