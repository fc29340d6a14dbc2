import { limits } from '#engine/bytes/limits.ts';
import type { Validation } from './validation.ts';

/** Verdict on a file of any format that is known here, found by its first bytes or members. */
export async function validateAny(bytes: Uint8Array): Promise<Validation> {
  if (startsWith(bytes, 'BOMIDX')) return (await import('./validate-bom-index.ts')).validateBomIndex(bytes);
  const document = parseJson(bytes);
  if (document === undefined) {
    // Field 1, the version, as text: what a CycloneDX Protobuf begins with.
    if (bytes[0] === 0x0a) return (await import('./validate-protobuf.ts')).validateProtobuf(bytes);
    return unknown('found neither JSON, nor CycloneDX Protobuf, nor a BOM-Index');
  }
  const member = (name: string): unknown =>
    typeof document === 'object' && document !== null ? Reflect.get(document, name) : undefined;
  if (member('bomFormat') === 'CycloneDX') {
    const version = member('specVersion');
    if (version === '1.7') return (await import('./validate-cyclonedx.ts')).validateCycloneDx(document);
    if (version === '1.6') return (await import('./validate-cyclonedx-1-6.ts')).validateCycloneDx16(document);
    return unknown(`CycloneDX ${String(version)}: expected 1.7 or 1.6`);
  }
  if (member('@context') !== undefined) return (await import('./validate-spdx3.ts')).validateSpdx3(document);
  if (member('spdxVersion') !== undefined) return (await import('./validate-spdx2.ts')).validateSpdx2(document);
  if (member('merkleRoot') !== undefined)
    return (await import('./validate-composition.ts')).validateComposition(document);
  return unknown('found JSON that is no CycloneDX or SPDX document and no composition');
}

function unknown(problem: string): Validation {
  return { valid: false, schema: 'unknown', version: '', errors: [{ at: '', problem }] };
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.compare(bytes.subarray(0, text.length), Buffer.from(text, 'latin1')) === 0;
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength > limits.databaseBytes) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
