export const DAY_MS = 86_400_000;

/** Days as typed to milliseconds; undefined for what is no whole number of days from 0 to 36,500. */
export function daysToMs(typed: string): number | undefined {
  const days = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  return days <= 36_500 ? days * DAY_MS : undefined;
}
