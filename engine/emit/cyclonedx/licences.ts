import type { Licence } from '#shared/model/component.ts';
import { sortedBy } from '../order.ts';
import { property } from '../properties.ts';
import type { CdxLicence } from './types.ts';

/**
 * Declared licences as CycloneDX writes them: an SPDX identifier as `id`, another SPDX expression as `expression`, and raw text
 * as `name`. Text that differs from its expression is kept in a property.
 */
export function cdxLicences(licences: readonly Licence[]): CdxLicence[] {
  const stated = licences.filter(({ text }) => text !== '');
  return sortedBy(stated, ({ text, spdx }) => `${spdx ?? text}\0${text}`).map(cdxLicence);
}

function cdxLicence({ text, spdx }: Licence): CdxLicence {
  const acknowledgement = 'declared';
  if (spdx === null) return { license: { acknowledgement, name: text } };
  const raw = spdx === text ? {} : { properties: [property('stellaops:licence:text', text)] };
  return isIdentifier(spdx)
    ? { license: { acknowledgement, id: spdx, ...raw } }
    : { acknowledgement, expression: spdx, ...raw };
}

/** One identifier of the SPDX licence list. What is made for one document (`LicenseRef-…`) is an expression to CycloneDX. */
function isIdentifier(expression: string): boolean {
  return /^[A-Za-z0-9.-]+$/.test(expression) && !expression.startsWith('LicenseRef-');
}
