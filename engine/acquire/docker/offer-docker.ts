import { ParseError } from '#engine/bytes/parse-error.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { type Diagnostic, located } from '#shared/model/diagnostic.ts';
import { digestOf, type ImageId } from '#shared/model/digest.ts';
import type { ImageConfig, Platform } from '#shared/model/image.ts';
import type { DockerManifestItem } from '#shared/schema/oci.ts';
import { digestInName } from '../image/digests.ts';
import { fit, type ListedLayer, pairLayers } from '../image/pair-layers.ts';
import { readImageConfig } from '../image/read-image-config.ts';
import type { DescriptionReader } from '../oci/description-reader.ts';
import { listNamedLayers, listOciLayers } from '../oci/list-layers.ts';
import { listManifests, type ListedManifest } from '../oci/list-manifests.ts';
import { isForeignType } from '../oci/media-types.ts';
import { configOf, imageDigests, offerOf } from '../oci/offer-oci.ts';
import { type Offer, type Offers, sortedUnion } from '../select/offer.ts';
import type { LoadedImage } from '../types.ts';

/**
 * The images of a `docker save` archive by its manifest.json. Docker 25 and later write an OCI index beside it: that tells
 * manifest digests, steps in where manifest.json does not fit the config, and may hold images that manifest.json leaves out
 * (further platforms).
 */
export async function offerDocker(reader: DescriptionReader, items: readonly DockerManifestItem[]): Promise<Offers> {
  const diagnostics: Diagnostic[] = [];
  const beside = await manifestsBeside(reader, diagnostics);
  const images: Offer[] = [];
  for (const [position, item] of items.entries()) {
    images.push(await offerItem(reader, item, position, beside));
  }
  const taken = new Set(images.map((offer) => offer.choice.imageId));
  for (const listed of beside) {
    const more = await offerBeside(reader, listed);
    if (more !== undefined && !taken.has(more.choice.imageId)) images.push(more);
  }
  return { images, others: [], diagnostics };
}

/** What a bad index beside a good manifest.json says is only worth telling. */
async function manifestsBeside(
  reader: DescriptionReader,
  diagnostics: Diagnostic[],
): Promise<readonly ListedManifest[]> {
  try {
    const found = await reader.members.find('index.json');
    return found === undefined ? [] : (await listManifests(reader)).manifests;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    diagnostics.push({ code: 'anomaly', what: 'an index.json that is not used', found: error.message });
    return [];
  }
}

async function offerBeside(reader: DescriptionReader, listed: ListedManifest): Promise<Offer | undefined> {
  const { state } = listed;
  if (state.kind === 'broken') return undefined;
  if (state.kind === 'image') {
    // An engine keeps manifests of platforms that it never pulled: without any layer there is nothing to choose.
    const layers = await listOciLayers(reader.members, state.manifest.layers ?? []);
    if (layers.every((layer) => layer.region === null)) return undefined;
  }
  const offer = await offerOf(reader, listed);
  // `@N` counts manifest.json.
  return offer && { ...offer, choice: { ...offer.choice, positions: [] } };
}

async function offerItem(
  reader: DescriptionReader,
  item: DockerManifestItem,
  position: number,
  beside: readonly ListedManifest[],
): Promise<Offer> {
  const { imageId, platform } = await identify(reader, item);
  const listed = beside.find(
    ({ state }) => state.kind === 'image' && imageId !== null && state.manifest.config.digest === imageId,
  );
  const tags = sortedUnion(item.RepoTags ?? []);
  const digest = listed?.digest ?? null;
  return {
    choice: { positions: [position], tags, digest, imageId, platform, present: true },
    digests: [imageId, digest, ...(listed?.indexes ?? [])].filter((known) => known !== null),
    load: () => loadItem(reader, item, listed),
  };
}

async function identify(
  reader: DescriptionReader,
  item: DockerManifestItem,
): Promise<{ imageId: ImageId | null; platform: Platform | null }> {
  const named = digestInName(item.Config) as ImageId | null;
  try {
    const bytes = await reader.member(item.Config);
    if (bytes === undefined) return { imageId: named, platform: null };
    return { imageId: digestOf(sha256(bytes)) as ImageId, platform: readImageConfig(bytes).config.platform };
  } catch (error) {
    // Whoever asks for this image meets the error again; it must not hide the others.
    if (error instanceof ParseError && error.diagnostic.code !== 'limit-exceeded')
      return { imageId: named, platform: null };
    throw error;
  }
}

