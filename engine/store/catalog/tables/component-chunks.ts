import { createHash } from 'node:crypto';
import type { Component } from '#shared/model/component.ts';
import { KiB, type Bytes } from '#shared/model/units.ts';

/** Large enough to compress well, small enough to be read for a single component. */
const CHUNK_CHARS: Bytes = 256 * KiB;

/** Components that are stored together, and their JSON: an array. */
export type ComponentChunk = Readonly<{ components: readonly Component[]; json: string }>;

/** All components of an image, in their order. `sha256` changes when any of them does. */
export type ChunkedComponents = Readonly<{ chunks: readonly ComponentChunk[]; sha256: string }>;

export function chunkComponents(components: readonly Component[]): ChunkedComponents {
  const chunks: ComponentChunk[] = [];
  const hash = createHash('sha256');
  let members: Component[] = [];
  let texts: string[] = [];
  let chars = 0;
  const close = (): void => {
    if (members.length === 0) return;
    const json = `[${texts.join(',')}]`;
    hash.update(json);
    chunks.push({ components: members, json });
    [members, texts, chars] = [[], [], 0];
  };
  for (const component of components) {
    const text = JSON.stringify(component);
    members.push(component);
    texts.push(text);
    chars += text.length;
    if (chars >= CHUNK_CHARS) close();
  }
  close();
  return { chunks, sha256: hash.digest('hex') };
}
