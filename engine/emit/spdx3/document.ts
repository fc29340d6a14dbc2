import { hexOf } from '#shared/model/digest.ts';
import type { Distro, ImageGraph } from '#shared/model/image.ts';
import { completeness } from '../cyclonedx/completeness.ts';
import { imageComponent, layerComponent } from '../cyclonedx/image-component.ts';
import { layerTexts } from '../cyclonedx/layer-text.ts';
import type { Json } from '../canonical-json.ts';
import type { DocumentOptions } from '../options.ts';
import { byText } from '../order.ts';
import { property } from '../properties.ts';
import { componentElement, edgesOf, localName, relationship } from './components.ts';
import { CREATION_INFO, elementOf, propertiesExtension, sha256Hash } from './elements.ts';
import { LicenceElements } from './licences.ts';
import type { ElementPlan, Spdx3Element, SpdxId } from './types.ts';

/** Conformance that the document claims. */
const PROFILES = ['core', 'extension', 'simpleLicensing', 'software'];

/**
 * The elements of an SPDX 3.0.1 document, but for the creation info, sorted by local name. The model is that of the CycloneDX
 * document; what SPDX has no member for is in the properties of the same names.
 */
export function spdx3Elements(graph: ImageGraph, options: DocumentOptions): ElementPlan[] {
  const profile = options.profile ?? 'full';
  const layerText = layerTexts(graph.layers);
  const image = (options.chainId === undefined ? imageComponent : layerComponent)(graph, options, layerText);
  const root = 'Image';
  const { composition, properties } = completeness(graph, image['bom-ref'] ?? '', options);
  const licences = new LicenceElements();
  const names = new Map(graph.components.map(({ key }) => [key, localName('Package', key)]));
  const nameOf = (key: string): string => names.get(key) ?? localName('Package', key);
  const layers = graph.layers.map((layer) => ({ ...layer, local: `Layer-${layer.index}` }));
  const elements: ElementPlan[] = [
    plan(root, 'software_Package', () => ({
      extension: propertiesExtension(image.properties ?? []),
      name: image.name,
      software_packageVersion: image.version,
      software_primaryPurpose: options.chainId === undefined ? 'container' : 'archive',
    })),
    ...layers.map((layer) =>
      plan(layer.local, 'software_Package', () => ({
        name: layer.diffId,
        software_primaryPurpose: 'archive',
        verifiedUsing: sha256Hash(hexOf(layer.diffId)),
      })),
    ),
    ...relationship(root, 'contains', layers.map(({ local }) => local).sort()),
    ...(graph.distro === null ? [] : [distroElement(graph.distro)]),
  ];
  for (const component of graph.components) {
    const local = nameOf(component.key);
    elements.push({ local, make: (id) => componentElement(component, id(local), layerText, profile) });
    elements.push(...edgesOf(component, nameOf));
    elements.push(...relationship(local, 'hasDeclaredLicense', licences.namesOf(component.licences)));
  }
  for (const layer of layers) {
    const introduced = graph.components.filter((one) => one.layers.introduced === layer.index);
    elements.push(...relationship(layer.local, 'contains', introduced.map(({ key }) => nameOf(key)).sort()));
  }
  const contained = [...names.values(), ...(graph.distro === null ? [] : ['Distro'])].sort();
  elements.push(...relationship(root, 'contains', contained, composition.aggregate));
  elements.push(...licences.elements.values());
  const listed = [...new Set(elements.map(({ local }) => local))].sort();
  elements.push(
    plan('Sbom', 'software_Sbom', (id) => ({
      element: listed.map(id),
      extension: propertiesExtension([
        property('stellaops:document:profile', profile),
        property('stellaops:document:view', options.view),
        ...properties,
      ]),
      profileConformance: PROFILES,
      rootElement: [id(root)],
      software_sbomType: ['analyzed'],
    })),
    plan('Document', 'SpdxDocument', (id) => ({
      import: importsOf(options),
      name: image.name,
      profileConformance: PROFILES,
      rootElement: [id('Sbom')],
    })),
    plan('Agent', 'SoftwareAgent', () => ({ name: 'stellaops-scanner' })),
    plan('Tool', 'Tool', () => ({ name: `stellaops-scanner-${options.toolVersion}` })),
  );
  return elements.sort((a, b) => byText(a.local, b.local));
}

function plan(
  local: string,
  type: string,
  members: (id: SpdxId) => Readonly<Record<string, Json | undefined>>,
): ElementPlan {
  return { local, make: (id) => elementOf(type, id(local), members(id)) };
}

/**
 * What every element refers to, and the first of them.
 *
 * @param created `YYYY-MM-DDThh:mm:ssZ`; SPDX demands a time
 */
export function creationInfo(id: SpdxId, created: string): Spdx3Element {
  return {
    '@id': CREATION_INFO,
    created,
    createdBy: [id('Agent')],
    createdUsing: [id('Tool')],
    specVersion: '3.0.1',
    type: 'CreationInfo',
  };
}

function distroElement(distro: Distro): ElementPlan {
  return plan('Distro', 'software_Package', () => ({
    description: distro.prettyName ?? undefined,
    name: distro.id,
    software_packageVersion: distro.versionId ?? undefined,
    software_primaryPurpose: 'operatingSystem',
  }));
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
