import { verifyAttestation } from '#engine/attest/verify-attestation.ts';
import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { AttestationRecord } from '#engine/store/index.ts';
import type { AttestationView } from '#shared/model/attestation.ts';
import { hexOf, type ImageId, type Sha256 } from '#shared/model/digest.ts';
import type { ImageDigest } from '#shared/model/image.ts';
import { MAX_ATTESTATIONS } from '../sign-document.ts';
import { listArtifacts } from './artifacts.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { Attestations } from './engine.ts';
import { HeldAttestations } from './held-attestations.ts';
import { imageOrScan } from './image-or-scan.ts';
import type { TrustRootService } from './trust-roots.ts';

const NAMES = { config: 'image ID', manifest: 'manifest digest', index: 'index digest' } as const;

/**
 * Attestations that were given to images. They are kept as bytes and checked anew: keys come and go. Those of an image whose first
 * scan runs are held in memory until it is stored.
 */
export class AttestationService implements Attestations {
  readonly #context: EngineContext;
  readonly #trust: TrustRootService;
  readonly #held = new HeldAttestations();

  constructor(context: EngineContext, trust: TrustRootService) {
    this.#context = context;
    this.#trust = trust;
  }

  async list(imageId: ImageId): Promise<readonly AttestationView[]> {
    const { stored, scan } = await imageOrScan(this.#context, imageId);
    const digests = stored?.digests ?? scan?.stated?.digests ?? [];
    const [kept, keys, documents] = await Promise.all([
      this.#kept(imageId),
      this.#trust.keys(),
      stored ? listArtifacts(this.#context, imageId) : null,
    ]);
    const names = documents && new Map(documents.map(({ id, fileName }) => [hexOf(id), fileName]));
    return kept.map(({ sha256: id, name, bytes, addedAtMs }) => ({
      sha256: id,
      name,
      size: bytes.byteLength,
      addedAtMs,
      ...verifyAttestation(bytes, namesOf(imageId, digests), keys, names),
    }));
  }

  async add(imageId: ImageId, name: string, bytes: Uint8Array): Promise<{ sha256: Sha256 }> {
    const { stored, scan } = await imageOrScan(this.#context, imageId);
    if (bytes.byteLength > limits.attestationMessageBytes)
      throw new EngineError({
        kind: 'large-attestation',
        size: bytes.byteLength,
        most: limits.attestationMessageBytes,
      });
    const digests = stored?.digests ?? scan?.stated?.digests ?? [];
    const { reason, steps } = verifyAttestation(bytes, namesOf(imageId, digests), []);
    // What cannot be read proves nothing, so there is nothing to keep.
    if (reason === 'malformed') throw new EngineError({ kind: 'bad-attestation', why: steps[0]?.detail ?? '' });
    if ((await this.#kept(imageId)).length >= MAX_ATTESTATIONS)
      throw new EngineError({ kind: 'many-attestations', most: MAX_ATTESTATIONS });
    const one = { sha256: sha256(bytes), name, bytes, addedAtMs: this.#context.clock.now() };
    if (stored) await this.#context.store.writer.addAttestation(imageId, one);
    // The scan has ended meanwhile: its image is stored, or it is not there any more, which is said.
    else if (scan && !this.#held.add(scan.jobId, imageId, one)) return await this.add(imageId, name, bytes);
    return { sha256: one.sha256 };
  }

  async remove(imageId: ImageId, id: Sha256): Promise<boolean> {
    const held = this.#held.remove(imageId, id);
    return (await this.#context.store.writer.removeAttestation(imageId, id)) || held;
  }

  /** Before a scan: from now on attestations may be given to its image. */
  hold(jobId: string): void {
    this.#held.open(jobId);
  }

  /** After a scan, however it ended: what was given to its image is stored with it, or dropped where there is no image. */
  async settle(jobId: string): Promise<void> {
    const { reader, writer } = this.#context.store;
    const imageId = this.#held.imageOf(jobId);
    const isStored = imageId !== null && (await reader.findImage(imageId)) !== undefined;
    // They are held until they are stored: whoever looks meanwhile sees them.
    if (isStored) for (const one of this.#held.of(imageId)) await writer.addAttestation(imageId, one);
    const late = this.#held.take(jobId);
    if (isStored) for (const one of late) await writer.addAttestation(imageId, one);
  }

  async #kept(imageId: ImageId): Promise<readonly AttestationRecord[]> {
    // Looked at first: one that is stored meanwhile is seen twice, and counts once.
    const held = this.#held.of(imageId);
    const stored = await this.#context.store.reader.listAttestations(imageId);
    return [...stored, ...held.filter((one) => !stored.some(({ sha256: id }) => id === one.sha256))];
  }
}

/** Every digest that stands for the image. That of an index stands for others too, so it does not count. */
function namesOf(imageId: ImageId, digests: readonly ImageDigest[]): ReadonlyMap<string, string> {
  const own = digests.filter(({ kind }) => kind !== 'index');
  return new Map<string, string>([
    [hexOf(imageId), NAMES.config],
    ...own.map(({ digest, kind }) => [hexOf(digest), NAMES[kind]] as const),
  ]);
}
