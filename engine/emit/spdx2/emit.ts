import { createHash } from 'node:crypto';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { Component } from '#shared/model/component.ts';
import { type Digest, digestOf } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { canonicalJson, type Json } from '../canonical-json.ts';
import { completeness } from '../cyclonedx/completeness.ts';
import { componentProperties, descriptionOf } from '../cyclonedx/component-properties.ts';
import { NAMESPACE } from '../cyclonedx/emit.ts';
import { binaryHash, occurrenceProperties, proofProperties } from '../cyclonedx/evidence.ts';
import { imageComponent } from '../cyclonedx/image-component.ts';
import { type LayerText, layerTexts } from '../cyclonedx/layer-text.ts';
import type { DocumentOptions } from '../options.ts';
import { byText, sortedBy } from '../order.ts';
import { type Property, property } from '../properties.ts';
import { localName } from '../spdx3/components.ts';
import { NO_TIME } from '../spdx3/emit.ts';
import { uuid5 } from '../uuid5.ts';
import { declaredLicence, type ExtractedLicence } from './licences.ts';

type Members = { readonly [key: string]: Json | undefined };

/** A finished SPDX 2.3 document: `artifactId` is the SHA-256 of `bytes`. */
export type EmittedSpdx2 = Readonly<{ document: Members; bytes: Uint8Array<ArrayBuffer>; artifactId: Digest }>;

const ROOT = 'SPDXRef-Image';

/**
 * Writes the SPDX 2.3 JSON of an image as canonical JSON with sorted lists. The namespace is a UUIDv5 of the content without the
 * time. Own properties are annotations, as SPDX 2 has no other place for them.
 */
export function emitSpdx2(graph: ImageGraph, options: DocumentOptions): EmittedSpdx2 {
  const content = contentOf(graph, options, NO_TIME);
  const hash = createHash('sha256')
    .update(`spdx-2.3${canonicalJson(content)}`)
    .digest('hex');
  const timed = options.timestamp == null ? content : contentOf(graph, options, options.timestamp);
  const document = { ...timed, documentNamespace: `urn:uuid:${uuid5(NAMESPACE, hash)}` };
  const bytes = new Uint8Array(Buffer.from(canonicalJson(document)));
  return { document, bytes, artifactId: digestOf(sha256(bytes)) };
}

function contentOf(graph: ImageGraph, options: DocumentOptions, created: string): Members {
  const profile = options.profile ?? 'full';
  const layerText = layerTexts(graph.layers);
  const image = imageComponent(graph, options, layerText);
  const creator = `Tool: stellaops-scanner-${options.toolVersion}`;
  const note = (properties: readonly Property[]): Members => ({
    annotations: [
      {
        annotationDate: created,
        annotationType: 'OTHER',
        annotator: creator,
        comment: canonicalJson(properties),
      },
    ],
  });
  const licences = new Map<string, ExtractedLicence>();
  const packages = [
    packageOf(ROOT, image.name, {
      ...note(image.properties ?? []),
      primaryPackagePurpose: 'CONTAINER',
      versionInfo: image.version,
    }),
    ...(graph.distro === null
      ? []
      : [
          packageOf('SPDXRef-Distro', graph.distro.id, {
            primaryPackagePurpose: 'OPERATING_SYSTEM',
            summary: graph.distro.prettyName ?? undefined,
            versionInfo: graph.distro.versionId ?? undefined,
          }),
        ]),
    ...graph.components.map((component) =>
      packageOf(idOf(component.key), component.name, {
        ...(profile === 'full' ? note(propertiesOf(component, layerText)) : {}),
        ...membersOf(component),
        licenseDeclared: declaredLicence(component.licences, licences),
      }),
    ),
  ];
  packages.sort((a, b) => byText(a.SPDXID, b.SPDXID));
  const { composition, properties } = completeness(graph, ROOT, options);
  const view = [
    property('stellaops:document:profile', profile),
    property('stellaops:document:view', options.view),
    ...properties,
  ];
  return {
    ...note(view),
    comment: `The list of packages is ${composition.aggregate}.`,
    SPDXID: 'SPDXRef-DOCUMENT',
    creationInfo: { created, creators: [creator] },
    dataLicense: 'CC0-1.0',
    hasExtractedLicensingInfos:
      licences.size === 0 ? undefined : sortedBy([...licences.values()], (one) => one.licenseId),
    name: image.name,
    packages,
    relationships: relationshipsOf(
      graph,
      packages.map(({ SPDXID }) => SPDXID),
    ),
    spdxVersion: 'SPDX-2.3',
  };
}

function idOf(key: string): string {
  return `SPDXRef-${localName('Package', key)}`;
}

/** What SPDX demands of a package, and may be unknown, is NOASSERTION. */
function packageOf(SPDXID: string, name: string, members: Members): Members & { readonly SPDXID: string } {
  return {
    copyrightText: 'NOASSERTION',
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
    name,
    ...members,
    SPDXID,
  };
}

function membersOf(component: Component): Members {
  const hash = binaryHash(component.key);
  return {
    checksums: hash === undefined ? undefined : [{ algorithm: 'SHA256', checksumValue: hash }],
    externalRefs:
      component.purl === null
        ? undefined
        : [{ referenceCategory: 'PACKAGE-MANAGER', referenceLocator: component.purl, referenceType: 'purl' }],
    primaryPackagePurpose: hash === undefined ? 'LIBRARY' : 'FILE',
    summary: descriptionOf(component),
    versionInfo: component.version ?? undefined,
  };
}

function propertiesOf(component: Component, layerText: LayerText): Property[] {
  const properties = [
    ...componentProperties(component, layerText, 'full'),
    ...proofProperties(component.evidence, 'component'),
    ...occurrenceProperties(component, layerText),
  ];
  return properties.sort((a, b) => byText(a.name, b.name) || byText(a.value, b.value));
}

function relationshipsOf(graph: ImageGraph, ids: readonly string[]): Json[] {
  const edge = (from: string, relationshipType: string, to: string): [from: string, type: string, to: string] => [
    from,
    relationshipType,
    to,
  ];
  const edges = [
    edge('SPDXRef-DOCUMENT', 'DESCRIBES', ROOT),
    ...ids.filter((id) => id !== ROOT).map((id) => edge(ROOT, 'CONTAINS', id)),
    ...graph.components.flatMap(({ key, dependencies }) =>
      dependencies.map(({ to, kind }) =>
        kind === 'declares'
          ? edge(idOf(key), 'DEPENDS_ON', idOf(to))
          : kind === 'contains'
            ? edge(idOf(key), 'CONTAINS', idOf(to))
            : // The package of the OS is what the other one was packaged as.
              edge(idOf(key), 'PACKAGE_OF', idOf(to)),
      ),
    ),
  ];
  return sortedBy(edges, (one) => one.join(' ')).map(([spdxElementId, relationshipType, relatedSpdxElement]) => ({
    relatedSpdxElement,
    relationshipType,
    spdxElementId,
  }));
}
