import type { Citation } from '#shared/model/evidence.ts';
import type { DeclaredPackageFact } from '#shared/model/facts/declared-package.ts';
import { outcome } from '#shared/model/outcome.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type GemspecField, readGemspec } from '#engine/formats/gemspec/read-gemspec.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** One Ruby gem by its specification. Whether it is an installed one is in the path, which compose knows. */
export const rubyGemspec = defineFileAnalyzer({
  id: 'language/ruby-gemspec',
  version: 2,
  role: 'file',
  wants: [{ suffix: '.gemspec' }],
  maxBytes: limits.packageMetadataBytes,
  emits: ['declared-package'],
  analyze({ bytes }) {
    const spec = readGemspec(byteString(bytes));
    const { name, version, platform } = spec;
    if (name === undefined || version === undefined) {
      const found = spec.computed.length > 0 ? `Ruby code for ${spec.computed.join(', ')}` : 'neither';
      return outcome([], [{ code: 'missing', what: 'literal name and version of a gem', found }]);
    }
    const lines = (fields: readonly (GemspecField | undefined)[]) =>
      fields.flatMap((field) => (field ? [lineRange(field.range.from, field.range.to)] : []));
    // Licences of one line share its citation: a line of many would be hashed as often.
    const citations = new Map<ByteRange, Citation>();
    const citedLine = (range: ByteRange): Citation => {
      const cited = citations.get(range) ?? cite(bytes, 'lines', [lineRange(range.from, range.to)]);
      citations.set(range, cited);
      return cited;
    };
    const fact: DeclaredPackageFact = {
      kind: 'declared-package',
      type: 'gem',
      namespace: null,
      name: textOf(name.value),
      version: textOf(version.value),
      // RubyGems' word for a gem without native code.
      qualifiers: platform && platform.value !== 'ruby' ? { platform: textOf(platform.value) } : {},
      licences: spec.licences.map(({ value, range }) => ({ text: textOf(value), cited: citedLine(range) })),
      details: {
        ...(spec.summary ? { summary: textOf(spec.summary.value) } : {}),
        ...(spec.homepage ? { homepage: textOf(spec.homepage.value) } : {}),
      },
      requires: spec.dependencies.map((one) => ({ name: textOf(one.name), stated: textOf(one.stated) })),
      places: [],
      cited: cite(bytes, 'lines', lines([name, version, platform])),
    };
    return outcome([fact], []);
  },
});
