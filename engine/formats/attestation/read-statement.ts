import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { isRecord, listOf, parseJson, recordOf, textOf } from './json-values.ts';

/** An in-toto statement: what is said, and about which bytes. The predicate is left as it is. */
export type Statement = Readonly<{
  predicateType: string;
  subjects: readonly Readonly<{ name: string; digests: Readonly<Record<string, string>> }>[];
}>;

const WHAT = 'in-toto statement';
const TYPES: ReadonlySet<string> = new Set(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1']);

/** @throws {ParseError} for anything but an in-toto Statement 0.1 or 1, and beyond `attestationSubjects` */
export function readStatement(payload: Uint8Array): Statement {
  const root = recordOf(parseJson(WHAT, payload), WHAT, 'an object');
  const type = textOf(root['_type'], WHAT, '_type');
  if (!TYPES.has(type)) throw new ParseError({ code: 'unsupported', what: WHAT, found: type.slice(0, 100) });
  return {
    predicateType: textOf(root['predicateType'], WHAT, 'predicateType'),
    subjects: listOf(root['subject'], WHAT, 'subject', limits.attestationSubjects).map((value) => {
      const { name, digest } = recordOf(value, WHAT, 'an entry of subject');
      const given = isRecord(digest) ? Object.entries(digest) : [];
      return {
        name: typeof name === 'string' ? name : '',
        digests: Object.fromEntries(given.filter((pair): pair is [string, string] => typeof pair[1] === 'string')),
      };
    }),
  };
}
