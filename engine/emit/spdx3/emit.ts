import { createHash } from 'node:crypto';
import { sha256 } from '#engine/bytes/sha256.ts';
import { type Digest, digestOf } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { canonicalJson } from '../canonical-json.ts';
import { NAMESPACE } from '../cyclonedx/emit.ts';
import { joinBytes } from '../join-bytes.ts';
import type { DocumentOptions } from '../options.ts';
import { uuid5 } from '../uuid5.ts';
import { spdx3Elements } from './document.ts';
import type { Spdx3Document } from './types.ts';

/** SPDX demands a time; a document of an image that states none has the epoch. */
export const NO_TIME = '1970-01-01T00:00:00Z';

/** A finished document: `artifactId` is the SHA-256 of `bytes`, `documentId` the IRI of its SpdxDocument. */
export type EmittedSpdx3 = Readonly<{
  document: Spdx3Document;
  bytes: Uint8Array<ArrayBuffer>;
  artifactId: Digest;
  documentId: string;
}>;

/**
 * Writes the SPDX 3.0.1 JSON-LD of an image in the specification's canonical serialisation, with sorted lists. IRIs begin with a
 * UUIDv5 of the content without the time, so equal content has equal ids.
 */
export function emitSpdx3(graph: ImageGraph, options: DocumentOptions): EmittedSpdx3 {
  const hash = createHash('sha256').update('spdx-3.0.1');
  for (const element of spdx3Elements(graph, options, (local) => `#${local}`, NO_TIME))
    hash.update(canonicalJson(element));
  const namespace = `urn:uuid:${uuid5(NAMESPACE, hash.digest('hex'))}`;
  const id = (local: string): string => `${namespace}#${local}`;
  const elements = spdx3Elements(graph, options, id, options.timestamp ?? NO_TIME);
  const context = 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld';
  const bytes = joinBytes([
    Buffer.from(`{"@context":"${context}","@graph":[`),
    // One by one: a single character outside Latin-1 would double the memory of a joined text.
    ...elements.map((element, i) => Buffer.from(`${i === 0 ? '' : ','}${canonicalJson(element)}`)),
    Buffer.from(']}'),
  ]);
  const document: Spdx3Document = { '@context': context, '@graph': elements };
  return { document, bytes, artifactId: digestOf(sha256(bytes)), documentId: id('Document') };
}
