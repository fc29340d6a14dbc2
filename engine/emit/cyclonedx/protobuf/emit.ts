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

/**
 * Writes a CycloneDX 1.7 document as Protobuf: the same model, order and serial number as the JSON. Fields are in ascending
 * number and lists in the order of the document, so equal documents are equal bytes.
 */
export function emitProtobuf(document: CdxDocument): Uint8Array<ArrayBuffer> {
  return new Uint8Array(cyclonedx.v1_7.Bom.encode(bomMessage(document)).finish());
}

function bomMessage(document: CdxDocument): PbBom {
  const { metadata } = document;
  return {
    spec_version: document.specVersion,
    version: document.version,
    serial_number: document.serialNumber,
    metadata: {
      ...(metadata.timestamp !== undefined && { timestamp: { seconds: Date.parse(metadata.timestamp) / 1000 } }),
      tools: { components: metadata.tools.components.map(componentMessage) },
      component: componentMessage(metadata.component),
      lifecycles: metadata.lifecycles.map(({ phase }) => ({ phase: phases.number(phase) })),
    },
    components: document.components.map(componentMessage),
    dependencies: document.dependencies.map(({ ref, dependsOn }) => ({
      ref,
      dependencies: dependsOn.map((ref) => ({ ref })),
    })),
    compositions: document.compositions.map(({ aggregate, assemblies }) => ({
      aggregate: aggregates.number(aggregate),
      assemblies,
    })),
    properties: document.properties,
  };
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
