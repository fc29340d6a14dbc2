import { ParseError } from '#engine/bytes/parse-error.ts';
import { readBomIndex } from '../bom-index/read.ts';
import type { Validation } from './validation.ts';

/** Reads a BOM-Index as a whole: its reader is its validator. */
export function validateBomIndex(bytes: Uint8Array): Validation {
  const schema = { schema: 'bom-index', version: '1' };
  try {
    readBomIndex(bytes);
    return { valid: true, ...schema, errors: [] };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { valid: false, ...schema, errors: [{ at: '', problem: error.message }] };
  }
}
