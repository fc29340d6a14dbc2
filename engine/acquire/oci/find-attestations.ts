import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Digest } from '#shared/model/digest.ts';
import type { Manifest } from '#shared/schema/oci.ts';
import { knownDigest, sha256Digest } from '../image/digests.ts';
import type { AcquiredAttestation, AcquiredImage, BlobRegion } from '../types.ts';
import { blobName, type DescriptionReader } from './description-reader.ts';
import { listManifests, type ListedApart, type ManifestList } from './list-manifests.ts';

/** Statements, DSSE envelopes and Sigstore bundles of any version: what they are is read from their bytes. */
const ATTESTATION =
  /^application\/(?:vnd\.in-toto\+json|vnd\.dsse\.envelope\.v1\+json|vnd\.dev\.sigstore\.bundle[.+].*)$/;
/** A signature of cosign over a payload of its own: no statement. */
const SIMPLE_SIGNING = 'application/vnd.dev.cosign.simplesigning.v1+json';

export type FoundAttestations = Pick<AcquiredImage, 'attestations' | 'diagnostics'>;

/**
 * Attestations beside an image in its OCI layout, in the order of index.json: BuildKit's attestation manifests
 * (docs/attestations/attestation-storage.md), referrers (OCI image-spec, manifest.md, `subject`) and cosign's tag
 * `sha256-<hex>.att`. Whether they are about this image their statements say; here it is what the layout says.
 *
 * Nothing about them is an error of the image: what cannot be read is an anomaly.
 */
export async function findAttestations(
  reader: DescriptionReader,
  { imageId, digests }: Pick<AcquiredImage, 'imageId' | 'digests'>,
): Promise<FoundAttestations> {
  const diagnostics: Diagnostic[] = [];
  const attestations = new Map<Digest, AcquiredAttestation>();
  const odd = (what: string, found: string): void => void diagnostics.push({ code: 'anomaly', what, found });
  const list = await listed(reader);
  const own = new Set<string>(digests.flatMap(({ kind, digest }) => (kind === 'manifest' ? [digest] : [])));
  for (const { digest, state } of list.manifests)
    if (digest !== null && state.kind === 'image' && state.manifest.config.digest === imageId) own.add(digest);
  for (const one of list.apart) {
    const manifest = await manifestAbout(reader, one, own, odd);
    for (const { mediaType, digest } of manifest?.layers ?? []) {
      if (mediaType === SIMPLE_SIGNING) odd('a signature beside the image that is not read', 'cosign, simple signing');
      if (!ATTESTATION.test(mediaType ?? '')) continue;
      const region = await wholeBlob(reader, digest);
      if (region) attestations.set(digest as Digest, { digest: digest as Digest, region });
      else odd('an attestation beside the image that is not here whole', digest);
    }
  }
  return { attestations: [...attestations.values()], diagnostics };
}

/** What index.json lists. That it is damaged is said where images are looked for. */
async function listed(reader: DescriptionReader): Promise<Pick<ManifestList, 'manifests' | 'apart'>> {
  try {
    if ((await reader.members.find('index.json')) !== undefined) return await listManifests(reader);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
  return { manifests: [], apart: [] };
}

/** Where a blob lies; undefined when it is not here, cut short, or named by a digest that cannot be computed. */
async function wholeBlob({ members }: DescriptionReader, digest: string): Promise<BlobRegion | undefined> {
  try {
    if (sha256Digest(digest) === null) return undefined;
    const member = await members.find(blobName(knownDigest(digest, 'attestation')));
    return member && member.region.size === member.declaredSize ? member.region : undefined;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return undefined;
  }
}

/** The manifest, if it says to be about one of these. */
async function manifestAbout(
  reader: DescriptionReader,
  { descriptor, tags }: ListedApart,
  own: ReadonlySet<string>,
  odd: (what: string, found: string) => void,
): Promise<Manifest | undefined> {
  const stated = [descriptor.annotations?.['vnd.docker.reference.digest'], ...tags.map(subjectInTag)];
  const isStated = stated.some((digest) => digest !== undefined && own.has(digest));
  // What says to be about another image is not read for its `subject`.
  if (!isStated && stated.some((digest) => digest !== undefined)) return undefined;
  try {
    const document = await reader.document(descriptor);
    if (document === undefined && isStated)
      odd('an attestation beside the image that is not here whole', descriptor.digest);
    if (document?.kind !== 'manifest') return undefined;
    return isStated || own.has(document.manifest.subject?.digest ?? '') ? document.manifest : undefined;
  } catch (error) {
    // Another artifact's damage is not this image's.
    if (!(error instanceof ParseError)) throw error;
    if (isStated) odd('an attestation manifest that cannot be read', error.message);
    return undefined;
  }
}

/** `sha256-<hex>.att`, as cosign names what it attests, and `sha256-<hex>`, where a registry knows no referrers. */
function subjectInTag(tag: string): string | undefined {
  const [, hex] = /(?:^|:)sha256-([0-9a-f]{64})(?:\.[a-z]+)?$/.exec(tag) ?? [];
  return hex === undefined ? undefined : `sha256:${hex}`;
}
