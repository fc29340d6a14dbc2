/** Crashes older than this say nothing about the next. */
const MEMORY_MS = 120_000;
/** How long to wait after the first, second, … crash in a row. After the last, starting again makes no sense. */
const DELAYS_MS = [250, 1000, 4000, 10_000] as const;

/**
 * When to start again after a crash.
 *
 * @param crashesAtMs when it crashed, the last being now, by any clock
 * @returns ms to wait; undefined to give up
 */
export function restartDelay(crashesAtMs: readonly number[]): number | undefined {
  const now = crashesAtMs.at(-1) ?? 0;
  const recent = crashesAtMs.filter((at) => at > now - MEMORY_MS);
  return DELAYS_MS[Math.max(0, recent.length - 1)];
}
