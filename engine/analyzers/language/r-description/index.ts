import type { DeclaredPackageFact } from '#shared/model/facts/declared-package.ts';
import { outcome } from '#shared/model/outcome.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type Deb822Field, firstLine, readDeb822, unfolded } from '#engine/formats/deb822/read-deb822.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

const DETAILS = ['title', 'priority', 'repository', 'built', 'url'];

/**
 * One R package: `library/NAME/DESCRIPTION`, in the field format that R shares with Debian. Other programs have files of that name
 * too: without Package and Version it states nothing.
 *
 * @see Writing R Extensions §1.1.1
 */
export const rDescription = defineFileAnalyzer({
  id: 'language/r-description',
  version: 2,
  role: 'file',
  wants: [{ basename: 'DESCRIPTION' }],
  maxBytes: limits.packageMetadataBytes,
  emits: ['declared-package'],
  analyze({ bytes }) {
    const text = byteString(bytes);
    const [stanza] = readDeb822(text);
    const fields = new Map<string, Deb822Field>();
    for (const field of stanza?.fields ?? []) if (!fields.has(field.key)) fields.set(field.key, field);
    const name = fields.get('package');
    const version = fields.get('version');
    if (!name || !version) return outcome([], []);
    const lines = (...some: readonly Deb822Field[]) =>
      cite(
        bytes,
        'lines',
        some.map((one) => lineRange(one.from, one.lineTo)),
      );
    const licence = fields.get('license');
    const built = fields.get('built');
    const details = DETAILS.flatMap((key) => {
      const field = fields.get(key);
      return field ? [[key, textOf(unfolded(text, field))] as const] : [];
    });
    const fact: DeclaredPackageFact = {
      kind: 'declared-package',
      type: 'cran',
      namespace: null,
      name: textOf(firstLine(text, name)),
      version: textOf(firstLine(text, version)),
      qualifiers: {},
      licences: licence ? [{ text: textOf(firstLine(text, licence)), cited: lines(licence) }] : [],
      details: Object.fromEntries(details),
      requires: ['depends', 'imports', 'linkingto'].flatMap((key) => {
        const field = fields.get(key);
        return field ? requirements(textOf(unfolded(text, field))) : [];
      }),
      places: [],
      // Compose takes only what R has installed, which Built says.
      cited: lines(name, version, ...(built ? [built] : [])),
    };
    return outcome([fact], []);
  },
});

/** `glue (>= 1.6.1), rlang`; R itself is not a package. */
function requirements(list: string): { name: string; stated: string }[] {
  return list.split(',').flatMap((one) => {
    const [, name, stated = ''] = /^([A-Za-z][A-Za-z0-9.]*)(?:\s*\(([^()]*)\))?$/.exec(one.trim()) ?? [];
    return name === undefined || name === 'R' ? [] : [{ name, stated }];
  });
}
