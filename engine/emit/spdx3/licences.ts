import { sha256 } from '#engine/bytes/sha256.ts';
import type { Licence } from '#shared/model/component.ts';
import { property } from '../properties.ts';
import { elementOf, propertiesExtension } from './elements.ts';
import type { Spdx3Element, SpdxId } from './types.ts';

/** Licence elements of a document: each expression or text once, whatever the number of its components. */
export class LicenceElements {
  readonly elements = new Map<string, Spdx3Element>();
  readonly #id: SpdxId;

  constructor(id: SpdxId) {
    this.#id = id;
  }

  /** Ids of what these licences are, sorted. Licences without text state nothing. */
  idsOf(licences: readonly Licence[]): string[] {
    const ids = licences.filter(({ text }) => text !== '').map((licence) => this.#add(licence));
    return [...new Set(ids)].sort();
  }

  #add({ text, spdx }: Licence): string {
    const wellFormed = text.toWellFormed();
    const hash = sha256(new TextEncoder().encode(`${spdx ?? ''}\0${wellFormed}`)).slice(0, 32);
    const id = this.#id(`Licence-${hash}`);
    if (this.elements.has(id)) return id;
    if (spdx !== null) {
      this.elements.set(
        id,
        elementOf('simplelicensing_LicenseExpression', id, {
          ...(spdx === text ? {} : { extension: propertiesExtension([property('stellaops:licence:text', text)]) }),
          simplelicensing_licenseExpression: spdx,
        }),
      );
      return id;
    }
    // What is no expression becomes one by reference to its text: nothing is guessed.
    const custom = `LicenseRef-${hash}`;
    const textId = this.#id(`LicenceText-${hash}`);
    this.elements.set(
      textId,
      elementOf('simplelicensing_SimpleLicensingText', textId, { simplelicensing_licenseText: wellFormed }),
    );
    this.elements.set(
      id,
      elementOf('simplelicensing_LicenseExpression', id, {
        simplelicensing_customIdToUri: [{ key: custom, type: 'DictionaryEntry', value: textId }],
        simplelicensing_licenseExpression: custom,
      }),
    );
    return id;
  }
}
