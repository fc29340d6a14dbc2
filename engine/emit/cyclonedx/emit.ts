import { type Digest, hexOf } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import type { DocumentOptions } from '../options.ts';
import { uuid5 } from '../uuid5.ts';
import { JsonWriter, type WrittenJson } from '../written-json.ts';
import { cdxDocument } from './document.ts';
import type { CdxDocument, CdxParts, CdxVersion } from './types.ts';
import { asVersion16 } from './version-1-6.ts';

/** This product's namespace for serial numbers. Random, chosen once; another value would rename every document. */
export const NAMESPACE = '2598787c-f30c-4dd4-b3a3-c894639c8be5';

/** A finished document: `artifactId` is the SHA-256 of `bytes`. */
export type EmittedCycloneDx = Readonly<{
  parts: CdxParts;
  /** All of it at once: for what is small. */
  readonly document: CdxDocument;
  bytes: Uint8Array<ArrayBuffer>;
  artifactId: Digest;
  serialNumber: string;
  written: WrittenJson;
}>;

/**
 * Writes the CycloneDX JSON of an image: canonical bytes (RFC 8785 and sorted lists), the same on every machine.
 *
 * The serial number is a UUIDv5 of the SHA-256 of the document without it and without the time. CycloneDX asks for a fresh
 * number for each generation; here equal content has equal numbers, so that documents can be compared and found again.
 */
export function emitCycloneDx(
  graph: ImageGraph,
  options: DocumentOptions,
  version: CdxVersion = '1.7',
): EmittedCycloneDx {
  const newest = cdxDocument(graph, options);
  const content = version === '1.6' ? asVersion16(newest) : newest;
  const time = options.timestamp ?? null;
  const writer = new JsonWriter();
  writer.member('$schema', content.$schema);
  writer.member('bomFormat', content.bomFormat);
  writer.list('components', { length: content.components.length, items: content.components });
  writer.member('compositions', content.compositions);
  writer.member('dependencies', content.dependencies);
  // So far both are the same, and it is nearly all of the bytes: they are written and hashed once.
  const rest = writer.forHash();
  writeEnd(rest, content);
  const serialNumber = `urn:uuid:${uuid5(NAMESPACE, hexOf(rest.out.digest()))}`;
  const parts: CdxParts = {
    ...content,
    serialNumber,
    metadata: { ...content.metadata, ...(time !== null && { timestamp: time }) },
  };
  writeEnd(writer, parts);
  const written = writer.finish();
  return {
    parts,
    get document(): CdxDocument {
      return { ...parts, components: [...parts.components] };
    },
    bytes: written.bytes,
    artifactId: written.artifactId,
    serialNumber,
    written,
  };
}

/** What differs between the content that a serial number is made of, and the document that has it. */
function writeEnd(writer: JsonWriter, { metadata, properties, serialNumber, specVersion, version }: CdxParts): void {
  writer.member('metadata', metadata);
  writer.member('properties', properties);
  writer.member('serialNumber', serialNumber);
  writer.member('specVersion', specVersion);
  writer.member('version', version);
  writer.close();
}
