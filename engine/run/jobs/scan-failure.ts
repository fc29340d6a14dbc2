import { AcquireError } from '#engine/acquire/index.ts';
import { StoreError } from '#engine/store/index.ts';
import type { JobFailure } from '#shared/model/job.ts';

/** Why a scan failed, as it is shown. An error that is none of ours is a bug, and keeps its own text. */
export function scanFailure(error: unknown): JobFailure {
  if (error instanceof AcquireError) return { code: error.code, message: error.message, choices: error.choices };
  if (error instanceof StoreError) return { code: error.code, message: error.message, choices: [] };
  if (error instanceof Error && 'syscall' in error && 'code' in error)
    return { code: String(error.code).toLowerCase(), message: error.message, choices: [] };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `Cannot finish: ${message}`, choices: [] };
}
