import type { LicenceFact } from '#shared/model/fact.ts';
import { outcome } from '#shared/model/outcome.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type Deb822Field, type Deb822Stanza, firstLine, readDeb822 } from '#engine/formats/deb822/read-deb822.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Present in every Format value since the first drafts of DEP-5: they name the format by one of these. */
const formatName = /copyright-format|dep-?5|DEP-?5/;

/**
 * Licences stated in a machine-readable copyright file: the short name or expression of the header and of each Files stanza,
 * each text once, cited where it stands first. Stand-alone License stanzas only hold the texts of licences named elsewhere.
 * A file of free text states nothing that could be taken for a fact.
 *
 * Cited besides the License line: the name of the format and the word `Files`, as without either the line would say nothing,
 * and what parts the stanza from a License in front of it.
 *
 * @see https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
 */
export const debianCopyright = defineFileAnalyzer({
  id: 'os/debian-copyright',
  version: 1,
  role: 'file',
  wants: [{ basename: 'copyright' }],
  maxBytes: limits.copyrightBytes,
  emits: ['licence'],
  analyze({ bytes }) {
    const text = byteString(bytes);
    const facts = new Map<string, LicenceFact>();
    let problems = 0;
    let stanzas = 0;
    let format: readonly ByteRange[] | undefined;
    for (const stanza of readDeb822(text)) {
      const inHeader = format === undefined;
      // Any stanza but the header has a License: were the two one, this would be a repeated one.
      const parted = stanzas++ > 1;
      format ??= formatOf(text, stanza);
      if (!format) return outcome([], []);
      problems += stanza.problems.length;
      const files = fieldOf(stanza, 'files');
      const licence = fieldOf(stanza, 'license');
      const name = licence && textOf(firstLine(text, licence));
      if (licence && name && (inHeader || files) && !facts.has(name)) {
        const ranges = [...format, lineRange(licence.from, licence.lineTo)];
        // Without the feed in front: joined to the header, the License line would count as the header's.
        if (files) ranges.push({ from: files.from, to: files.valueFrom });
        if (parted && stanza.separator) ranges.push(stanza.separator);
        facts.set(name, { kind: 'licence', text: name, cited: cite(bytes, 'lines', ranges) });
      }
    }
    // These files are written by hand; a line out of place is common and loses no licence name.
    const found = `${problems === 1 ? '1 place that is' : `${problems} places that are`} not deb822`;
    return outcome([...facts.values()], problems > 0 ? [{ code: 'anomaly', what: 'copyright file', found }] : []);
  },
});

/** What makes the first stanza a header: its field name, and the name of the format in its value. */
function formatOf(text: string, stanza: Deb822Stanza): readonly ByteRange[] | undefined {
  const field = fieldOf(stanza, 'format') ?? fieldOf(stanza, 'format-specification');
  const match = field && formatName.exec(firstLine(text, field));
  if (!match) return undefined;
  const from = text.indexOf(match[0], field.valueFrom);
  return [nameRange(field), { from, to: from + match[0].length }];
}

function nameRange(field: Deb822Field): ByteRange {
  return lineRange(field.from, field.valueFrom);
}

function fieldOf(stanza: Deb822Stanza, key: string): Deb822Field | undefined {
  return stanza.fields.find((field) => field.key === key);
}
