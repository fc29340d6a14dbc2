import { sha256 } from '#engine/bytes/sha256.ts';
import type { Licence } from '#shared/model/component.ts';
import { property } from '../properties.ts';
import { elementOf, propertiesExtension } from './elements.ts';
import type { ElementPlan } from './types.ts';

/** Licence elements of a document: each expression or text once, whatever the number of its components. */
export class LicenceElements {
  /** By local name. */
  readonly elements = new Map<string, ElementPlan>();

  /** Local names of what these licences are, sorted. Licences without text state nothing. */
  namesOf(licences: readonly Licence[]): string[] {
    const names = licences.filter(({ text }) => text !== '').map((licence) => this.#add(licence));
    return [...new Set(names)].sort();
  }

  #add({ text, spdx }: Licence): string {
    const wellFormed = text.toWellFormed();
    const hash = sha256(new TextEncoder().encode(`${spdx ?? ''}\0${wellFormed}`)).slice(0, 32);
    const local = `Licence-${hash}`;
    if (this.elements.has(local)) return local;
    if (spdx !== null) {
      this.#set(local, (id) =>
        elementOf('simplelicensing_LicenseExpression', id(local), {
          ...(spdx === text ? {} : { extension: propertiesExtension([property('stellaops:licence:text', text)]) }),
          simplelicensing_licenseExpression: spdx,
        }),
      );
      return local;
    }
    // What is no expression becomes one by reference to its text: nothing is guessed.
    const custom = `LicenseRef-${hash}`;
    const textName = `LicenceText-${hash}`;
    this.#set(textName, (id) =>
      elementOf('simplelicensing_SimpleLicensingText', id(textName), { simplelicensing_licenseText: wellFormed }),
    );
    this.#set(local, (id) =>
      elementOf('simplelicensing_LicenseExpression', id(local), {
        simplelicensing_customIdToUri: [{ key: custom, type: 'DictionaryEntry', value: id(textName) }],
        simplelicensing_licenseExpression: custom,
      }),
    );
    return local;
  }

  #set(local: string, make: ElementPlan['make']): void {
    this.elements.set(local, { local, make });
  }
}
