import { sha256 } from '#engine/bytes/sha256.ts';
import type { Licence } from '#shared/model/component.ts';

/** A licence that the SPDX list does not have, with its text as declared. */
export type ExtractedLicence = Readonly<{ extractedText: string; licenseId: string }>;

/**
 * Declared licences as one expression: all of them apply to some part, so they are joined with AND. What is no expression is
 * added to `extracted` and referred to.
 */
export function declaredLicence(licences: readonly Licence[], extracted: Map<string, ExtractedLicence>): string {
  const expressions = licences
    .filter(({ text }) => text !== '')
    .map(({ text, spdx }) => {
      if (spdx !== null) return spdx;
      const extractedText = text.toWellFormed();
      const licenseId = `LicenseRef-${sha256(new TextEncoder().encode(extractedText)).slice(0, 32)}`;
      extracted.set(licenseId, { extractedText, licenseId });
      return licenseId;
    });
  const [first, ...others] = [...new Set(expressions)].sort();
  if (first === undefined) return 'NOASSERTION';
  return others.length === 0
    ? first
    : [first, ...others].map((one) => (/ /.test(one) ? `(${one})` : one)).join(' AND ');
}
