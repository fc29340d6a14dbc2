import type { Property } from '../../properties.ts';
import type { CdxComponent, CdxEvidence, CdxHash, CdxLicence } from '../types.ts';
import {
  acknowledgements,
  componentTypes,
  evidenceFields,
  hashAlgorithms,
  referenceTypes,
  techniques,
} from './enums.ts';
import type { WireWriter } from './wire-writer.ts';

/**
 * Writes one component as the field `field` of the message around it. Numbers are those of `bom-1.7.proto`, in ascending order;
 * members that are undefined, empty texts of fields without presence, and empty lists are not written.
 */
export function writeComponent(wire: WireWriter, field: number, component: CdxComponent): void {
  const start = wire.open(field);
  wire.number(1, componentTypes.number(component.type));
  optional(wire, 3, component['bom-ref']);
  stated(wire, 8, component.name);
  stated(wire, 9, component.version);
  optional(wire, 10, component.description);
  writeHashes(wire, 12, component.hashes);
  for (const licence of component.licenses ?? []) writeLicence(wire, 13, licence);
  optional(wire, 16, component.purl);
  for (const { comment, hashes, type, url } of component.externalReferences ?? []) {
    const reference = wire.open(20);
    wire.number(1, referenceTypes.number(type));
    stated(wire, 2, url);
    optional(wire, 3, comment);
    writeHashes(wire, 4, hashes);
    wire.close(reference);
  }
  writeProperties(wire, 22, component.properties);
  if (component.evidence !== undefined) writeEvidence(wire, 23, component.evidence);
  wire.close(start);
}

/** A field with presence: an empty text is written. */
function optional(wire: WireWriter, field: number, text: string | undefined): void {
  if (text !== undefined) wire.text(field, text);
}

/** A field without presence: an empty text is what an absent one is read as. */
function stated(wire: WireWriter, field: number, text: string | undefined): void {
  if (text !== undefined && text !== '') wire.text(field, text);
}

function writeHashes(wire: WireWriter, field: number, hashes: readonly CdxHash[] | undefined): void {
  if (hashes === undefined) return;
  for (const { alg, content } of hashes) {
    const start = wire.open(field);
    wire.number(1, hashAlgorithms.number(alg));
    stated(wire, 2, content);
    wire.close(start);
  }
}

export function writeProperties(wire: WireWriter, field: number, properties: readonly Property[] | undefined): void {
  if (properties === undefined) return;
  for (const { name, value } of properties) {
    const start = wire.open(field);
    stated(wire, 1, name);
    optional(wire, 2, value);
    wire.close(start);
  }
}

function writeLicence(wire: WireWriter, field: number, licence: CdxLicence): void {
  const choice = wire.open(field);
  if ('license' in licence) {
    const { acknowledgement, properties } = licence.license;
    const start = wire.open(1);
    if ('id' in licence.license) wire.text(1, licence.license.id);
    else wire.text(2, licence.license.name);
    writeProperties(wire, 7, properties);
    wire.number(8, acknowledgements.number(acknowledgement));
    wire.close(start);
  } else if (licence.properties === undefined) {
    wire.text(2, licence.expression);
    wire.number(3, acknowledgements.number(licence.acknowledgement));
  } else {
    const start = wire.open(5);
    stated(wire, 1, licence.expression);
    wire.number(4, acknowledgements.number(licence.acknowledgement));
    writeProperties(wire, 6, licence.properties);
    wire.close(start);
  }
  wire.close(choice);
}

function writeEvidence(wire: WireWriter, field: number, { callstack, identity, occurrences }: CdxEvidence): void {
  const start = wire.open(field);
  for (const { concludedValue, field, methods } of identity ?? []) {
    const claim = wire.open(3);
    wire.number(1, evidenceFields.number(field));
    for (const { confidence, technique, value } of methods) {
      const method = wire.open(3);
      wire.number(1, techniques.number(technique));
      wire.float(2, confidence);
      wire.text(3, value);
      wire.close(method);
    }
    wire.text(5, concludedValue);
    wire.close(claim);
  }
  for (const { additionalContext, location } of occurrences ?? []) {
    const occurrence = wire.open(4);
    stated(wire, 2, location);
    wire.text(6, additionalContext);
    wire.close(occurrence);
  }
  if (callstack !== undefined) {
    const stack = wire.open(5);
    for (const { column, fullFilename, function: name, line, module } of callstack.frames) {
      const frame = wire.open(1);
      stated(wire, 2, module);
      wire.text(3, name);
      if (line !== undefined) wire.number(5, line);
      if (column !== undefined) wire.number(6, column);
      optional(wire, 7, fullFilename);
      wire.close(frame);
    }
    wire.close(stack);
  }
  wire.close(start);
}
