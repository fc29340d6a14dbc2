import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { ParseError } from './parse-error.ts';

/** One record of a file whose reading goes on after a bad one. */
export type ReadResult<T> = Readonly<{ row: T } | { diagnostic: Diagnostic }>;

/** The result of reading one record; a ParseError becomes its diagnostic, any other error is a mistake of ours and passes. */
export function readResult<T>(read: () => T): ReadResult<T> {
  try {
    return { row: read() };
  } catch (error) {
    if (error instanceof ParseError) return { diagnostic: error.diagnostic };
    throw error;
  }
}