async function loadItem(
  reader: DescriptionReader,
  item: DockerManifestItem,
  beside: ListedManifest | undefined,
): Promise<LoadedImage> {
  const { members } = reader;
  const diagnostics: Diagnostic[] = [...members.diagnostics];
  const configBytes = await reader.member(item.Config);
  const imageId = imageIdOf(configBytes, item);
  const config = configBytes === undefined ? null : configOf(configBytes, diagnostics);
  if (config === null) diagnostics.push({ code: 'missing', what: `the image config ${item.Config}` });
  const chosen = await chooseLayers(reader, item, beside, config);
  if (chosen.diagnostic) diagnostics.push(chosen.diagnostic);
  const paired = pairLayers(chosen.layers, config);
  const manifest = chosen.besideFits ? beside : undefined;
  return {
    source: { kind: 'docker-archive', path: members.path },
    imageId,
    digests: imageDigests(imageId, manifest?.digest ?? null, manifest?.indexes ?? [], provenanceOf(manifest)),
    tags: sortedUnion(item.RepoTags ?? []),
    config,
    configBytes: configBytes ?? new Uint8Array(),
    platform: config?.platform ?? beside?.platform ?? null,
    layers: paired.layers,
    diagnostics: [...diagnostics, ...paired.diagnostics].map((d) => located(d, { file: members.path })),
  };
}

type Chosen = Readonly<{ layers: readonly ListedLayer[]; besideFits: boolean; diagnostic: Diagnostic | null }>;

/**
 * manifest.json's layers, unless only the OCI manifest's fit the config. Docker 25.0.0 wrote OCI manifests without layers, and
 * repacked archives have manifest.json cut down: the diffIDs decide.
 */
async function chooseLayers(
  reader: DescriptionReader,
  item: DockerManifestItem,
  beside: ListedManifest | undefined,
  config: ImageConfig | null,
): Promise<Chosen> {
  const named = await listNamedLayers(reader.members, item.Layers ?? []);
  const other =
    beside?.state.kind === 'image'
      ? await listOciLayers(reader.members, beside.state.manifest.layers ?? [])
      : undefined;
  const otherFit = other === undefined ? 0 : fit(other, config);
  if (other !== undefined && otherFit > fit(named, config)) {
    const found = `${named.length} layers in manifest.json, ${other.length} in the OCI manifest`;
    const what = 'a manifest.json that does not fit its config; the OCI manifest does';
    return { layers: other, besideFits: true, diagnostic: { code: 'anomaly', what, found } };
  }
  const besideFits = otherFit === 2;
  const found = `${other?.length ?? 0} layers, ${named.length} in manifest.json`;
  const diagnostic: Diagnostic | null =
    other === undefined || besideFits
      ? null
      : { code: 'anomaly', what: 'an OCI manifest that does not fit its config and is not used', found };
  return { layers: withTypes(named, item, besideFits ? other : undefined, config), besideFits, diagnostic };
}

/** Media types are known from the OCI manifest, or from where the engine says that the layer came from. */
function withTypes(
  layers: readonly ListedLayer[],
  item: DockerManifestItem,
  other: readonly ListedLayer[] | undefined,
  config: ImageConfig | null,
): readonly ListedLayer[] {
  return layers.map((layer, i) => {
    const same = other?.[i]?.digest === layer.digest ? other?.[i] : undefined;
    const source = item.LayerSources?.[config?.diffIds[i] ?? ''];
    const sourceType = source?.digest === layer.digest ? (source?.mediaType ?? null) : null;
    const foreign = isForeignType(source?.mediaType) || (same?.foreign ?? false);
    return { ...layer, mediaType: same?.mediaType ?? sourceType, foreign };
  });
}

/**
 * Engines that store layers uncompressed have no manifest of their own and make one up when they save; those that store what a
 * registry sent write that, and its layers are compressed.
 */
function provenanceOf(listed: ListedManifest | undefined): 'layout' | 'synthesised' {
  const layers = listed?.state.kind === 'image' ? (listed.state.manifest.layers ?? []) : [];
  return layers.some((layer) => /[+.](gzip|zstd)$/.test(layer.mediaType ?? '')) ? 'layout' : 'synthesised';
}

/** @throws {ParseError} `digest-mismatch` when the config is not what its name says */
function imageIdOf(configBytes: Uint8Array | undefined, item: DockerManifestItem): ImageId {
  const named = digestInName(item.Config);
  if (configBytes === undefined) return (named ?? digestOf(sha256(JSON.stringify(item)))) as ImageId;
  const found = digestOf(sha256(configBytes));
  if (named !== null && named !== found) {
    throw new ParseError({ code: 'digest-mismatch', what: `image config ${item.Config}`, found, expected: named });
  }
  return found as ImageId;
}
