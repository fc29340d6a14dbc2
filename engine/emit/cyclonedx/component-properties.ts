import type { Component } from '#shared/model/component.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { DocumentProfile } from '../options.ts';
import { isOsPackageType } from '#shared/model/package-types.ts';
import { byText } from '../order.ts';
import { annotationProperty, factProperty, type Property, property, type PropertyName } from '../properties.ts';
import { proofProperties } from './evidence.ts';
import type { LayerText } from './layer-text.ts';

/** Own properties of one component, sorted by name, then value. They are added nearly in order, which keeps sorting cheap. */
export function componentProperties(component: Component, layerText: LayerText, profile: DocumentProfile): Property[] {
  const properties = isOsPackageType(component.type) ? statedByDatabase(component) : [];
  properties.push(property('stellaops:component:origin', component.origin));
  properties.push(property('stellaops:component:type', component.type));
  if (!isOsPackageType(component.type)) {
    for (const fact in component.details)
      if (!DESCRIPTIONS.includes(fact))
        properties.push(factProperty('stellaops:component:', fact, component.details[fact] ?? ''));
  }
  if (component.usage !== undefined)
    properties.push(property('stellaops:component:used-by-entrypoint', component.usage));
  for (const [name, value] of Object.entries(component.annotations ?? {}))
    properties.push(annotationProperty(name, value));
  if (profile === 'full') properties.push(...proofProperties(component.evidence));
  if (component.origin === 'package-db' || component.files.length + component.missingFiles.length > 0)
    addListedFiles(properties, component, profile);
  addLayers(properties, component, layerText);
  addEdges(properties, component, profile);
  return properties.sort((a, b) => byText(a.name, b.name) || byText(a.value, b.value));
}

/** Facts that say in one line what the package is; the first that is stated becomes the component's `description`. */
const DESCRIPTIONS: readonly string[] = ['description', 'summary'];

/** What the package says it is. */
export function descriptionOf({ details }: Component): string | undefined {
  const fact = DESCRIPTIONS.find((name) => Object.hasOwn(details, name));
  return fact === undefined ? undefined : details[fact];
}

function statedByDatabase({ arch, state, source, details, evidence }: Component): Property[] {
  const properties: Property[] = [];
  const add = (name: PropertyName, value: string): void => {
    properties.push(property(name, value));
  };
  const readers = evidence.filter(({ proves }) => proves === 'component').map(({ analyzer }) => analyzer);
  for (const analyzer of new Set(readers)) add('stellaops.os.analyzer', analyzer);
  if (arch !== null) add('stellaops.os.architecture', arch);
  if (source !== null) {
    add('stellaops.os.source.package', source.name);
    add('stellaops.os.source.version', source.version);
  }
  add('stellaops.os.state', state);
  const named = properties.length;
  for (const fact in details) {
    if (DESCRIPTIONS.includes(fact)) continue;
    const one = factProperty('stellaops.os.', fact, details[fact] ?? '');
    // A detail may repeat a field of the component; the field has the last word.
    if (!properties.slice(0, named).some(({ name }) => name === one.name)) properties.push(one);
  }
  return properties;
}

function addListedFiles(properties: Property[], { files, missingFiles }: Component, profile: DocumentProfile): void {
  const missing = new Set(missingFiles);
  properties.push(property('stellaops:files:missing', missing.size));
  if (profile === 'full') for (const path of missing) properties.push(property('stellaops:files:missing-path', path));
  properties.push(property('stellaops:files:present', new Set(files).size));
}

/** The layer facts of contracts §1. */
function addLayers(properties: Property[], { layers }: Component, layerText: LayerText): void {
  const { introduced, lastModified, recordWritten, removed } = layers;
  properties.push(property('stellaops:layer:introduced', layerText(introduced)));
  properties.push(property('stellaops:layer:last-modified', layerText(lastModified)));
  if (recordWritten !== null) properties.push(property('stellaops:layer:record-written', layerText(recordWritten)));
  if (removed !== null) properties.push(property('stellaops:layer:removed', layerText(removed)));
}

/** Edges that CycloneDX has no member for, and requirements as they are written. */
function addEdges(properties: Property[], { dependencies }: Component, profile: DocumentProfile): void {
  for (const { to, kind, stated } of dependencies) {
    if (kind === 'contains') properties.push(property('stellaops:edge:contains', to));
    else if (kind === 'installs') properties.push(property('stellaops:edge:installs', to));
    else if (stated !== undefined && profile === 'full')
      properties.push(property('stellaops:edge:declares', canonicalJson({ stated: stated.toWellFormed(), to })));
  }
}
