import { textOf } from '#engine/bytes/byte-text.ts';
import { type Deb822Field, firstLine, unfolded } from '#engine/formats/deb822/read-deb822.ts';
import type { DpkgStatus } from './values.ts';

/** Fields that are kept under their own names. Description: its first line, the synopsis. */
const kept = [
  'section',
  'priority',
  'multi-arch',
  'essential',
  'protected',
  'origin',
  'description',
  'homepage',
  'bugs',
  'maintainer',
  'original-maintainer',
  'built-using',
  'static-built-using',
];

/**
 * Further stated facts of a package by name. `installed-size` is in bytes, as with other package types; dpkg states KiB.
 * `want` and `error-flag` are the first two status words where they are not the usual `install ok`.
 */
export function detailsOf(
  text: string,
  fields: ReadonlyMap<string, Deb822Field>,
  status: DpkgStatus | undefined,
): Record<string, string> {
  const details: Record<string, string> = {};
  for (const key of kept) {
    const field = fields.get(key);
    const value = field && (key.endsWith('built-using') ? unfolded(text, field) : firstLine(text, field));
    if (value) details[key] = textOf(value);
  }
  const size = fields.get('installed-size');
  const kibibytes = size && firstLine(text, size);
  if (kibibytes && /^\d{1,12}$/.test(kibibytes)) details['installed-size'] = String(Number(kibibytes) * 1024);
  if (status && status.want !== 'install') details['want'] = status.want;
  if (status && status.flag !== 'ok') details['error-flag'] = status.flag;
  // A package without content of its own, kept so that upgrades find its successor; its synopsis says so by custom.
  if (/\b(transitional|dummy)\b.*\bpackage\b/i.test(details['description'] ?? '')) details['transitional'] = 'true';
  return details;
}
