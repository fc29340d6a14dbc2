import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { sha256 } from '#engine/bytes/sha256.ts';
import { digestOf, hexOf, type DiffId, type Digest, type ImageId } from '#shared/model/digest.ts';
import type { Platform } from '#shared/model/image.ts';
import { dir, file, symlink, tar, type TarEntry } from './tar.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

/** A layer of a hand-made image: entries, or the bytes of a tar made elsewhere. */
export type LayerSpec = Readonly<{
  entries?: readonly TarEntry[];
  tar?: Uint8Array;
  compression?: Compression;
  createdBy?: string;
}>;

export type ImageSpec = Readonly<{
  layers: readonly LayerSpec[];
  tags?: readonly string[];
  platform?: Platform;
  created?: string;
  env?: readonly string[];
  entrypoint?: readonly string[];
  cmd?: readonly string[];
  workingDir?: string;
  user?: string;
  /** Replaces the history that follows from the layers; null leaves it out. */
  history?: readonly Readonly<Record<string, unknown>>[] | null;
  /** Top-level config fields that replace or join the others: for configs that no tool would write. */
  moreConfig?: Readonly<Record<string, unknown>>;
}>;

export type BuiltLayer = Readonly<{
  tar: Uint8Array;
  diffId: DiffId;
  blob: Uint8Array;
  digest: Digest;
  mediaType: string;
}>;

/** An image with all its bytes and digests; the functions below put it into containers. */
export type BuiltImage = Readonly<{
  imageId: ImageId;
  config: Uint8Array;
  manifest: Uint8Array;
  manifestDigest: Digest;
  platform: Platform;
  layers: readonly BuiltLayer[];
  tags: readonly string[];
}>;

/** Files by name, as they lie in a layout folder or archive. */
export type Files = ReadonlyMap<string, Uint8Array>;

export const configType = 'application/vnd.oci.image.config.v1+json';
export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
export const indexType = 'application/vnd.oci.image.index.v1+json';

