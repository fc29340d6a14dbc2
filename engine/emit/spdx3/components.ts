import { sha256 } from '#engine/bytes/sha256.ts';
import type { Component } from '#shared/model/component.ts';
import { componentProperties, descriptionOf } from '../cyclonedx/component-properties.ts';
import { binaryHash, occurrenceProperties, proofProperties } from '../cyclonedx/evidence.ts';
import type { LayerText } from '../cyclonedx/layer-text.ts';
import type { DocumentProfile } from '../options.ts';
import { byText } from '../order.ts';
import { elementOf, propertiesExtension, sha256Hash } from './elements.ts';
import type { ElementPlan, Spdx3Element } from './types.ts';

/** Local name of an element: its key hashed, since keys have characters that a fragment of an IRI does not take. */
export function localName(kind: string, key: string): string {
  return `${kind}-${sha256(new TextEncoder().encode(key)).slice(0, 32)}`;
}

/** A package, or the file that nothing names. */
export function componentElement(
  component: Component,
  id: string,
  layerText: LayerText,
  profile: DocumentProfile,
): Spdx3Element {
  const { key, purl, name, version } = component;
  const hash = binaryHash(key);
  const properties = componentProperties(component, layerText, profile);
  // SPDX has no member for the bytes that prove an element; in CycloneDX they are evidence.
  if (profile === 'full') {
    properties.push(...proofProperties(component.evidence, 'component'), ...occurrenceProperties(component, layerText));
    properties.sort((a, b) => byText(a.name, b.name) || byText(a.value, b.value));
  }
  const shared = { description: descriptionOf(component), extension: propertiesExtension(properties), name };
  if (hash !== undefined)
    return elementOf('software_File', id, {
      ...shared,
      software_primaryPurpose: 'executable',
      verifiedUsing: sha256Hash(hash),
    });
  return elementOf('software_Package', id, {
    ...shared,
    software_packageUrl: purl ?? undefined,
    software_packageVersion: version ?? undefined,
    software_primaryPurpose: 'library',
  });
}

/** Relationships that leave one component. Keys of all elements are known, so every end exists. */
export function edgesOf(component: Component, nameOf: (key: string) => string): ElementPlan[] {
  const from = nameOf(component.key);
  const to = (kind: string): string[] =>
    [...new Set(component.dependencies.filter((one) => one.kind === kind).map((one) => nameOf(one.to)))].sort();
  return [
    ...relationship(from, 'contains', to('contains')),
    ...relationship(from, 'dependsOn', to('declares')),
    // The package of the OS is a packaged instance of the other one.
    ...to('installs').flatMap((other) => relationship(other, 'packagedBy', [from])),
  ];
}

/** None when there is nothing to point to: "nothing" would be a claim. Ends are local names. */
export function relationship(
  from: string,
  relationshipType: string,
  to: readonly string[],
  completeness?: 'complete' | 'incomplete',
): ElementPlan[] {
  if (to.length === 0) return [];
  // What a document calls its elements does not depend on what the document is called.
  const local = localName('Relationship', `${from} ${relationshipType} ${to.join(' ')}`);
  return [
    {
      local,
      make: (id) =>
        elementOf('Relationship', id(local), { completeness, from: id(from), relationshipType, to: to.map(id) }),
    },
  ];
}
