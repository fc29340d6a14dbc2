import type { Analyzer } from '#engine/analyzers/analyzer.ts';
import type { Citation } from '#shared/model/evidence.ts';
import type { Bytes } from '#shared/model/units.ts';

/** A reader under test. It may return anything or throw ParseError; everything else is a finding. */
export type FuzzTarget = Readonly<{
  /** `formats/<folder>` or `analyzers/<id>`, with `:<part>` where one has several. */
  name: string;
  /** Valid input, which is changed. Made when the target is run: some seeds take time. */
  seeds: () => readonly Uint8Array[];
  /** Words of the format, put in anywhere. */
  tokens?: readonly string[];
  /** Longest input, where another than usual: of a reader that is slow, but by the byte and not by its square. */
  mostBytes?: Bytes;
  read: (bytes: Uint8Array) => unknown;
}>;

/** Bytes of a text of latin1 characters. */
export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** A target for a reader that takes the whole file as a byte string. */
export function textTarget(
  name: string,
  seeds: readonly string[],
  read: (text: string) => unknown,
  tokens: readonly string[] = [],
): FuzzTarget {
  return {
    name,
    seeds: () => seeds.map(latin1),
    tokens,
    read: (bytes) => read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')),
  };
}

/**
 * A plug-in with its predicate bypassed: it gets whatever comes. Its citations are looked at too: each range has to lie inside the
 * file, if it counts in the file's own bytes.
 */
export function analyzerTarget(
  analyzer: Analyzer,
  seeds: () => readonly Uint8Array[],
  tokens: readonly string[] = [],
): FuzzTarget {
  const read = (bytes: Uint8Array): unknown => {
    if (analyzer.reads === 'file') return checked(analyzer.analyze({ bytes }), () => bytes.byteLength);
    const members = splitMembers(bytes, analyzer.members);
    return checked(analyzer.analyze({ members }), (member) => members[member ?? analyzer.members[0]]?.byteLength ?? 0);
  };
  return { name: `analyzers/${analyzer.id}`, seeds, tokens, read };
}

/** Several files of a set as one seed: each with its size in front, so that changes reach all of them and their sizes. */
export function joinMembers(members: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    members.flatMap((bytes) => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(bytes.byteLength);
      return [size, bytes];
    }),
  );
}

/** Undoes {@link joinMembers}; a size beyond the end takes the rest. Each member is a copy, as files are. */
export function splitMembers(bytes: Uint8Array, names: readonly string[]): Readonly<Record<string, Uint8Array>> {
  const members: Record<string, Uint8Array> = {};
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (const name of names) {
    if (at + 4 > bytes.byteLength) break;
    const size = view.getUint32(at, true);
    members[name] = new Uint8Array(bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return members;
}

function checked(result: unknown, sizeOf: (member: string | undefined) => number): unknown {
  for (const citation of citationsIn(result, 0))
    if (citation.container.length === 0)
      for (const { from, to } of citation.segments)
        if (!(from >= 0 && from <= to && to <= sizeOf(citation.member)))
          throw new Error(`cites bytes ${from}-${to} of ${sizeOf(citation.member)}`);
  return result;
}

function* citationsIn(value: unknown, depth: number): Generator<Citation> {
  if (typeof value !== 'object' || value === null || depth > 8) return;
  if ('segments' in value && 'sha256' in value && 'container' in value) yield value as Citation;
  for (const inner of Object.values(value)) if (typeof inner === 'object') yield* citationsIn(inner, depth + 1);
}
