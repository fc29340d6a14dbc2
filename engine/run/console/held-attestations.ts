import type { AttestationRecord } from '#engine/store/index.ts';
import type { ImageId, Sha256 } from '#shared/model/digest.ts';

/**
 * Attestations that were given to images whose first scan runs: rows of the catalog need an image. A job holds them from its
 * begin to its end, so none can be put here that nobody will take.
 */
export class HeldAttestations {
  readonly #jobs = new Map<string, { imageId: ImageId | null; held: Map<Sha256, AttestationRecord> }>();

  open(jobId: string): void {
    this.#jobs.set(jobId, { imageId: null, held: new Map() });
  }

  /** False when the job has ended: then the image is stored, or is not there at all. */
  add(jobId: string, imageId: ImageId, attestation: AttestationRecord): boolean {
    const job = this.#jobs.get(jobId);
    if (!job) return false;
    job.imageId = imageId;
    if (!job.held.has(attestation.sha256)) job.held.set(attestation.sha256, attestation);
    return true;
  }

  of(imageId: ImageId): readonly AttestationRecord[] {
    return [...this.#jobs.values()].flatMap((job) => (job.imageId === imageId ? [...job.held.values()] : []));
  }

  remove(imageId: ImageId, id: Sha256): boolean {
    let removed = false;
    for (const job of this.#jobs.values()) if (job.imageId === imageId) removed = job.held.delete(id) || removed;
    return removed;
  }

  imageOf(jobId: string): ImageId | null {
    return this.#jobs.get(jobId)?.imageId ?? null;
  }

  /** The job ends: what it held is the caller's now. */
  take(jobId: string): readonly AttestationRecord[] {
    const job = this.#jobs.get(jobId);
    this.#jobs.delete(jobId);
    return [...(job?.held.values() ?? [])];
  }
}
