import type { Bytes } from '#shared/model/units.ts';
import { localised } from './locale.ts';

const locale = 'en';
const numbers = new Intl.NumberFormat(locale);
const plurals = new Intl.PluralRules(locale);
const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
const sizes = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** A count with thousands separators. */
export function count(value: number): string {
  return numbers.format(value);
}

/** A count and the noun that fits it. */
export function counted(value: number, one: string, other: string): string {
  return `${count(value)} ${plurals.select(value) === 'one' ? one : other}`;
}

/** A key as words: `installedSize` and `installed-size` are "Installed size". */
export function sentence(key: string): string {
  const words = key
    .replaceAll(/[-_]+/g, ' ')
    .replaceAll(/(?<=[a-z0-9])[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.replace(/^./u, (letter) => letter.toUpperCase());
}

/** "a, b, and c". */
export function listed(parts: readonly string[]): string {
  return lists.format(parts);
}

/** Decimal units, three digits: `214 MB`. The exact number is {@link exactBytes}. */
export function size(bytes: Bytes): string {
  let value = bytes;
  let name = 'B';
  for (const unit of UNITS) {
    if (value < 999.5) break;
    value /= 1000;
    name = unit;
  }
  return `${sizes.format(value)} ${name}`;
}

export function exactBytes(bytes: Bytes): string {
  return counted(bytes, 'byte', 'bytes');
}

/** `00:41`, or `1:02:03` from an hour on. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

/** `2026-09-14 08:11:02 UTC`; a time that is none stays as it is. */
export function utc(time: string | number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `2 min. ago`, from a time and now, both in milliseconds, in the window's language. */
export const ago = localised((time: number, now: number): string => {
  const gone = time - now;
  for (const [unit, length] of STEPS) if (-gone >= length) return relative.format(Math.ceil(gone / length), unit);
  return relative.format(Math.ceil(gone / 1000), 'second');
});

/** The first twelve of a digest's hex digits: enough to tell apart by eye. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}
