import { sha256 } from '#engine/bytes/sha256.ts';
import { type Digest, digestOf } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { joinBytes } from '../join-bytes.ts';
import { writeRoaring } from './write-roaring.ts';

export const MAGIC = 'BOMIDX1';
export const VERSION = 1;
/** Flag: bitmaps of entry points follow. */
export const HAS_ENTRYPOINTS = 1;
/** What a u16 can say of a text's length. */
const MAX_TEXT = 65_535;

/** Which of an image's starting points use a component. */
export type EntrypointUse = Readonly<{
  entrypoints: readonly string[];
  usedBy: ReadonlyMap<string, readonly string[]>;
}>;

export type EmittedBomIndex = Readonly<{ bytes: Uint8Array<ArrayBuffer>; artifactId: Digest }>;

/**
 * Writes the BOM-Index of an image (`bom-index@1`): which layers have each component, and which entry points use it.
 *
 * Texts are sorted by their UTF-8 bytes. A component is in each layer from the one that introduced it to the top: the index is
 * about the final image, as the documents are.
 *
 * @param graph components that a later layer removed have been left out
 * @param timestamp `YYYY-MM-DDThh:mm:ssZ`; null is the epoch
 */
export function emitBomIndex(graph: ImageGraph, timestamp: string | null, use?: EntrypointUse): EmittedBomIndex {
  const layers = [...graph.layers].sort((a, b) => a.index - b.index);
  const components = graph.components
    .map((component) => ({ component, name: identityBytes(component.key) }))
    .sort((a, b) => Buffer.compare(a.name, b.name));
  const entrypoints = use?.entrypoints.map(identityBytes).sort((a, b) => Buffer.compare(a, b)) ?? [];
  const pieces: Uint8Array[] = [
    Buffer.from(MAGIC, 'ascii'),
    u16(VERSION),
    u16(use === undefined ? 0 : HAS_ENTRYPOINTS),
    text(identityBytes(graph.imageId)),
    i64(BigInt(timestamp === null ? 0 : Date.parse(timestamp)) * 1000n),
    u32(layers.length),
    u32(components.length),
    u32(entrypoints.length),
    ...layers.map(({ diffId }) => text(identityBytes(diffId))),
    ...components.map(({ name }) => text(name)),
  ];
  const since = new Map<number, Uint8Array>();
  for (const { component } of components) pieces.push(layersSince(component.layers.introduced, layers.length, since));
  if (use !== undefined) {
    const positions = new Map(entrypoints.map((name, i) => [name.toString(), i]));
    pieces.push(...entrypoints.map(text));
    for (const { component } of components) {
      const used = (use.usedBy.get(component.key) ?? []).flatMap((name) => positions.get(name) ?? []);
      pieces.push(used.length === 0 ? u32(0) : sized(writeRoaring(used)));
    }
  }
  const bytes = joinBytes(pieces);
  return { bytes, artifactId: digestOf(sha256(bytes)) };
}

/** Nearly all components share their bitmap with others: there is one for each layer. */
function layersSince(introduced: number, count: number, known: Map<number, Uint8Array>): Uint8Array {
  const made =
    known.get(introduced) ?? sized(writeRoaring(Array.from({ length: count - introduced }, (_, i) => introduced + i)));
  known.set(introduced, made);
  return made;
}

/** UTF-8 of a text. One that is too long for the format is named by its hash, so that it is still found. */
export function identityBytes(key: string): Buffer {
  const bytes = Buffer.from(key.toWellFormed());
  return bytes.byteLength <= MAX_TEXT ? bytes : Buffer.from(`sha256:${sha256(bytes)}`);
}

function text(bytes: Uint8Array): Uint8Array {
  return joinBytes([u16(bytes.byteLength), bytes]);
}

function sized(bytes: Uint8Array): Uint8Array {
  return joinBytes([u32(bytes.byteLength), bytes]);
}

function u16(value: number): Uint8Array {
  return new Uint8Array([value & 0xff, value >>> 8]);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function i64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value, true);
  return bytes;
}
