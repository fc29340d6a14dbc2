import { z } from 'zod';
import { cite } from '#engine/bytes/cite.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { DeclaredPackageFact } from '#shared/model/facts/declared-package.ts';
import { outcome, type Outcome } from '#shared/model/outcome.ts';
import { FILE_PACKAGE_TYPES } from '#shared/model/package-types.ts';
import { type Annotation, annotationSchema, externalPackageSchema } from '#shared/schema/plugin-manifest.ts';

const factsSchema = z.strictObject({ packages: z.array(externalPackageSchema).max(limits.packagesPerDatabase) });
const annotationsSchema = z.strictObject({ annotations: z.array(annotationSchema).max(limits.packagesPerDatabase) });

/**
 * What a file-analyzer answered as facts. It names bytes, and these are cited here: a plug-in cannot state a proof that is not
 * in the file.
 */
export function factsOfAnswer(id: string, bytes: Uint8Array, answer: unknown): Outcome<DeclaredPackageFact> {
  const bad = (found: string): Outcome<DeclaredPackageFact> =>
    outcome([], [{ code: 'malformed', what: `answer of plug-in ${id}`, found: found.slice(0, 500) }]);
  const parsed = factsSchema.safeParse(answer);
  if (!parsed.success) return bad(z.prettifyError(parsed.error).replaceAll('\n', ' '));
  const facts: DeclaredPackageFact[] = [];
  for (const { type, segments, licences, ...stated } of parsed.data.packages) {
    const known = FILE_PACKAGE_TYPES.find((one) => one === type);
    if (known === undefined) return bad(`type ${type}`);
    try {
      facts.push({
        kind: 'declared-package',
        type: known,
        ...stated,
        licences: licences.map((one) => ({ text: one.text, cited: cite(bytes, 'bytes', one.segments) })),
        requires: [],
        places: [],
        cited: cite(bytes, 'bytes', segments),
      });
    } catch (error) {
      if (error instanceof RangeError) return bad(error.message);
      throw error;
    }
  }
  return outcome(facts, []);
}

/** What an annotator answered. @throws {Error} for any other shape, and for a component that it was not shown */
export function annotationsOfAnswer(shown: ReadonlySet<string>, answer: unknown): readonly Annotation[] {
  const parsed = annotationsSchema.safeParse(answer);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error).replaceAll('\n', ' '));
  const foreign = parsed.data.annotations.find(({ key }) => !shown.has(key));
  if (foreign) throw new Error(`an annotation of ${foreign.key.slice(0, 200)}, which it was not shown`);
  return parsed.data.annotations;
}
