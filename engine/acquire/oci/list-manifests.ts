import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Digest } from '#shared/model/digest.ts';
import type { Platform } from '#shared/model/image.ts';
import type { Descriptor, Manifest } from '#shared/schema/oci.ts';
import { sha256Digest } from '../image/digests.ts';
import { platformOf } from '../image/read-image-config.ts';
import { isUnknownPlatform } from '../select/platform.ts';
import type { OtherThing } from '../select/offer.ts';
import { type DescriptionReader, readDocument } from './description-reader.ts';
import { documentKind, isEncrypted, isImageConfig, isLayerType } from './media-types.ts';

/** A manifest that index.json leads to, directly or through nested indexes. */
export type ListedManifest = Readonly<{
  /** In index.json, 0-based. */
  position: number;
  tags: readonly string[];
  digest: Digest | null;
  /** Nested indexes that it stands in, outermost first. */
  indexes: readonly Digest[];
  /** As the index states it. */
  platform: Platform | null;
  state:
    | Readonly<{ kind: 'image'; manifest: Manifest }>
    /** Listed, but its blob or the index in between is not in the source. */
    | Readonly<{ kind: 'absent' }>
    | Readonly<{ kind: 'broken'; error: ParseError }>;
}>;

/** A manifest that is of no image, or about one. */
export type ListedApart = Readonly<{ descriptor: Descriptor; tags: readonly string[] }>;

export type ManifestList = Readonly<{
  manifests: readonly ListedManifest[];
  others: readonly OtherThing[];
  /** Attestation manifests, and what is in `others`. */
  apart: readonly ListedApart[];
}>;

type Place = Readonly<{ position: number; tags: readonly string[]; indexes: readonly Digest[]; depth: number }>;

/**
 * Lists the image manifests of an OCI layout; attestation manifests and other artifacts apart.
 *
 * @throws {ParseError} `missing` or `malformed` index.json, `limit-exceeded`
 * @see OCI image-spec, image-layout.md, image-index.md
 */
export async function listManifests(reader: DescriptionReader): Promise<ManifestList> {
  const bytes = await reader.member('index.json');
  if (bytes === undefined) throw new ParseError({ code: 'missing', what: 'index.json' });
  const document = readDocument(bytes, 'application/vnd.oci.image.index.v1+json', 'index.json');
  const walk = new Walk(reader);
  const entries = document.kind === 'index' ? document.manifests : [];
  for (const [position, descriptor] of entries.entries()) {
    await walk.visit(descriptor, { position, tags: tagsOf(descriptor), indexes: [], depth: 1 });
  }
  return walk;
}

class Walk {
  readonly manifests: ListedManifest[] = [];
  readonly others: OtherThing[] = [];
  readonly apart: ListedApart[] = [];
  readonly #reader: DescriptionReader;
  #visited = 0;

  constructor(reader: DescriptionReader) {
    this.#reader = reader;
  }

  async visit(descriptor: Descriptor, place: Place): Promise<void> {
    if (++this.#visited > limits.indexEntries) {
      throw new ParseError({
        code: 'limit-exceeded',
        what: 'image index',
        limit: limits.indexEntries,
        seen: this.#visited,
      });
    }
    if (isAttestation(descriptor)) {
      this.apart.push({ descriptor, tags: place.tags });
      return;
    }
    const { artifactType, mediaType } = descriptor;
    if (artifactType && !isImageConfig(artifactType)) this.#other(descriptor, place, artifactType);
    else if (mediaType && documentKind(mediaType) === 'other') this.#other(descriptor, place, mediaType);
    else await this.#document(descriptor, place);
  }

  async #document(descriptor: Descriptor, place: Place): Promise<void> {
    try {
      const document = await this.#reader.document(descriptor);
      if (document === undefined) this.#manifest(descriptor, place, { kind: 'absent' });
      else if (document.kind === 'manifest') this.#image(descriptor, place, document.manifest);
      else {
        if (place.depth >= limits.indexDepth) {
          throw new ParseError({
            code: 'limit-exceeded',
            what: 'depth of image indexes',
            limit: limits.indexDepth,
            seen: place.depth + 1,
          });
        }
        const digest = sha256Digest(descriptor.digest);
        const indexes = digest === null ? place.indexes : [...place.indexes, digest];
        for (const entry of document.manifests) await this.visit(entry, { ...place, indexes, depth: place.depth + 1 });
      }
    } catch (error) {
      // One broken entry must not hide the others; it is an error only for someone who asks for it.
      if (!(error instanceof ParseError) || error.diagnostic.code === 'limit-exceeded') throw error;
      this.#manifest(descriptor, place, { kind: 'broken', error });
    }
  }

  #image(descriptor: Descriptor, place: Place, manifest: Manifest): void {
    const layers = manifest.layers ?? [];
    const noLayer = layers.every(({ mediaType }) => !isLayerType(mediaType) && !isEncrypted(mediaType ?? ''));
    if (!isImageConfig(manifest.config.mediaType)) {
      this.#other(descriptor, place, manifest.artifactType ?? manifest.config.mediaType ?? 'unknown');
    } else if (layers.length > 0 && noLayer) this.#other(descriptor, place, layers[0]?.mediaType ?? 'unknown');
    else this.#manifest(descriptor, place, { kind: 'image', manifest });
  }

  #manifest(descriptor: Descriptor, place: Place, state: ListedManifest['state']): void {
    const { position, tags, indexes } = place;
    const platform = platformIn(descriptor);
    this.manifests.push({ position, tags, digest: sha256Digest(descriptor.digest), indexes, platform, state });
  }

  #other(descriptor: Descriptor, { position, tags }: Place, type: string): void {
    const digest = sha256Digest(descriptor.digest);
    this.apart.push({ descriptor, tags });
    this.others.push({ positions: [position], tags, digests: digest === null ? [] : [digest], type });
  }
}

/** BuildKit puts what it attests into the image's own index (docs/attestations/attestation-storage.md). */
function isAttestation(descriptor: Descriptor): boolean {
  return (
    descriptor.annotations?.['vnd.docker.reference.type'] !== undefined || isUnknownPlatform(platformIn(descriptor))
  );
}

function platformIn({ platform }: Descriptor): Platform | null {
  return platform ? platformOf(platform.os, platform.architecture, platform.variant, platform['os.version']) : null;
}

/** `ref.name` counts in index.json only; containerd adds the whole name. */
function tagsOf({ annotations }: Descriptor): string[] {
  const tags = [annotations?.['org.opencontainers.image.ref.name'], annotations?.['io.containerd.image.name']].filter(
    (tag) => tag !== undefined && tag !== '',
  );
  return [...new Set(tags as string[])].sort();
}
