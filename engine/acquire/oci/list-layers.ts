import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ImageConfig } from '#shared/model/image.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { Descriptor } from '#shared/schema/oci.ts';
import { digestInName, knownDigest, sha256Digest } from '../image/digests.ts';
import type { ListedLayer } from '../image/pair-layers.ts';
import type { Member, Members } from '../members.ts';
import { blobName } from './description-reader.ts';
import { isEncrypted, isForeignType, isLayerType } from './media-types.ts';

/** The layers of an OCI manifest, with where their blobs lie. Nothing of a blob is read. */
export async function listOciLayers(members: Members, descriptors: readonly Descriptor[]): Promise<ListedLayer[]> {
  checkCount(descriptors.length);
  const layers: ListedLayer[] = [];
  for (const descriptor of descriptors) layers.push(await ociLayer(members, descriptor));
  return layers;
}

/**
 * Layers by the diffIDs of the config, for layouts whose blobs are uncompressed and whose manifest does not list them
 * (Docker 25.0.0 wrote an empty `layers`).
 *
 * @returns undefined unless all are there
 */
export async function listLayersByDiffId(members: Members, config: ImageConfig): Promise<ListedLayer[] | undefined> {
  const layers: ListedLayer[] = [];
  for (const diffId of config.diffIds) {
    const layer = await namedLayer(members, blobName(knownDigest(diffId, 'layer')));
    if (layer.region === null) return undefined;
    layers.push(layer);
  }
  return layers;
}

/** Layers of an archive that are given by member names. */
export async function listNamedLayers(members: Members, names: readonly string[]): Promise<ListedLayer[]> {
  checkCount(names.length);
  const layers: ListedLayer[] = [];
  for (const name of names) layers.push(await namedLayer(members, name));
  return layers;
}

async function namedLayer(members: Members, name: string): Promise<ListedLayer> {
  // Docker on Windows wrote its own separators.
  const member = await find(members, name.replaceAll('\\', '/'));
  return {
    digest: digestInName(name),
    mediaType: null,
    foreign: false,
    region: regionOf(member),
    problem: problemOf(member, name),
  };
}

async function ociLayer(members: Members, descriptor: Descriptor): Promise<ListedLayer> {
  const { mediaType } = descriptor;
  const common = {
    digest: sha256Digest(descriptor.digest),
    mediaType: mediaType ?? null,
    foreign: isForeignType(mediaType),
  };
  if (!isLayerType(mediaType)) {
    const found = isEncrypted(mediaType ?? '') ? 'encryption' : `media type ${mediaType}`;
    return { ...common, region: null, problem: { code: 'unsupported', what: 'layer', found } };
  }
  const name = layerBlobName(descriptor);
  const member = typeof name === 'string' ? await find(members, name) : name;
  const problem = problemOf(member, descriptor.digest) ?? sizeProblem(member, descriptor);
  return { ...common, region: regionOf(member), problem };
}

function layerBlobName(descriptor: Descriptor): string | ParseError {
  try {
    return blobName(knownDigest(descriptor.digest, 'layer'));
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
}

/** What cannot be used in place is a fact about this layer alone. */
async function find(members: Members, name: string): Promise<Member | ParseError | undefined> {
  try {
    return await members.find(name);
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
}

function regionOf(member: Member | ParseError | undefined): ListedLayer['region'] {
  return member === undefined || member instanceof ParseError ? null : member.region;
}

function problemOf(member: Member | ParseError | undefined, name: string): Diagnostic | null {
  if (member === undefined) return { code: 'missing', what: `the blob ${name}` };
  if (member instanceof ParseError) return member.diagnostic;
  const { region, declaredSize } = member;
  if (region.size >= declaredSize) return null;
  const at = { from: region.offset, to: region.offset + declaredSize };
  return { code: 'truncated', what: `the blob ${name}`, at, available: region.size };
}

function sizeProblem(member: Member | ParseError | undefined, { digest, size }: Descriptor): Diagnostic | null {
  const found: Bytes | undefined = member instanceof ParseError ? undefined : member?.declaredSize;
  // 0 and -1 stand for "not known" in foreign layers of sloppy tools.
  if (found === undefined || size === undefined || size === null || size <= 0 || size === found) return null;
  return { code: 'malformed', what: `the blob ${digest}`, found: `${found} bytes`, expected: `${size} bytes` };
}

function checkCount(count: number): void {
  if (count <= limits.layersPerImage) return;
  throw new ParseError({
    code: 'limit-exceeded',
    what: 'layers of one image',
    limit: limits.layersPerImage,
    seen: count,
  });
}
