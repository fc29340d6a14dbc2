import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { HAS_ENTRYPOINTS, identityBytes, MAGIC, VERSION } from './emit.ts';
import { readRoaring } from './read-roaring.ts';

/** A BOM-Index, read and checked as a whole. Positions in `usedBy` and `inLayers` are those of `entrypoints` and `layers`. */
export type BomIndex = Readonly<{
  imageDigest: string;
  /** Microseconds since 1970. */
  generatedAt: bigint;
  layers: readonly string[];
  entrypoints: readonly string[];
  /** By identity. `usedBy`: null where the index says nothing of entry points. */
  components: ReadonlyMap<string, Readonly<{ inLayers: readonly number[]; usedBy: readonly number[] | null }>>;
}>;

/**
 * Reads a BOM-Index (`bom-index@1`).
 *
 * @throws {ParseError} for another magic, version or flag, a count that the bytes cannot hold, texts out of order, a bitmap with a
 * position that is not in its table, and bytes that follow
 */
export function readBomIndex(bytes: Uint8Array): BomIndex {
  const cursor = new ByteCursor(bytes, 'le');
  const magic = new TextDecoder('latin1').decode(cursor.take(MAGIC.length, 'magic'));
  if (magic !== MAGIC) refuse(cursor, `magic ${JSON.stringify(magic)}`);
  const version = cursor.u16('version');
  if (version !== VERSION) refuse(cursor, `version ${version}`);
  const flags = cursor.u16('flags');
  if ((flags & ~HAS_ENTRYPOINTS) !== 0) refuse(cursor, `flags ${flags}`);
  const imageDigest = readText(cursor);
  const generatedAt = readI64(cursor);
  const [layerCount, componentCount, entrypointCount] = [readCount(cursor), readCount(cursor), readCount(cursor)];
  const layers = Array.from({ length: layerCount }, () => readText(cursor));
  const names = readSorted(cursor, componentCount);
  const inLayers = names.map(() => readPositions(cursor, layerCount));
  const hasEntrypoints = (flags & HAS_ENTRYPOINTS) !== 0;
  if (!hasEntrypoints && entrypointCount > 0) refuse(cursor, `${entrypointCount} entry points without their flag`);
  const entrypoints = readSorted(cursor, entrypointCount);
  const usedBy = names.map(() => (hasEntrypoints ? readPositions(cursor, entrypointCount) : null));
  if (cursor.remaining > 0) refuse(cursor, `${cursor.remaining} bytes after the end`);
  const components = new Map(
    names.map((name, i) => [name, { inLayers: inLayers[i] ?? [], usedBy: usedBy[i] ?? null }] as const),
  );
  return { imageDigest, generatedAt, layers, entrypoints, components };
}

/** What the index says of a component, by its purl or other key. */
export function findInIndex(
  index: BomIndex,
  key: string,
):
  | Readonly<{ layers: readonly Readonly<{ index: number; digest: string }>[]; entrypoints: readonly string[] | null }>
  | undefined {
  const found = index.components.get(identityBytes(key).toString());
  if (found === undefined) return undefined;
  return {
    layers: found.inLayers.map((position) => ({ index: position, digest: index.layers[position] ?? '' })),
    entrypoints: found.usedBy && found.usedBy.map((position) => index.entrypoints[position] ?? ''),
  };
}

/** Each entry takes two bytes at least, so a count that lies costs nothing. */
function readCount(cursor: ByteCursor): number {
  const count = cursor.u32('count');
  if (count > limits.bomIndexEntries || count * 2 > cursor.remaining) refuse(cursor, `a count of ${count}`);
  return count;
}

function readText(cursor: ByteCursor): string {
  const bytes = cursor.take(cursor.u16('length of a text'), 'text');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(cursor, 'a text that is not UTF-8');
  }
}

function readSorted(cursor: ByteCursor, count: number): string[] {
  const texts: string[] = [];
  let below: Buffer | undefined;
  for (let i = 0; i < count; i++) {
    const text = readText(cursor);
    const bytes = Buffer.from(text);
    if (below !== undefined && Buffer.compare(below, bytes) >= 0)
      refuse(cursor, `${JSON.stringify(text)} out of order`);
    below = bytes;
    texts.push(text);
  }
  return texts;
}

/** No bytes at all are an empty set: a component that no entry point uses. */
function readPositions(cursor: ByteCursor, count: number): readonly number[] {
  const length = cursor.u32('length of a bitmap');
  if (length === 0) return [];
  const values = readRoaring(cursor.take(length, 'bitmap'));
  const last = values.at(-1) ?? -1;
  if (last >= count) refuse(cursor, `position ${last} of ${count}`);
  return [...values];
}

function readI64(cursor: ByteCursor): bigint {
  const low = cursor.u32('time');
  return (BigInt(cursor.i32('time')) << 32n) | BigInt(low);
}

function refuse(cursor: ByteCursor, found: string): never {
  return cursor.fail('BOM-Index', { from: cursor.offset, to: cursor.offset }, found);
}
