/**
 * What a caller asked for that cannot be.
 *
 * - `not-found`: no such image, component, path, job, upload or document.
 * - `refused`: it is there, but not in a state for this (a job that runs in another process, an upload beyond the limit).
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: 'not-found' | 'refused';

  constructor(code: EngineError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
