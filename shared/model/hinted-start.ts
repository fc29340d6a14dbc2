import type { EntryTrace } from './entry-trace.ts';
import type { Usage, UsageState } from './usage.ts';

/** A component whose answer is another one with hints. */
export type ReachChange = Readonly<{
  key: string;
  name: string;
  version: string | null;
  from: UsageState;
  to: UsageState;
}>;

/** Components of an answer. */
export const MOST_REACH_CHANGES = 500;

/**
 * What an image would start, and reach, with values that a person gives instead of the image's own. It stands beside the facts and is
 * never stored: without the values everything is as it was.
 */
export type HintedStart = Readonly<{
  trace: EntryTrace;
  before: Usage['counts'];
  after: Usage['counts'];
  /** By key; the first {@link MOST_REACH_CHANGES} of `changed`. */
  changes: readonly ReachChange[];
  changed: number;
}>;
