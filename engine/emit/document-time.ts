/** RFC 3339, with what matters of its ranges left to Date. */
const RFC3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
/** 9999-12-31T23:59:59Z: RFC 3339 has four digits for the year. */
const LAST_SECOND = 253_402_300_799;

/**
 * The time that a document states: `SOURCE_DATE_EPOCH`, else the time in the image's config, else none. Never the clock.
 * Whole seconds, UTC, because SPDX 3 knows no fractions and all formats should say the same.
 *
 * @param sourceDateEpoch the variable's value; seconds since 1970, decimal
 * @param created RFC 3339 as stated by the image; before 1970 (such as `0001-01-01T00:00:00Z`) or malformed counts as absent
 * @returns `YYYY-MM-DDThh:mm:ssZ`, or null
 * @throws RangeError when `sourceDateEpoch` is set and not such a number: the user wanted reproducible output and would not get it
 */
export function documentTime(
  from: Readonly<{ sourceDateEpoch: string | null; created: string | null }>,
): string | null {
  const { sourceDateEpoch, created } = from;
  if (sourceDateEpoch !== null && sourceDateEpoch !== '') {
    if (!/^\d{1,12}$/.test(sourceDateEpoch) || Number(sourceDateEpoch) > LAST_SECOND)
      throw new RangeError(`SOURCE_DATE_EPOCH is not a number of seconds since 1970: ${sourceDateEpoch}`);
    return utc(Number(sourceDateEpoch));
  }
  if (created === null || !RFC3339.test(created)) return null;
  const seconds = Math.floor(Date.parse(created.toUpperCase().replace(' ', 'T')) / 1000);
  return seconds >= 0 && seconds <= LAST_SECOND ? utc(seconds) : null;
}

function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
