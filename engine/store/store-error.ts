/**
 * What can go wrong with a store, apart from its callers' mistakes.
 *
 * - `missing-blob`: bytes are not there (collected, or never written)
 * - `corrupt-blob`: bytes are there and are not what their name says
 * - `too-large`: more bytes than the caller allows
 * - `newer-catalog`: written by a later version of this program
 * - `not-a-catalog`: `catalog.db` is something else, or damaged
 * - `busy`: other processes kept the catalog locked
 * - `locked`: an exclusive task (garbage collection) already runs
 * - `immutable`: an artifact or a retention rule that must not change
 */
export type StoreErrorCode =
  'missing-blob' | 'corrupt-blob' | 'too-large' | 'newer-catalog' | 'not-a-catalog' | 'busy' | 'locked' | 'immutable';

/** The environment failed the store. Switch on `code`; the text is for people. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Can the same call succeed later, with nothing changed by the user? */
  get retry(): boolean {
    return this.code === 'busy' || this.code === 'locked' || this.code === 'missing-blob';
  }
}
