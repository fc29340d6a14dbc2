import { randomUUID } from 'node:crypto';
import type { Signer } from '#engine/ports/signer.ts';
import type {
  AttestationView,
  DocumentAttestation,
  SignerView,
  SigningOutcome,
  SigningRecord,
} from '#shared/model/attestation.ts';
import type { ArtifactView } from '#shared/model/artifact.ts';
import { type Digest, hexOf, type ImageId } from '#shared/model/digest.ts';
import { SIGN_KIND, type SignPayload } from '../jobs/sign-payload.ts';
import { assertAttestable, attestable, signDocument } from '../sign-document.ts';
import { listArtifacts } from './artifacts.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { Attestations, Signings } from './engine.ts';

/** One that killed its process is not tried again by itself. */
const MAX_ATTEMPTS = 1;

type Parts = Readonly<{ signer: Signer | null; attestations: Attestations; onJob: (id: string) => void }>;

/** Documents that are signed, through the job queue: a signer may be slow, and may say no. */
export class SigningService implements Signings {
  readonly #context: EngineContext;
  readonly #parts: Parts;

  constructor(context: EngineContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  async signer(): Promise<SignerView> {
    const { signer } = this.#parts;
    if (!signer) return { state: 'none' };
    const answer = await signer.identity(new AbortController().signal);
    return answer.granted
      ? { state: 'ready', identity: answer.identity }
      : { state: 'refuses', name: signer.name, refusal: answer.refusal };
  }

  async list(imageId: ImageId): Promise<readonly DocumentAttestation[]> {
    const [artifacts, attestations, signings] = await Promise.all([
      listArtifacts(this.#context, imageId),
      this.#parts.attestations.list(imageId),
      this.#context.store.reader.listSignings(imageId),
    ]);
    return artifacts.map((artifact) => documentOf(artifact, attestations, signings));
  }

  async start(imageId: ImageId, id: Digest): Promise<Readonly<{ jobId: string }>> {
    if (!this.#parts.signer) throw new EngineError({ kind: 'no-signer' });
    const { fileName } = await this.#attestable(imageId, id);
    const payload: SignPayload = { imageId, id, fileName };
    // Each is asked for by somebody: the same document again is another signature.
    const { store, runner } = this.#context;
    const made = await store.queue.enqueue({
      kind: SIGN_KIND,
      idempotencyKey: randomUUID(),
      payload,
      maxAttempts: MAX_ATTEMPTS,
    });
    this.#parts.onJob(made.id);
    runner.wake();
    return { jobId: made.id };
  }

  /** What the job does. */
  async work({ imageId, id }: SignPayload, signal: AbortSignal): Promise<SigningOutcome> {
    const { store, clock } = this.#context;
    const { signer } = this.#parts;
    if (!signer) throw new EngineError({ kind: 'no-signer' });
    const artifact = await this.#attestable(imageId as ImageId, id as Digest);
    const image = await store.reader.findImage(imageId as ImageId);
    if (!image) throw new EngineError({ kind: 'no-image', imageId });
    return (await signDocument({ store, clock, signer }, image, artifact, signal)).outcome;
  }

  async #attestable(imageId: ImageId, id: Digest): Promise<ArtifactView> {
    const found = (await listArtifacts(this.#context, imageId)).find((one) => one.id === id);
    if (!found) throw new EngineError({ kind: 'no-document', id });
    assertAttestable(found);
    return found;
  }
}

/** One that holds is shown before others, else the newest. A refusal takes nothing from what is there. */
function documentOf(
  artifact: ArtifactView,
  attestations: readonly AttestationView[],
  signings: readonly SigningRecord[],
): DocumentAttestation {
  const { id } = artifact;
  const about = attestations.filter(({ document }) => document === id);
  const shown = about.findLast(({ badge }) => badge === 'verified') ?? about.at(-1);
  const own = signings.filter(({ artifactId }) => artifactId === hexOf(id));
  const refused = own[0]?.outcome.kind === 'refused';
  const badge = shown ?? { badge: 'unverified', reason: refused ? 'signer-refused' : 'none-found' };
  return {
    id,
    attestable: attestable(artifact),
    badge: badge.badge,
    reason: badge.reason,
    attestation: shown?.sha256 ?? null,
    signings: own,
  };
}
