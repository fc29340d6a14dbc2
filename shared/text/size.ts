import { GiB, KiB, MiB, type Bytes } from '../model/units.ts';

/** A size for people: binary units, one decimal below ten. */
export function printSize(bytes: Bytes): string {
  for (const [unit, name] of [
    [GiB, 'GiB'],
    [MiB, 'MiB'],
    [KiB, 'KiB'],
  ] as const) {
    if (bytes >= unit) return `${(bytes / unit).toFixed(bytes < 10 * unit ? 1 : 0)} ${name}`;
  }
  return `${bytes} B`;
}
