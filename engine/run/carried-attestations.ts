import type { AcquiredAttestation } from '#engine/acquire/index.ts';
import { verifyAttestation } from '#engine/attest/verify-attestation.ts';
import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { readRegion } from '#engine/layers/read-region.ts';
import type { AttestationRecord, Store } from '#engine/store/index.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { hexOf, type ImageId } from '#shared/model/digest.ts';
import { MAX_ATTESTATIONS } from './sign-document.ts';

/** An attestation that came with its image. `name`: of its blob in the layout. */
export type CarriedAttestation = Omit<AttestationRecord, 'addedAtMs'>;

export type Carried = Readonly<{ attestations: readonly CarriedAttestation[]; diagnostics: readonly Diagnostic[] }>;

/** Reads attestations that lie beside an image. What cannot be kept is an anomaly: the image is whole without it. */
export async function readCarried(listed: readonly AcquiredAttestation[]): Promise<Carried> {
  const attestations: CarriedAttestation[] = [];
  const diagnostics: Diagnostic[] = [];
  let left = limits.carriedAttestationBytes;
  for (const { digest, region } of listed) {
    const name = `blobs/sha256/${hexOf(digest)}`;
    const odd = (found: string): void =>
      void diagnostics.push({ code: 'anomaly', what: `the attestation ${name}, which is not kept`, found });
    if (attestations.length >= MAX_ATTESTATIONS) odd(`more than ${MAX_ATTESTATIONS} of one image`);
    else if (region.size > limits.attestationBytes) odd(`${region.size} bytes, at most ${limits.attestationBytes}`);
    else if (region.size > left) odd(`more than ${limits.carriedAttestationBytes} bytes of attestations of one image`);
    else {
      const bytes = await bytesOf(region);
      const found = sha256(bytes);
      const [step] = verifyAttestation(bytes, new Map(), []).steps;
      if (found !== hexOf(digest)) odd(`bytes of sha256:${found}`);
      // What cannot be read proves nothing, so there is nothing to keep.
      else if (step?.state === 'failed') odd(step.detail);
      else {
        left -= bytes.byteLength;
        attestations.push({ sha256: found, name, bytes });
      }
    }
  }
  return { attestations, diagnostics };
}

/** Gives an image that is stored what came with it. What it has already stays as it is. */
export async function keepCarried(
  { reader, writer }: Store,
  imageId: ImageId,
  carried: readonly CarriedAttestation[],
  addedAtMs: number,
): Promise<void> {
  if (carried.length === 0) return;
  const kept = await reader.listAttestations(imageId);
  const known = new Set<string>(kept.map((one) => one.sha256));
  const fresh = carried.filter((one) => !known.has(one.sha256));
  for (const one of fresh.slice(0, Math.max(0, MAX_ATTESTATIONS - kept.length)))
    await writer.addAttestation(imageId, { ...one, addedAtMs });
}

async function bytesOf(region: AcquiredAttestation['region']): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readRegion(region)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
