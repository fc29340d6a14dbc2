import { createHash } from 'node:crypto';
import { sha256 } from '#engine/bytes/sha256.ts';
import { type Digest, digestOf } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { canonicalJson, type Json } from '../canonical-json.ts';
import type { DocumentOptions } from '../options.ts';
import { uuid5 } from '../uuid5.ts';
import { joinBytes } from '../join-bytes.ts';
import { cdxDocument } from './document.ts';
import type { CdxDocument, CdxVersion } from './types.ts';
import { asVersion16 } from './version-1-6.ts';

/** This product's namespace for serial numbers. Random, chosen once; another value would rename every document. */
export const NAMESPACE = '2598787c-f30c-4dd4-b3a3-c894639c8be5';

/** A finished document: `artifactId` is the SHA-256 of `bytes`. */
export type EmittedCycloneDx = Readonly<{
  document: CdxDocument;
  bytes: Uint8Array<ArrayBuffer>;
  artifactId: Digest;
  serialNumber: string;
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
  // The components are nearly all of the bytes and the same with and without a serial number: write them once. One by one,
  // because a single character outside Latin-1 would double the memory of a joined text.
  const components = content.components.map((one, i) => Buffer.from(`${i === 0 ? '' : ','}${canonicalJson(one)}`));
  const hash = createHash('sha256');
  for (const piece of piecesOf(content, components)) hash.update(piece);
  const serialNumber = `urn:uuid:${uuid5(NAMESPACE, hash.digest('hex'))}`;
  const time = options.timestamp ?? null;
  const document: CdxDocument = {
    ...content,
    serialNumber,
    metadata: { ...content.metadata, ...(time !== null && { timestamp: time }) },
  };
  const bytes = joinBytes(piecesOf(document, components));
  return { document, bytes, artifactId: digestOf(sha256(bytes)), serialNumber };
}

/** Canonical JSON of a document in pieces; the components are written already. */
function piecesOf(document: CdxDocument, components: readonly Uint8Array[]): Uint8Array[] {
  const members: { readonly [key: string]: Json | undefined } = { ...document, components: [] };
  const pieces: Uint8Array[] = [];
  for (const key of Object.keys(members).sort()) {
    const text = `${pieces.length === 0 ? '{' : ','}${JSON.stringify(key)}:`;
    if (key === 'components') {
      pieces.push(Buffer.from(`${text}[`));
      for (const component of components) pieces.push(component);
      pieces.push(Buffer.from(']'));
    } else pieces.push(Buffer.from(text + canonicalJson(members[key] ?? null)));
  }
  pieces.push(Buffer.from('}'));
  return pieces;
}
