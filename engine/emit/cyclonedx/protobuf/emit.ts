import type { Digest } from '#shared/model/digest.ts';
import { DocumentWriter } from '../../document-writer.ts';
import type { CdxComponent, CdxDocument, CdxEvidence, CdxHash, CdxLicence } from '../types.ts';
import {
  acknowledgements,
  aggregates,
  componentTypes,
  evidenceFields,
  hashAlgorithms,
  phases,
  referenceTypes,
  techniques,
} from './enums.ts';
import { cyclonedx } from './generated/cyclonedx-1.7.js';
import type { PbBom, PbComponent, PbEvidence, PbHash, PbLicenseChoice } from './messages.ts';

/** Components that are written together. */
const PART = 64;

/** A document whose components may be made one by one. */
export type PbSource = Omit<CdxDocument, 'components'> & Readonly<{ components: Iterable<CdxComponent> }>;

/**
 * Writes a CycloneDX 1.7 document as Protobuf: the same model, order and serial number as the JSON. Fields are in ascending
 * number and lists in the order of the document, so equal documents are equal bytes.
 */
export function emitProtobuf(document: PbSource): Uint8Array<ArrayBuffer> {
  const writer = new DocumentWriter(true, null);
  writeProtobuf(document, writer);
  return writer.take();
}

/** The digest of what {@link emitProtobuf} writes; none of it is kept. */
export function protobufDigest(document: PbSource): Digest {
  const writer = new DocumentWriter(false);
  writeProtobuf(document, writer);
  return writer.digest();
}

/** Messages that follow each other are one message with the fields of both: so the document is written in parts. */
function writeProtobuf(document: PbSource, writer: DocumentWriter): void {
  const { metadata } = document;
  const write = (message: Partial<PbBom>): void => writer.bytes(cyclonedx.v1_7.Bom.encode(message).finish());
  write({
    spec_version: document.specVersion,
    version: document.version,
    serial_number: document.serialNumber,
    metadata: {
      ...(metadata.timestamp !== undefined && { timestamp: { seconds: Date.parse(metadata.timestamp) / 1000 } }),
      tools: { components: metadata.tools.components.map(componentMessage) },
      component: componentMessage(metadata.component),
      lifecycles: metadata.lifecycles.map(({ phase }) => ({ phase: phases.number(phase) })),
    },
  });
  let components: PbComponent[] = [];
  for (const component of document.components) {
    components.push(componentMessage(component));
    if (components.length < PART) continue;
    write({ components });
    components = [];
  }
  write({ components });
  write({
    dependencies: document.dependencies.map(({ ref, dependsOn }) => ({
      ref,
      dependencies: dependsOn.map((ref) => ({ ref })),
    })),
    compositions: document.compositions.map(({ aggregate, assemblies }) => ({
      aggregate: aggregates.number(aggregate),
      assemblies,
    })),
    properties: document.properties,
  });
}

/** Members that are undefined are not written. */
function componentMessage(component: CdxComponent): PbComponent {
  return {
    type: componentTypes.number(component.type),
    bom_ref: component['bom-ref'],
    name: component.name,
    version: component.version,
    description: component.description,
    hashes: component.hashes?.map(hashMessage),
    licenses: component.licenses?.map(licenceMessage),
    purl: component.purl,
    external_references: component.externalReferences?.map(({ comment, hashes, type, url }) => ({
      type: referenceTypes.number(type),
      url,
      comment,
      hashes: hashes.map(hashMessage),
    })),
    properties: component.properties,
    evidence: component.evidence && evidenceMessage(component.evidence),
  };
}

function hashMessage({ alg, content }: CdxHash): PbHash {
  return { alg: hashAlgorithms.number(alg), value: content };
}

function licenceMessage(licence: CdxLicence): PbLicenseChoice {
  if ('license' in licence) {
    const { acknowledgement, properties, ...named } = licence.license;
    return { license: { ...named, properties, acknowledgement: acknowledgements.number(acknowledgement) } };
  }
  const { expression, properties } = licence;
  const acknowledgement = acknowledgements.number(licence.acknowledgement);
  return properties === undefined
    ? { expression, acknowledgement }
    : { expression_detailed: { expression, acknowledgement, properties } };
}

function evidenceMessage({ callstack, identity, occurrences }: CdxEvidence): PbEvidence {
  return {
    callstack,
    identity: identity?.map(({ field, concludedValue, methods }) => ({
      field: evidenceFields.number(field),
      concludedValue,
      methods: methods.map(({ technique, confidence, value }) => ({
        technique: techniques.number(technique),
        confidence,
        value,
      })),
    })),
    occurrences,
  };
}
