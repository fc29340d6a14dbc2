import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { type Diagnostic, located } from '#shared/model/diagnostic.ts';
import { digestOf, type ImageId } from '#shared/model/digest.ts';
import type { ImageConfig } from '#shared/model/image.ts';
import { repositoriesSchema, type V1Json, v1LayerSchema } from '#shared/schema/oci.ts';
import { pairLayers } from '../image/pair-layers.ts';
import { readImageConfig } from '../image/read-image-config.ts';
import { readJson } from '../json.ts';
import type { DescriptionReader } from '../oci/description-reader.ts';
import { listNamedLayers } from '../oci/list-layers.ts';
import type { Offer, Offers } from '../select/offer.ts';
import type { LoadedImage } from '../types.ts';

/** `<id>/json` of one layer: an image config of its own, with a parent and the command that made it. */
type V1Layer = Readonly<{ id: string; bytes: Buffer; createdBy: string | null }>;

/**
 * The images of an archive of image format version 1: `repositories` names the top layer of each tag, and `<id>/json` the
 * parent of each layer. There is no image config, so the top layer's `json` stands for it; diffIDs are not stated.
 *
 * @throws {ParseError} for `repositories` that cannot be read
 */
export async function offerLegacy(reader: DescriptionReader, repositories: Buffer): Promise<Offers> {
  const names = readJson(repositories, repositoriesSchema, 'repositories');
  const images: Offer[] = [];
  for (const [name, tags] of Object.entries(names)) {
    for (const [tag, id] of Object.entries(tags)) images.push(await offerTop(reader, id, `${name}:${tag}`));
  }
  return { images, others: [], diagnostics: [] };
}

async function offerTop(reader: DescriptionReader, id: string, tag: string): Promise<Offer> {
  const bytes = await readLayerJson(reader, id);
  const imageId = bytes === undefined ? null : (digestOf(sha256(bytes)) as ImageId);
  const platform = bytes === undefined ? null : platformOf(bytes);
  return {
    choice: { positions: [], tags: [tag], digest: null, imageId, platform, present: true },
    digests: imageId === null ? [] : [imageId],
    load: () => loadChain(reader, id, tag),
  };
}

async function loadChain(reader: DescriptionReader, top: string, tag: string): Promise<LoadedImage> {
  const { members } = reader;
  const chain = await readChain(reader, top);
  const topLayer = chain.at(-1);
  if (topLayer === undefined) throw new ParseError({ code: 'missing', what: `${top}/json` });
  const diagnostics: Diagnostic[] = [...members.diagnostics];
  const read = readImageConfig(topLayer.bytes);
  const config: ImageConfig = {
    ...read.config,
    diffIds: [],
    history: chain.map(({ createdBy }) => ({ createdBy, emptyLayer: false })),
  };
  const listed = await listNamedLayers(
    members,
    chain.map(({ id }) => `${id}/layer.tar`),
  );
  const paired = pairLayers(listed, config);
  return {
    source: { kind: 'docker-archive', path: members.path },
    imageId: digestOf(sha256(topLayer.bytes)) as ImageId,
    digests: [],
    tags: [tag],
    config,
    configBytes: topLayer.bytes,
    platform: config.platform,
    layers: paired.layers,
    diagnostics: [...diagnostics, ...read.diagnostics, ...paired.diagnostics].map((d) =>
      located(d, { file: members.path }),
    ),
  };
}

/** Base first. @throws {ParseError} for a missing parent, and for a chain that is longer than any image or bites its tail */
async function readChain(reader: DescriptionReader, top: string): Promise<V1Layer[]> {
  const chain: V1Layer[] = [];
  let id: string | null = top;
  while (id !== null) {
    if (chain.length >= limits.layersPerImage) {
      const seen = chain.length + 1;
      throw new ParseError({
        code: 'limit-exceeded',
        what: 'parents of one image',
        limit: limits.layersPerImage,
        seen,
      });
    }
    const bytes = await readLayerJson(reader, id);
    if (bytes === undefined) throw new ParseError({ code: 'missing', what: `${id.slice(0, 80)}/json` });
    const json: V1Json = readJson(bytes, v1LayerSchema, `${id}/json`);
    chain.push({ id, bytes, createdBy: json.container_config?.Cmd?.join(' ') ?? null });
    id = json.parent || null;
  }
  return chain.reverse();
}

async function readLayerJson(reader: DescriptionReader, id: string): Promise<Buffer | undefined> {
  return reader.member(`${id}/json`);
}

function platformOf(bytes: Buffer): ImageConfig['platform'] {
  try {
    return readImageConfig(bytes).config.platform;
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}
