import type { Component } from '#shared/model/component.ts';
import { type Digest, hexOf } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { canonicalJson, type Json } from '../canonical-json.ts';
import { completeness } from '../cyclonedx/completeness.ts';
import { componentProperties, descriptionOf } from '../cyclonedx/component-properties.ts';
import { NAMESPACE } from '../cyclonedx/emit.ts';
import { binaryHash, occurrenceProperties, proofProperties } from '../cyclonedx/evidence.ts';
import { imageComponent } from '../cyclonedx/image-component.ts';
import { type LayerText, layerTexts } from '../cyclonedx/layer-text.ts';
import { DocumentWriter } from '../document-writer.ts';
import type { DocumentOptions } from '../options.ts';
import { byText, sortedBy } from '../order.ts';
import { type Property, property } from '../properties.ts';
import { localName } from '../spdx3/components.ts';
import { NO_TIME } from '../spdx3/emit.ts';
import { uuid5 } from '../uuid5.ts';
import { JsonWriter, type WrittenJson } from '../written-json.ts';
import { declaredLicence, type ExtractedLicence } from './licences.ts';

type Members = { readonly [key: string]: Json | undefined };

/** A finished SPDX 2.3 document: `artifactId` is the SHA-256 of `bytes`. */
export type EmittedSpdx2 = Readonly<{ bytes: Uint8Array<ArrayBuffer>; artifactId: Digest; written: WrittenJson }>;

const ROOT = 'SPDXRef-Image';

/** A package that is made when it is written. `note`: own properties as an annotation. */
type PackagePlan = Readonly<{ id: string; make: (note: Note) => Members }>;
type Note = (properties: readonly Property[]) => Members;

/**
 * Writes the SPDX 2.3 JSON of an image as canonical JSON with sorted lists. The namespace is a UUIDv5 of the content without the
 * time. Own properties are annotations, as SPDX 2 has no other place for them.
 */
export function emitSpdx2(graph: ImageGraph, options: DocumentOptions): EmittedSpdx2 {
  const licences = new Map<string, ExtractedLicence>();
  const packages = packagesOf(graph, options, licences);
  const edges = edgesOf(
    graph,
    packages.map(({ id }) => id),
  );
  const write = (writer: JsonWriter, created: string, namespace?: string): void =>
    writeDocument(writer, { graph, options, licences, packages, edges, created, namespace });
  const content = new JsonWriter(new DocumentWriter(false));
  content.out.text('spdx-2.3');
  write(content, NO_TIME);
  const writer = new JsonWriter();
  write(writer, options.timestamp ?? NO_TIME, `urn:uuid:${uuid5(NAMESPACE, hexOf(content.out.digest()))}`);
  const written = writer.finish();
  return { bytes: written.bytes, artifactId: written.artifactId, written };
}

type Parts = Readonly<{
  graph: ImageGraph;
  options: DocumentOptions;
  licences: ReadonlyMap<string, ExtractedLicence>;
  packages: readonly PackagePlan[];
  edges: readonly Edge[];
  created: string;
  namespace: string | undefined;
}>;

function writeDocument(
  writer: JsonWriter,
  { graph, options, licences, packages, edges, created, namespace }: Parts,
): void {
  const { composition, properties } = completeness(graph, ROOT, options);
  const creator = `Tool: stellaops-scanner-${options.toolVersion}`;
  const note: Note = (stated) => ({
    annotations: [
      { annotationDate: created, annotationType: 'OTHER', annotator: creator, comment: canonicalJson(stated) },
    ],
  });
  const view = [
    property('stellaops:document:profile', options.profile ?? 'full'),
    property('stellaops:document:view', options.view),
    ...properties,
  ];
  writer.member('SPDXID', 'SPDXRef-DOCUMENT');
  writer.member('annotations', note(view)['annotations']);
  writer.member('comment', `The list of packages is ${composition.aggregate}.`);
  writer.member('creationInfo', { created, creators: [creator] });
  writer.member('dataLicense', 'CC0-1.0');
  writer.member('documentNamespace', namespace);
  writer.member(
    'hasExtractedLicensingInfos',
    licences.size === 0 ? undefined : sortedBy([...licences.values()], (one) => one.licenseId),
  );
  writer.member('name', imageComponent(graph, options, layerTexts(graph.layers)).name);
  writer.list('packages', { length: packages.length, items: made(packages, ({ make }) => make(note)) });
  writer.list('relationships', {
    length: edges.length,
    items: made(edges, ([spdxElementId, relationshipType, relatedSpdxElement]) => ({
      relatedSpdxElement,
      relationshipType,
      spdxElementId,
    })),
  });
  writer.member('spdxVersion', 'SPDX-2.3');
  writer.close();
}

function* made<T>(list: readonly T[], make: (one: T) => Members): Generator<Members> {
  for (const one of list) yield make(one);
}

/** All packages, sorted by id; licences that the SPDX list does not have are added to `licences`. */
function packagesOf(
  graph: ImageGraph,
  options: DocumentOptions,
  licences: Map<string, ExtractedLicence>,
): PackagePlan[] {
  const profile = options.profile ?? 'full';
  const layerText = layerTexts(graph.layers);
  const image = imageComponent(graph, options, layerText);
  const { distro } = graph;
  const packages: PackagePlan[] = [
    {
      id: ROOT,
      make: (note) =>
        packageOf(ROOT, image.name, {
          ...note(image.properties ?? []),
          primaryPackagePurpose: 'CONTAINER',
          versionInfo: image.version,
        }),
    },
  ];
  if (distro !== null) {
    packages.push({
      id: 'SPDXRef-Distro',
      make: () =>
        packageOf('SPDXRef-Distro', distro.id, {
          primaryPackagePurpose: 'OPERATING_SYSTEM',
          summary: distro.prettyName ?? undefined,
          versionInfo: distro.versionId ?? undefined,
        }),
    });
  }
  for (const component of graph.components) {
    const id = idOf(component.key);
    const licenseDeclared = declaredLicence(component.licences, licences);
    packages.push({
      id,
      make: (note) =>
        packageOf(id, component.name, {
          ...(profile === 'full' ? note(propertiesOf(component, layerText)) : {}),
          ...membersOf(component),
          licenseDeclared,
        }),
    });
  }
  return packages.sort((a, b) => byText(a.id, b.id));
}

function idOf(key: string): string {
  return `SPDXRef-${localName('Package', key)}`;
}

/** What SPDX demands of a package, and may be unknown, is NOASSERTION. */
function packageOf(SPDXID: string, name: string, members: Members): Members {
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

type Edge = readonly [from: string, type: string, to: string];

function edgesOf(graph: ImageGraph, ids: readonly string[]): Edge[] {
  const edges: Edge[] = [
    ['SPDXRef-DOCUMENT', 'DESCRIBES', ROOT],
    ...ids.filter((id) => id !== ROOT).map((id): Edge => [ROOT, 'CONTAINS', id]),
    ...graph.components.flatMap(({ key, dependencies }) =>
      dependencies.map(({ to, kind }): Edge => [idOf(key), EDGES[kind], idOf(to)]),
    ),
  ];
  return sortedBy(edges, (one) => one.join(' '));
}

/** `installs`: the package of the OS is what the other one was packaged as. */
const EDGES = { declares: 'DEPENDS_ON', contains: 'CONTAINS', installs: 'PACKAGE_OF' } as const;
