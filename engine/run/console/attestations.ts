import { verifyAttestation } from '#engine/attest/verify-attestation.ts';
import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { ImageRecord } from '#engine/store/index.ts';
import type { AttestationView } from '#shared/model/attestation.ts';
import { hexOf, type ImageId, type Sha256 } from '#shared/model/digest.ts';
import { MAX_ATTESTATIONS } from '../sign-document.ts';
import { listArtifacts } from './artifacts.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { Attestations } from './engine.ts';
import type { TrustRootService } from './trust-roots.ts';

const NAMES = { config: 'image ID', manifest: 'manifest digest', index: 'index digest' } as const;

/** Attestations that were given to images. They are kept as bytes and checked anew: keys come and go. */
export class AttestationService implements Attestations {
  readonly #context: EngineContext;
  readonly #trust: TrustRootService;

  constructor(context: EngineContext, trust: TrustRootService) {
    this.#context = context;
    this.#trust = trust;
  }

  async list(imageId: ImageId): Promise<readonly AttestationView[]> {
    const image = await this.#image(imageId);
    const [kept, keys, documents] = await Promise.all([
      this.#context.store.reader.listAttestations(imageId),
      this.#trust.keys(),
      listArtifacts(this.#context, imageId),
    ]);
    const names = new Map(documents.map(({ id, fileName }) => [hexOf(id), fileName]));
    return kept.map(({ sha256: id, name, bytes, addedAtMs }) => ({
      sha256: id,
      name,
      size: bytes.byteLength,
      addedAtMs,
      ...verifyAttestation(bytes, namesOf(image), keys, names),
    }));
  }

  async add(imageId: ImageId, name: string, bytes: Uint8Array): Promise<{ sha256: Sha256 }> {
    const image = await this.#image(imageId);
    if (bytes.byteLength > limits.attestationMessageBytes)
      throw new EngineError({
        kind: 'large-attestation',
        size: bytes.byteLength,
        most: limits.attestationMessageBytes,
      });
    const { reason, steps } = verifyAttestation(bytes, namesOf(image), []);
    // What cannot be read proves nothing, so there is nothing to keep.
    if (reason === 'malformed') throw new EngineError({ kind: 'bad-attestation', why: steps[0]?.detail ?? '' });
    const { reader, writer } = this.#context.store;
    if ((await reader.listAttestations(imageId)).length >= MAX_ATTESTATIONS)
      throw new EngineError({ kind: 'many-attestations', most: MAX_ATTESTATIONS });
    const id = sha256(bytes);
    await writer.addAttestation(imageId, { sha256: id, name, bytes, addedAtMs: this.#context.clock.now() });
    return { sha256: id };
  }

  async remove(imageId: ImageId, id: Sha256): Promise<boolean> {
    return await this.#context.store.writer.removeAttestation(imageId, id);
  }

  async #image(imageId: ImageId): Promise<ImageRecord> {
    const image = await this.#context.store.reader.findImage(imageId);
    if (!image) throw new EngineError({ kind: 'no-image', imageId });
    return image;
  }
}

/** Every digest that stands for the image. That of an index stands for others too, so it does not count. */
function namesOf({ imageId, digests }: ImageRecord): ReadonlyMap<string, string> {
  const own = digests.filter(({ kind }) => kind !== 'index');
  return new Map<string, string>([
    [hexOf(imageId), NAMES.config],
    ...own.map(({ digest, kind }) => [hexOf(digest), NAMES[kind]] as const),
  ]);
}