/** Builds an image; every digest follows from the bytes. */
export function image(spec: ImageSpec): BuiltImage {
  const layers = spec.layers.map(buildLayer);
  const platform = spec.platform ?? { os: 'linux', architecture: 'amd64' };
  const history =
    spec.history === undefined
      ? spec.layers.map((layer, i) => ({ created_by: layer.createdBy ?? `layer ${i}` }))
      : spec.history;
  const config = json({
    ...platformJson(platform),
    ...(spec.created === undefined ? {} : { created: spec.created }),
    config: {
      ...(spec.env && { Env: spec.env }),
      ...(spec.entrypoint && { Entrypoint: spec.entrypoint }),
      ...(spec.cmd && { Cmd: spec.cmd }),
      ...(spec.workingDir !== undefined && { WorkingDir: spec.workingDir }),
      ...(spec.user !== undefined && { User: spec.user }),
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    ...(history === null ? {} : { history }),
    ...spec.moreConfig,
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: manifestType,
    config: descriptor(configType, config),
    layers: layers.map((layer) => descriptor(layer.mediaType, layer.blob)),
  });
  const imageId = digest(config) as ImageId;
  return { imageId, config, manifest, manifestDigest: digest(manifest), platform, layers, tags: spec.tags ?? [] };
}

/**
 * A `docker save` archive.
 *
 * - `classic`: `<id>/layer.tar`, a repeated layer as a symlink to the first; `podman`: every `<id>/layer.tar` a symlink to
 *   `<diffID>.tar`; both with layers uncompressed.
 * - `hybrid`: blobs as built, manifest.json and an OCI index beside it.
 * - `legacy`: `repositories` and a chain of `<id>/json` only.
 *
 * @param replace files that replace, join or (undefined) leave out what would be there
 */
export function dockerArchive(
  images: readonly BuiltImage[],
  style: 'classic' | 'hybrid' | 'podman' | 'legacy' = 'classic',
  replace: Readonly<Record<string, Uint8Array | undefined>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = new Map<string, TarEntry>();
  const add = (entry: TarEntry): void => void entries.set(entry.name, entry);
  const items = images.map((built) => {
    if (style === 'hybrid') return hybridItem(built);
    const ids = built.layers.map((_, i) => legacyId(built, i));
    built.layers.forEach((layer, i) => addLayer(add, built, ids, i, style, layer));
    if (style !== 'legacy') add(file(`${hexOf(built.imageId)}.json`, built.config));
    const layers = ids.map((id) => `${id}/layer.tar`);
    return {
      Config: `${hexOf(built.imageId)}.json`,
      RepoTags: built.tags.length > 0 ? built.tags : null,
      Layers: layers,
    };
  });
  if (style === 'hybrid') for (const [name, content] of ociLayout(images)) add(file(name, content));
  if (style !== 'legacy') add(file('manifest.json', json(items)));
  if (style === 'legacy' || style === 'classic') add(file('repositories', json(repositories(images))));
  for (const [name, content] of Object.entries(replace)) {
    if (content === undefined) entries.delete(name);
    else add(file(name, content));
  }
  return tar([...entries.values()]);
}

/**
 * Files of an OCI layout.
 *
 * @param nested put all images into one nested index under this tag (a multi-platform image); else each stands in index.json
 */
export function ociLayout(images: readonly BuiltImage[], nested?: string): Files {
  const files = new Map<string, Uint8Array>();
  const blob = (bytes: Uint8Array): void => void files.set(`blobs/sha256/${sha256(bytes)}`, bytes);
  for (const built of images)
    for (const bytes of [built.config, built.manifest, ...built.layers.map((l) => l.blob)]) blob(bytes);
  const manifests = images.flatMap((built) => {
    const entry = { ...descriptor(manifestType, built.manifest), platform: platformJson(built.platform) };
    if (nested !== undefined || built.tags.length === 0) return [entry];
    return built.tags.map((tag) => ({ ...entry, annotations: refName(tag) }));
  });
  let index = json({ schemaVersion: 2, mediaType: indexType, manifests });
  if (nested !== undefined) {
    blob(index);
    index = json({ schemaVersion: 2, manifests: [{ ...descriptor(indexType, index), annotations: refName(nested) }] });
  }
  files.set('index.json', index);
  files.set('oci-layout', json({ imageLayoutVersion: '1.0.0' }));
  return files;
}

/** A tar of files in their order, for OCI archives and for anything put together by hand. */
export function archiveOf(files: Files, prefix = ''): Uint8Array<ArrayBuffer> {
  return tar([...files].map(([name, content]) => file(`${prefix}${name}`, content)));
}

/** Writes files below a folder, which is made if need be. */
export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function compressed(bytes: Uint8Array, compression: Compression): Uint8Array {
  if (compression === 'gzip') return gzipSync(bytes);
  return compression === 'zstd' ? zstdCompressSync(bytes) : bytes;
}

export function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

export function digest(bytes: Uint8Array): Digest {
  return digestOf(sha256(bytes));
}

/** An OCI descriptor of bytes. */
export function descriptor(mediaType: string, bytes: Uint8Array): { mediaType: string; digest: Digest; size: number } {
  return { mediaType, digest: digest(bytes), size: bytes.byteLength };
}

function buildLayer(spec: LayerSpec): BuiltLayer {
  const bytes = spec.tar ?? tar(spec.entries ?? []);
  const compression = spec.compression ?? 'none';
  const blob = compressed(bytes, compression);
  const mediaType = `application/vnd.oci.image.layer.v1.tar${compression === 'none' ? '' : `+${compression}`}`;
  return { tar: bytes, diffId: digest(bytes) as DiffId, blob, digest: digest(blob), mediaType };
}

function hybridItem(built: BuiltImage): unknown {
  const path = (of: Digest): string => `blobs/sha256/${hexOf(of)}`;
  return {
    Config: path(built.imageId),
    RepoTags: built.tags.length > 0 ? built.tags : null,
    Layers: built.layers.map((layer) => path(layer.digest)),
  };
}

function addLayer(
  add: (entry: TarEntry) => void,
  built: BuiltImage,
  ids: readonly string[],
  i: number,
  style: 'classic' | 'podman' | 'legacy',
  layer: BuiltLayer,
): void {
  const id = ids[i] ?? '';
  const last = i === built.layers.length - 1;
  const v1 = { id, ...(i > 0 && { parent: ids[i - 1] }), container_config: { Cmd: [`layer ${i}`] } };
  add(dir(id));
  add(file(`${id}/VERSION`, '1.0'));
  add(file(`${id}/json`, json(last ? { ...v1, ...platformJson(built.platform) } : v1)));
  const first = built.layers.findIndex((other) => other.diffId === layer.diffId);
  if (style === 'podman') {
    add(file(`${hexOf(layer.diffId)}.tar`, layer.tar));
    add(symlink(`${id}/layer.tar`, `../${hexOf(layer.diffId)}.tar`));
  } else if (first < i) add(symlink(`${id}/layer.tar`, `../${ids[first]}/layer.tar`));
  else add(file(`${id}/layer.tar`, layer.tar));
}

/** Image ids of format version 1 have no fixed rule; this one follows from the chain. */
function legacyId(built: BuiltImage, i: number): string {
  return sha256(
    built.layers
      .slice(0, i + 1)
      .map((layer) => layer.diffId)
      .join(' '),
  );
}

function repositories(images: readonly BuiltImage[]): Record<string, Record<string, string>> {
  const byName: Record<string, Record<string, string>> = {};
  for (const built of images) {
    for (const name of built.tags) {
      const colon = name.lastIndexOf(':');
      (byName[name.slice(0, colon)] ??= {})[name.slice(colon + 1)] = legacyId(built, built.layers.length - 1);
    }
  }
  return byName;
}

function refName(tag: string): Record<string, string> {
  return { 'org.opencontainers.image.ref.name': tag };
}

function platformJson(platform: Platform): Record<string, string> {
  const { os, architecture, variant, osVersion } = platform;
  return { os, architecture, ...(variant && { variant }), ...(osVersion && { 'os.version': osVersion }) };
}
