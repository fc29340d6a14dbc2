import { createHash } from 'node:crypto';
import { cpSync, linkSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/tools.ts';

type Descriptor = { mediaType: string; digest: string; size: number; annotations?: Record<string, string> };
type Manifest = { config: Descriptor; layers: Descriptor[] };
type Config = { rootfs: { diff_ids: string[] }; history?: { empty_layer?: boolean }[] };

/** An OCI layout folder with one image, read with nothing but JSON. */
export class OciLayout {
  readonly folder: string;
  readonly tag: string;
  readonly manifest: Manifest;
  readonly config: Config;

  constructor(folder: string, tag: string) {
    this.folder = folder;
    this.tag = tag;
    const { manifests } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { manifests: Descriptor[] };
    const found = manifests.find(({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] === tag);
    if (!found) throw new Error(`no ${tag} in ${folder}`);
    this.manifest = this.#json(found) as Manifest;
    this.config = this.#json(this.manifest.config) as Config;
  }

  blobFile(descriptor: Descriptor): string {
    return join(this.folder, 'blobs/sha256', descriptor.digest.slice('sha256:'.length));
  }

  /** A layout with the first `count` layers only, under the same tag; blobs are hard links to the same files. */
  cut(count: number, folder: string): OciLayout {
    const { history = [], ...config } = this.config;
    let layers = 0;
    const kept = history.filter(({ empty_layer: empty }) => (empty ? layers < count : layers++ < count));
    const cutConfig = {
      ...config,
      history: kept,
      rootfs: { ...config.rootfs, diff_ids: config.rootfs.diff_ids.slice(0, count) },
    };
    mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
    cpSync(join(this.folder, 'oci-layout'), join(folder, 'oci-layout'));
    for (const name of readdirSync(join(this.folder, 'blobs/sha256')))
      linkSync(join(this.folder, 'blobs/sha256', name), join(folder, 'blobs/sha256', name));
    const manifest = {
      ...this.manifest,
      config: writeBlob(folder, this.manifest.config.mediaType, cutConfig),
      layers: this.manifest.layers.slice(0, count),
    };
    writeIndex(folder, this.tag, manifest);
    return new OciLayout(folder, this.tag);
  }

  /** Makes this folder's image another one: the same config and blobs, as the new manifest lists them. */
  replaceManifest(manifest: Manifest): void {
    writeIndex(this.folder, this.tag, manifest);
  }

  /** Puts a layer on top of the image, in this folder, with umoci. */
  addLayer(tarFile: string): OciLayout {
    run('umoci', ['raw', 'add-layer', '--image', `${this.folder}:${this.tag}`, tarFile]);
    return new OciLayout(this.folder, this.tag);
  }

  /** Unpacks the image into a folder that does not exist, with umoci. */
  unpack(folder: string): void {
    run('umoci', ['raw', 'unpack', '--image', `${this.folder}:${this.tag}`, folder]);
  }

  #json(descriptor: Descriptor): unknown {
    return JSON.parse(readFileSync(this.blobFile(descriptor), 'utf8'));
  }
}

function writeIndex(folder: string, tag: string, manifest: Manifest): void {
  const annotations = { 'org.opencontainers.image.ref.name': tag };
  const entry = { ...writeBlob(folder, 'application/vnd.oci.image.manifest.v1+json', manifest), annotations };
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
}

function writeBlob(folder: string, mediaType: string, value: unknown): Descriptor {
  const bytes = Buffer.from(JSON.stringify(value));
  const hex = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(folder, 'blobs/sha256', hex), bytes);
  return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
}
