import type { Digest } from '#shared/model/digest.ts';
import { DocumentWriter } from '../../document-writer.ts';
import type { CdxComponent, CdxDocument } from '../types.ts';
import { writeComponent, writeProperties } from './component-message.ts';
import { aggregates, phases } from './enums.ts';
import { WireWriter } from './wire-writer.ts';

/** Number of the field `components` of a Bom. */
const COMPONENTS = 5;

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
  const wire = new WireWriter();
  wire.text(1, document.specVersion);
  wire.number(2, document.version);
  if (document.serialNumber !== undefined) wire.text(3, document.serialNumber);
  writeMetadata(wire, document.metadata);
  for (const component of document.components) {
    writeComponent(wire, COMPONENTS, component);
    writer.bytes(wire.take());
  }
  for (const { dependsOn, ref } of document.dependencies) {
    const start = wire.open(8);
    wire.text(1, ref);
    for (const one of dependsOn) {
      const dependency = wire.open(2);
      wire.text(1, one);
      wire.close(dependency);
    }
    wire.close(start);
    writer.bytes(wire.take());
  }
  for (const { aggregate, assemblies } of document.compositions) {
    const start = wire.open(9);
    wire.number(1, aggregates.number(aggregate));
    for (const ref of assemblies) wire.text(2, ref);
    wire.close(start);
  }
  writeProperties(wire, 12, document.properties);
  writer.bytes(wire.take());
}

function writeMetadata(wire: WireWriter, { component, lifecycles, timestamp, tools }: CdxDocument['metadata']): void {
  const start = wire.open(4);
  if (timestamp !== undefined) {
    const time = wire.open(1);
    wire.long(1, Date.parse(timestamp) / 1000);
    wire.close(time);
  }
  const tool = wire.open(2);
  for (const one of tools.components) writeComponent(wire, 6, one);
  wire.close(tool);
  writeComponent(wire, 4, component);
  for (const { phase } of lifecycles) {
    const lifecycle = wire.open(9);
    wire.number(1, phases.number(phase));
    wire.close(lifecycle);
  }
  wire.close(start);
}
