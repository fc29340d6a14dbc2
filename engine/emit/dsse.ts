import { createHash } from 'node:crypto';
import type { Sha256 } from '#shared/model/digest.ts';

/** What the envelope of a CycloneDX fragment says that its payload is. */
export const FRAGMENT_PAYLOAD_TYPE = 'application/vnd.cyclonedx+json';

/**
 * SHA-256 of what a DSSE 1.0.2 signature is over: `DSSEv1 <length> <type> <length> <payload>`, lengths in bytes. Whoever signs a
 * document later, or checks a signature, can compare it without our tools.
 */
export function dssePaeSha256(payloadType: string, payload: Uint8Array): Sha256 {
  const type = Buffer.from(payloadType);
  return createHash('sha256')
    .update(`DSSEv1 ${type.byteLength} `)
    .update(type)
    .update(` ${payload.byteLength} `)
    .update(payload)
    .digest('hex') as Sha256;
}
