import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot7);

/**
 * The verdict of CycloneDX's own library: an oracle. Slow: it compares each pair of components.
 *
 * @returns null for a valid document, else what is wrong
 */
export async function libraryVerdict(document: string): Promise<unknown> {
  return validator.validate(document);
}
