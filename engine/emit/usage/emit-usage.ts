import type { ImageId } from '#shared/model/digest.ts';
import type { Usage } from '#shared/model/usage.ts';
import type { UsageDocument } from '#shared/schema/usage.ts';
import { canonicalJson, type Json } from '../canonical-json.ts';
import { wellFormed } from '../well-formed.ts';

/** Usage as it is published. Hints are part of a trace that has any; stored usage has none. */
export function usageDocument(image: ImageId, { hints: _, ...usage }: Usage): UsageDocument {
  return { schema: 'stellaops.usage@1', image, ...(structuredClone(usage) as Omit<UsageDocument, 'schema' | 'image'>) };
}

/** Canonical bytes of the artifact `usage`. */
export function emitUsage(document: UsageDocument): Uint8Array<ArrayBuffer> {
  return Buffer.from(`${canonicalJson(wellFormed(document as unknown as Json))}\n`);
}
