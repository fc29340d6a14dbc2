import type { PythonMetadataFact } from '#shared/model/facts/python.ts';
import { type Outcome, outcome } from '#shared/model/outcome.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { type MetadataField, readMetadata, requirementName } from '#engine/formats/python/read-metadata.ts';

const DETAILS = ['summary', 'home-page', 'requires-python', 'author'];

/** What tools write that mean "nobody has said". */
const NO_LICENCE = new Set(['', 'unknown', 'none']);

/**
 * The distribution that core metadata state. Other programs have files of such names too: without Metadata-Version and Name they state
 * nothing.
 *
 * @param container members that lead to the metadata from the file that lies in the image
 */
export function statedDistribution(bytes: Uint8Array, container: readonly string[] = []): Outcome<PythonMetadataFact> {
  const fields = readMetadata(byteString(bytes));
  const first = (key: string): MetadataField | undefined => fields.find((field) => field.key === key);
  const name = first('name');
  const version = first('version');
  // Cited too: without it the file is none.
  const metadataVersion = first('metadata-version');
  if (metadataVersion === undefined || name === undefined || name.value === '') return outcome([], []);
  if (version === undefined || version.value === '')
    return outcome([], [{ code: 'missing', what: 'Version of a Python distribution', found: textOf(name.value) }]);
  const cited = (...some: readonly MetadataField[]) =>
    cite(
      bytes,
      'lines',
      some.map(({ from, to }) => lineRange(from, to)),
      container,
    );
  const fact: PythonMetadataFact = {
    kind: 'python-metadata',
    name: textOf(name.value),
    version: textOf(version.value),
    licences: licencesOf(fields).map(({ text, field }) => ({ text, cited: cited(field) })),
    details: Object.fromEntries(
      DETAILS.flatMap((key) => {
        const field = first(key);
        return field === undefined || NO_LICENCE.has(field.value.toLowerCase())
          ? []
          : [[key, textOf(field.value).slice(0, 1000)]];
      }),
    ),
    requires: fields.flatMap(({ key, value }) => {
      const required = key === 'requires-dist' ? requirementName(value) : undefined;
      return required === undefined ? [] : [{ name: required, stated: textOf(value.replaceAll('\n', ' ')) }];
    }),
    cited: cited(metadataVersion, name, version),
  };
  return outcome([fact], []);
}

/** The strongest statement alone: an expression, else the field, else the classifiers. A field of many lines is the licence itself. */
function licencesOf(fields: readonly MetadataField[]): { text: string; field: MetadataField }[] {
  const [expression] = fields.filter(({ key, value }) => key === 'license-expression' && value !== '');
  if (expression) return [{ text: textOf(expression.value), field: expression }];
  const [licence] = fields.filter(
    ({ key, value }) => key === 'license' && !NO_LICENCE.has(value.toLowerCase()) && !value.includes('\n'),
  );
  if (licence) return [{ text: textOf(licence.value), field: licence }];
  return fields.flatMap((field) => {
    const [, text] = /^License :: (?:OSI Approved :: )?(.+)$/.exec(field.key === 'classifier' ? field.value : '') ?? [];
    return text === undefined || text === 'OSI Approved' ? [] : [{ text: textOf(text), field }];
  });
}
