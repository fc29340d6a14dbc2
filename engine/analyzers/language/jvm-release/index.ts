import type { DeclaredPackageFact } from '#shared/model/facts/declared-package.ts';
import { outcome } from '#shared/model/outcome.ts';
import { textOf, trimmed } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Keys that are kept under names of their own. */
const DETAILS: Readonly<Record<string, string>> = {
  IMPLEMENTOR: 'vendor',
  IMPLEMENTOR_VERSION: 'implementor-version',
  IMAGE_TYPE: 'image-type',
  JVM_VARIANT: 'jvm-variant',
  OS_ARCH: 'os-arch',
  SOURCE: 'source-revision',
};

/** A Java runtime by the file `release` in its folder: `KEY="value"` lines, JAVA_VERSION among them. */
export const jvmRelease = defineFileAnalyzer({
  id: 'language/jvm-release',
  version: 2,
  role: 'file',
  wants: [{ basename: 'release' }],
  maxBytes: limits.releaseFileBytes,
  emits: ['declared-package'],
  analyze({ bytes }) {
    const fields = new Map<string, { value: string; from: number; to: number }>();
    const text = byteString(bytes);
    for (let at = 0; at < text.length;) {
      const feed = text.indexOf('\n', at);
      const next = feed < 0 ? text.length : feed + 1;
      const [, key, value] = /^([A-Z_]+)="?([^"\r\n]*)"?$/.exec(trimmed(text, at, next)) ?? [];
      if (key !== undefined && value) fields.set(key, { value, from: at, to: next });
      at = next;
    }
    const java = fields.get('JAVA_VERSION');
    if (java === undefined) return outcome([], []);
    // With the build, where it is stated: 17.0.9+9 and 17.0.9+11 are two.
    const version = fields.get('JAVA_RUNTIME_VERSION') ?? java;
    const cited = [java, version].map(({ from, to }) => lineRange(from, to));
    const fact: DeclaredPackageFact = {
      kind: 'declared-package',
      type: 'generic',
      namespace: null,
      name: fields.get('IMAGE_TYPE')?.value === 'JRE' ? 'jre' : 'jdk',
      version: textOf(version.value),
      qualifiers: {},
      licences: [],
      details: Object.fromEntries(
        Object.entries(DETAILS).flatMap(([key, name]) => {
          const field = fields.get(key);
          return field ? [[name, textOf(field.value)]] : [];
        }),
      ),
      requires: [],
      places: [],
      cited: cite(bytes, 'lines', cited),
    };
    return outcome([fact], []);
  },
});
