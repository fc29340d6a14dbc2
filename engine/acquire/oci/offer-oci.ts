import { ParseError } from '#engine/bytes/parse-error.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { located, type Diagnostic } from '#shared/model/diagnostic.ts';
import { type Digest, digestOf, type ImageId } from '#shared/model/digest.ts';
import type { ImageConfig, ImageDigest, Platform } from '#shared/model/image.ts';
import type { Manifest } from '#shared/schema/oci.ts';
import { sha256Digest } from '../image/digests.ts';
import { fit, type ListedLayer, pairLayers } from '../image/pair-layers.ts';
import { readImageConfig } from '../image/read-image-config.ts';
import type { Offer, Offers } from '../select/offer.ts';
import { isUnknownPlatform } from '../select/platform.ts';
import type { LoadedImage } from '../types.ts';
import type { DescriptionReader } from './description-reader.ts';
import { listLayersByDiffId, listOciLayers } from './list-layers.ts';
import { type ListedManifest, listManifests } from './list-manifests.ts';

/** The images of an OCI layout, folder or archive. @throws {ParseError} when index.json cannot be used */
export async function offerOci(reader: DescriptionReader): Promise<Offers> {
  const list = await listManifests(reader);
  const images: Offer[] = [];
  for (const listed of list.manifests) {
    const offer = await offerOf(reader, listed);
    if (offer !== undefined) images.push(offer);
  }
  return { images, others: list.others, diagnostics: [] };
}

/** @returns undefined for an attestation that only its config gives away */
export async function offerOf(reader: DescriptionReader, listed: ListedManifest): Promise<Offer | undefined> {
  const { state } = listed;
  const imageId = state.kind === 'image' ? (sha256Digest(state.manifest.config.digest) as ImageId | null) : null;
  const platform = listed.platform ?? (state.kind === 'image' ? await platformInConfig(reader, state.manifest) : null);
  if (isUnknownPlatform(platform)) return undefined;
  const { tags, digest, indexes } = listed;
  return {
    choice: { positions: [listed.position], tags, digest, imageId, platform, present: state.kind !== 'absent' },
    digests: [imageId, digest, ...indexes].filter((known) => known !== null),
    load: () => loadOci(reader, listed, platform),
  };
}

async function loadOci(
  reader: DescriptionReader,
  listed: ListedManifest,
  platform: Platform | null,
): Promise<LoadedImage> {
  const { state } = listed;
  if (state.kind === 'broken') throw state.error;
  if (state.kind === 'absent') throw new ParseError({ code: 'missing', what: `the manifest ${listed.digest ?? ''}` });
  const { members } = reader;
  const diagnostics: Diagnostic[] = [...members.diagnostics];
  const configBytes = await reader.blob(state.manifest.config, 'image config');
  const config = configBytes === undefined ? null : configOf(configBytes, diagnostics);
  if (config === null) diagnostics.push({ code: 'missing', what: `the image config ${state.manifest.config.digest}` });
  const paired = pairLayers(await layersOf(reader, state.manifest, config, diagnostics), config);
  const imageId = imageIdOf(configBytes, state.manifest);
  return {
    source: { kind: members.kind === 'archive' ? 'oci-archive' : 'oci-layout', path: members.path },
    imageId,
    digests: imageDigests(imageId, listed.digest, listed.indexes, 'layout'),
    tags: listed.tags,
    config,
    configBytes: configBytes ?? new Uint8Array(),
    platform: config?.platform ?? platform,
    layers: paired.layers,
    diagnostics: [...diagnostics, ...paired.diagnostics].map((d) => located(d, { file: members.path })),
  };
}

/** The config's part of `diagnostics` is added to them. */
export function configOf(bytes: Uint8Array, diagnostics: Diagnostic[]): ImageConfig {
  const read = readImageConfig(bytes);
  diagnostics.push(...read.diagnostics);
  return read.config;
}

export function imageDigests(
  imageId: ImageId,
  manifest: Digest | null,
  indexes: readonly Digest[],
  provenance: ImageDigest['provenance'],
): ImageDigest[] {
  return [
    { digest: imageId, kind: 'config', provenance: 'layout' },
    ...(manifest === null ? [] : [{ digest: manifest, kind: 'manifest', provenance } as const]),
    ...indexes.map((digest) => ({ digest, kind: 'index', provenance }) as const),
  ];
}

async function layersOf(
  reader: DescriptionReader,
  manifest: Manifest,
  config: ImageConfig | null,
  diagnostics: Diagnostic[],
): Promise<ListedLayer[]> {
  const listed = await listOciLayers(reader.members, manifest.layers ?? []);
  if (config === null || fit(listed, config) === 2) return listed;
  const byDiffId = await listLayersByDiffId(reader.members, config);
  if (byDiffId === undefined) return listed;
  diagnostics.push({
    code: 'anomaly',
    what: 'a manifest that does not list the layers of its config; the diffIDs decide',
    found: `${listed.length} of ${config.diffIds.length}`,
  });
  return byDiffId;
}

/** A config that is named by another algorithm gets the same identity as everywhere else. */
function imageIdOf(configBytes: Uint8Array | undefined, manifest: Manifest): ImageId {
  const stated = sha256Digest(manifest.config.digest);
  if (stated !== null) return stated as ImageId;
  if (configBytes === undefined) throw new ParseError({ code: 'missing', what: 'the image config' });
  return digestOf(sha256(configBytes)) as ImageId;
}

async function platformInConfig(reader: DescriptionReader, manifest: Manifest): Promise<Platform | null> {
  try {
    const bytes = await reader.blob(manifest.config, 'image config');
    return bytes === undefined ? null : readImageConfig(bytes).config.platform;
  } catch (error) {
    // Whoever asks for this image meets the error again; it must not hide the others.
    if (error instanceof ParseError && error.diagnostic.code !== 'limit-exceeded') return null;
    throw error;
  }
}
