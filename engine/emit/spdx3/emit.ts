import { createHash } from 'node:crypto';
import type { Digest } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { canonicalJson } from '../canonical-json.ts';
import { NAMESPACE } from '../cyclonedx/emit.ts';
import type { DocumentOptions } from '../options.ts';
import { uuid5 } from '../uuid5.ts';
import { JsonWriter, type WrittenJson } from '../written-json.ts';
import { creationInfo, spdx3Elements } from './document.ts';
import type { Spdx3Element, SpdxId } from './types.ts';

/** SPDX demands a time; a document of an image that states none has the epoch. */
export const NO_TIME = '1970-01-01T00:00:00Z';

/** A finished document: `artifactId` is the SHA-256 of `bytes`, `documentId` the IRI of its SpdxDocument. */
export type EmittedSpdx3 = Readonly<{
  bytes: Uint8Array<ArrayBuffer>;
  artifactId: Digest;
  documentId: string;
  written: WrittenJson;
}>;

/**
 * Writes the SPDX 3.0.1 JSON-LD of an image in the specification's canonical serialisation, with sorted lists. IRIs begin with a
 * UUIDv5 of the content without the time, so equal content has equal ids. Each element is made twice, once for that name and once
 * for the document, and never stands beside the others.
 */
export function emitSpdx3(graph: ImageGraph, options: DocumentOptions): EmittedSpdx3 {
  const plans = spdx3Elements(graph, options);
  const elements = function* (id: SpdxId, created: string): Generator<Spdx3Element> {
    yield creationInfo(id, created);
    for (const { make } of plans) yield make(id);
  };
  const hash = createHash('sha256').update('spdx-3.0.1');
  for (const element of elements((local) => `#${local}`, NO_TIME)) hash.update(canonicalJson(element));
  const namespace = `urn:uuid:${uuid5(NAMESPACE, hash.digest('hex'))}`;
  const id = (local: string): string => `${namespace}#${local}`;
  const writer = new JsonWriter();
  writer.member('@context', 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld');
  writer.list('@graph', { length: plans.length + 1, items: elements(id, options.timestamp ?? NO_TIME) });
  writer.close();
  const written = writer.finish();
  return { bytes: written.bytes, artifactId: written.artifactId, documentId: id('Document'), written };
}
