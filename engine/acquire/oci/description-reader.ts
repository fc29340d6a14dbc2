import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type Descriptor, indexSchema, type Manifest, manifestSchema } from '#shared/schema/oci.ts';
import { type KnownDigest, knownDigest, verifyDigest } from '../image/digests.ts';
import { checkShape, parseJson } from '../json.ts';
import { type Members, readMember } from '../members.ts';
import { documentKind } from './media-types.ts';

/** What a manifest-like blob turned out to be. */
export type Document =
  Readonly<{ kind: 'index'; manifests: readonly Descriptor[] }> | Readonly<{ kind: 'manifest'; manifest: Manifest }>;

/** Reads the JSON that describes images, verified, and not more of it in all than `limits.descriptionBytes`. */
export class DescriptionReader {
  readonly members: Members;
  readonly #documents = new Map<string, Document>();
  #read = 0;

  constructor(members: Members) {
    this.members = members;
  }

  /** @returns undefined when there is no such member */
  async member(name: string): Promise<Buffer | undefined> {
    return this.#counted(await readMember(this.members, name), name);
  }

  /**
   * The blob of a descriptor, checked first by size, then by digest. A descriptor may carry its content itself.
   *
   * @returns undefined when it is not in the source
   * @throws {ParseError} `malformed` for another size, `digest-mismatch`, `unsupported` for a digest that cannot be computed
   */
  async blob(descriptor: Descriptor, what: string): Promise<Buffer | undefined> {
    const digest = knownDigest(descriptor.digest, what);
    const stored = await readMember(this.members, blobName(digest));
    const bytes = this.#counted(stored ?? embedded(descriptor), what);
    if (bytes === undefined) return undefined;
    const { size } = descriptor;
    // Some tools write 0 or -1 for "not known": then the digest alone counts.
    if (size !== undefined && size !== null && size > 0 && size !== bytes.byteLength) {
      throw new ParseError({
        code: 'malformed',
        what: `${what} ${descriptor.digest}`,
        found: `${bytes.byteLength} bytes`,
        expected: `${size} bytes`,
      });
    }
    verifyDigest(bytes, digest, what);
    return bytes;
  }

  /** The index or manifest of a descriptor. @returns undefined when it is not in the source */
  async document(descriptor: Descriptor): Promise<Document | undefined> {
    const known = this.#documents.get(descriptor.digest);
    if (known !== undefined) return known;
    const bytes = await this.blob(descriptor, 'manifest');
    if (bytes === undefined) return undefined;
    const document = readDocument(bytes, descriptor.mediaType, `manifest ${descriptor.digest}`);
    this.#documents.set(descriptor.digest, document);
    return document;
  }

  #counted(bytes: Buffer | undefined, what: string): Buffer | undefined {
    this.#read += bytes?.byteLength ?? 0;
    if (this.#read > limits.descriptionBytes) {
      throw new ParseError({ code: 'limit-exceeded', what, limit: limits.descriptionBytes, seen: this.#read });
    }
    return bytes;
  }
}

export function blobName({ algorithm, hex }: KnownDigest): string {
  return `blobs/${algorithm}/${hex}`;
}

/**
 * An index or a manifest: as its descriptor says, or as its own fields say where that says nothing.
 *
 * @throws {ParseError} `malformed`, also for a document that is both: two tools would read two different images from it
 * (OCI image-spec, manifest.md, security note on type confusion)
 */
export function readDocument(bytes: Uint8Array, mediaType: string | null | undefined, what: string): Document {
  const json = parseJson(bytes, what);
  const fields = typeof json === 'object' && json !== null ? json : {};
  const stated = documentKind(mediaType);
  const kind = stated === 'unstated' || stated === 'other' ? ('manifests' in fields ? 'index' : 'manifest') : stated;
  if (kind === 'index') {
    const index = checkShape(json, indexSchema, what);
    if (index.layers !== undefined || documentKind(index.mediaType) === 'manifest') throw both(what);
    return { kind, manifests: index.manifests ?? [] };
  }
  const manifest = checkShape(json, manifestSchema, what);
  if (manifest.manifests !== undefined || documentKind(manifest.mediaType) === 'index') throw both(what);
  return { kind: 'manifest', manifest };
}

function both(what: string): ParseError {
  return new ParseError({ code: 'malformed', what, found: 'index and manifest at once', expected: 'one of them' });
}

function embedded(descriptor: Descriptor): Buffer | undefined {
  return typeof descriptor.data === 'string' ? Buffer.from(descriptor.data, 'base64') : undefined;
}
