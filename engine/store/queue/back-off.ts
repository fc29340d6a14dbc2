const FIRST_MS = 1000;
const CAP_MS = 15 * 60_000;

/** Wait before the next try: 1 s after the first attempt, doubled by each further one, at most 15 minutes. */
export function backOffMs(attempt: number): number {
  return Math.min(CAP_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1));
}
