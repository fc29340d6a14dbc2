import { canonicalJson, type Json } from '../canonical-json.ts';
import { wellFormed } from '../well-formed.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { EntryTraceDocument } from '#shared/schema/entry-trace.ts';

/** A trace as it is published. */
export function traceDocument(image: ImageId, trace: EntryTrace): EntryTraceDocument {
  const { counters, hints, ...rest } = trace;
  return {
    schema: 'stellaops.entrytrace@1',
    image,
    ...(structuredClone(rest) as Omit<EntryTraceDocument, 'schema' | 'image' | 'hints' | 'counters'>),
    hints: structuredClone(hints) as EntryTraceDocument['hints'],
    counters: structuredClone(counters),
  };
}

/** Canonical bytes of the artifact `entrytrace.graph`: equal for equal images and hints. */
export function emitTrace(document: EntryTraceDocument): Uint8Array {
  return Buffer.from(`${canonicalJson(wellFormed(document as unknown as Json))}\n`);
}

/** The same as lines: what the trace is, then each hop, terminal and diagnostic. Each has its `type`. */
export function traceLines({ hops, terminals, diagnostics, ...trace }: EntryTraceDocument): Json[] {
  const typed = (type: string, rows: readonly object[]): Json[] => rows.map((row) => ({ type, ...row }));
  return [
    ...typed('trace', [trace]),
    ...typed('hop', hops),
    ...typed('terminal', terminals),
    ...typed('diagnostic', diagnostics),
  ];
}
