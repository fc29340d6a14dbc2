import { hexOf } from '#shared/model/digest.ts';
import type { Distro, ImageGraph } from '#shared/model/image.ts';
import { completeness } from '../cyclonedx/completeness.ts';
import { imageComponent, layerComponent } from '../cyclonedx/image-component.ts';
import { layerTexts } from '../cyclonedx/layer-text.ts';
import type { DocumentOptions } from '../options.ts';
import { byText } from '../order.ts';
import { property } from '../properties.ts';
import { componentElement, edgesOf, localName, relationship } from './components.ts';
import { CREATION_INFO, elementOf, propertiesExtension, sha256Hash } from './elements.ts';
import { LicenceElements } from './licences.ts';
import type { Spdx3Element, SpdxId } from './types.ts';

/** Conformance that the document claims. */
const PROFILES = ['core', 'extension', 'simpleLicensing', 'software'];

/**
 * The elements of an SPDX 3.0.1 document: creation info first, then sorted by IRI. The model is that of the CycloneDX document;
 * what SPDX has no member for is in the properties of the same names.
 *
 * @param created `YYYY-MM-DDThh:mm:ssZ`; SPDX demands a time
 */
export function spdx3Elements(
  graph: ImageGraph,
  options: DocumentOptions,
  id: SpdxId,
  created: string,
): Spdx3Element[] {
  const profile = options.profile ?? 'full';
  const layerText = layerTexts(graph.layers);
  const image = (options.chainId === undefined ? imageComponent : layerComponent)(graph, options, layerText);
  const root = id('Image');
  const { composition, properties } = completeness(graph, image['bom-ref'] ?? '', options);
  const licences = new LicenceElements(id);
  const ids = new Map(graph.components.map(({ key }) => [key, id(localName('Package', key))]));
  const idOf = (key: string): string => ids.get(key) ?? id(localName('Package', key));
  const layers = graph.layers.map((layer) => ({ ...layer, id: id(`Layer-${layer.index}`) }));
  const elements: Spdx3Element[] = [
    elementOf('software_Package', root, {
      extension: propertiesExtension(image.properties ?? []),
      name: image.name,
      software_packageVersion: image.version,
      software_primaryPurpose: options.chainId === undefined ? 'container' : 'archive',
    }),
    ...layers.map((layer) =>
      elementOf('software_Package', layer.id, {
        name: layer.diffId,
        software_primaryPurpose: 'archive',
        verifiedUsing: sha256Hash(hexOf(layer.diffId)),
      }),
    ),
    ...relationship(id, root, 'contains', layers.map((layer) => layer.id).sort()),
    ...(graph.distro === null ? [] : [distroElement(graph.distro, id)]),
  ];
  for (const component of graph.components) {
    elements.push(componentElement(component, idOf(component.key), layerText, profile));
    elements.push(...edgesOf(component, idOf, id));
    elements.push(...relationship(id, idOf(component.key), 'hasDeclaredLicense', licences.idsOf(component.licences)));
  }
  for (const layer of layers) {
    const introduced = graph.components.filter((one) => one.layers.introduced === layer.index);
    elements.push(...relationship(id, layer.id, 'contains', introduced.map(({ key }) => idOf(key)).sort()));
  }
  const contained = [...ids.values(), ...(graph.distro === null ? [] : [id('Distro')])].sort();
  elements.push(...relationship(id, root, 'contains', contained, composition.aggregate));
  elements.push(...licences.elements.values());
  const listed = elements.map(({ spdxId }) => spdxId ?? '').sort();
  elements.push(
    elementOf('software_Sbom', id('Sbom'), {
      element: [...new Set(listed)],
      extension: propertiesExtension([
        property('stellaops:document:profile', profile),
        property('stellaops:document:view', options.view),
        ...properties,
      ]),
      profileConformance: PROFILES,
      rootElement: [root],
      software_sbomType: ['analyzed'],
    }),
    elementOf('SpdxDocument', id('Document'), {
      import: importsOf(options),
      name: image.name,
      profileConformance: PROFILES,
      rootElement: [id('Sbom')],
    }),
    elementOf('SoftwareAgent', id('Agent'), { name: 'stellaops-scanner' }),
    elementOf('Tool', id('Tool'), { name: `stellaops-scanner-${options.toolVersion}` }),
  );
  return [creationInfo(id, created), ...elements.sort((a, b) => byText(a.spdxId ?? '', b.spdxId ?? ''))];
}

function creationInfo(id: SpdxId, created: string): Spdx3Element {
  return {
    '@id': CREATION_INFO,
    created,
    createdBy: [id('Agent')],
    createdUsing: [id('Tool')],
    specVersion: '3.0.1',
    type: 'CreationInfo',
  };
}

function distroElement(distro: Distro, id: SpdxId): Spdx3Element {
  return elementOf('software_Package', id('Distro'), {
    description: distro.prettyName ?? undefined,
    name: distro.id,
    software_packageVersion: distro.versionId ?? undefined,
    software_primaryPurpose: 'operatingSystem',
  });
}

/** Documents of the layers: their ids, and the hash of each file. */
function importsOf({ fragments = [] }: DocumentOptions): Spdx3Element['import'] {
  if (fragments.length === 0) return undefined;
  const maps = fragments.map(({ chainId, spdx }) => ({
    externalSpdxId: spdx.link,
    locationHint: `layers/${chainId}/sbom.spdx.json`,
    type: 'ExternalMap',
    verifiedUsing: sha256Hash(hexOf(spdx.artifactId)),
  }));
  return maps.sort((a, b) => byText(a.externalSpdxId, b.externalSpdxId));
}
