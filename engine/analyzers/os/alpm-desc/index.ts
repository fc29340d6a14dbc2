import type { PackageFact } from '#shared/model/fact.ts';
import { outcome } from '#shared/model/outcome.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type AlpmSection, readAlpmSections } from '#engine/formats/alpm/read-sections.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Sections that are kept under names of their own. */
const DETAILS: Readonly<Record<string, string>> = {
  DESC: 'description',
  URL: 'homepage',
  PACKAGER: 'packager',
  BUILDDATE: 'build-time',
  INSTALLDATE: 'install-time',
  SIZE: 'installed-size',
  VALIDATION: 'validation',
};

/** Sections that make the claim, and are cited. */
const IDENTITY = ['NAME', 'VERSION', 'ARCH', 'BASE'];

/** One package of pacman: `var/lib/pacman/local/NAME-VERSION/desc`. Its files are in `files` beside it: {@link alpmFiles}. */
export const alpmDesc = defineFileAnalyzer({
  id: 'os/alpm-desc',
  version: 1,
  role: 'database',
  wants: [{ eachIn: 'var/lib/pacman/local', basename: 'desc' }],
  maxBytes: limits.textDatabaseBytes,
  emits: ['package'],
  analyze({ bytes }) {
    const { sections, diagnostics } = readAlpmSections(byteString(bytes));
    const one = (name: string): string | undefined => sections.get(name)?.values[0];
    const name = one('NAME');
    const version = one('VERSION');
    if (name === undefined || version === undefined) {
      const found = [...sections.keys()].slice(0, 10).join(' ');
      return outcome([], [...diagnostics, { code: 'missing', what: '%NAME% or %VERSION% of an alpm package', found }]);
    }
    const base = one('BASE');
    const fact: PackageFact = {
      kind: 'package',
      type: 'alpm',
      name: textOf(name),
      version: textOf(version),
      arch: one('ARCH') ?? null,
      source: base === undefined ? null : { name: textOf(base), version: textOf(version) },
      state: 'installed',
      licence: licenceOf(bytes, sections.get('LICENSE')),
      details: detailsOf(sections),
      files: [],
      cited: cite(
        bytes,
        'lines',
        IDENTITY.flatMap((key) => rangeOf(sections.get(key))),
      ),
    };
    return outcome([fact], diagnostics);
  },
});

function rangeOf(section: AlpmSection | undefined): { from: number; to: number }[] {
  return section ? [lineRange(section.range.from, section.range.to)] : [];
}

/** pacman lists licences without saying whether all of them or one of them holds. One alone can be an SPDX expression. */
function licenceOf(bytes: Uint8Array, section: AlpmSection | undefined): PackageFact['licence'] {
  if (section === undefined || section.values.length === 0) return null;
  return { text: section.values.map(textOf).join(', '), cited: cite(bytes, 'lines', rangeOf(section)) };
}

function detailsOf(sections: ReadonlyMap<string, AlpmSection>): Record<string, string> {
  const details: Record<string, string> = {};
  for (const [section, name] of Object.entries(DETAILS)) {
    const value = sections.get(section)?.values[0];
    if (value !== undefined) details[name] = textOf(value);
  }
  return details;
}
