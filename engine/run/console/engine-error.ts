import { type Failure, failureSentence, isNotFound } from '#shared/text/failures.ts';

/**
 * What a caller asked for that cannot be.
 *
 * - `not-found`: no such image, component, path, job, upload or document.
 * - `refused`: it is there, but not in a state for this (a job that runs in another process, an upload beyond the limit).
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: 'not-found' | 'refused';
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failureSentence(failure), options);
    this.code = isNotFound(failure) ? 'not-found' : 'refused';
    this.failure = failure;
  }
}
