import { sha256 } from '#engine/bytes/sha256.ts';
import type { ArtifactCommit, BlobStore, LayerCommit, ScanCommit } from '#engine/store/index.ts';
import { putArtifactBytes } from '#engine/store/index.ts';
import type { Component } from '#shared/model/component.ts';
import { digestOf, type DiffId, type ImageId } from '#shared/model/digest.ts';
import type { Evidence } from '#shared/model/evidence.ts';

/** An image id made of any words. */
export const imageIdOf = (name: string): ImageId => digestOf(sha256(`image ${name}`)) as ImageId;
export const diffIdOf = (name: string): DiffId => digestOf(sha256(`layer ${name}`)) as DiffId;

/** A small Debian package with two pieces of evidence. */
export function componentOf(name: string, more: Partial<Component> = {}): Component {
  return {
    key: `pkg:deb/debian/${name}@1.0?arch=amd64`,
    purl: `pkg:deb/debian/${name}@1.0?arch=amd64`,
    type: 'deb',
    name,
    version: '1.0',
    arch: 'amd64',
    source: { name, version: '1.0' },
    state: 'installed',
    origin: 'package-db',
    layers: { introduced: 0, recordWritten: 0, lastModified: 0, removed: null },
    licences: [{ text: 'MIT', spdx: 'MIT' }],
    details: { section: 'libs' },
    occurrences: [{ path: '/var/lib/dpkg/status', layer: 0 }],
    dependencies: [],
    files: [`/usr/bin/${name}`],
    missingFiles: [],
    evidence: [evidenceOf('/var/lib/dpkg/status'), evidenceOf(`/usr/share/doc/${name}/copyright`)],
    ...more,
  };
}

function evidenceOf(path: string): Evidence {
  return {
    source: 'os-package-database',
    method: 'manifest-analysis',
    proves: 'component',
    analyzer: 'os/dpkg-status@1',
    locator: {
      layerIndex: 0,
      diffId: diffIdOf('base'),
      path,
      container: [],
      kind: 'lines',
      segments: [{ from: 0, to: 10 }],
      sha256: sha256(path),
    },
  };
}

/** Puts a layer's index and pack, and says how to commit them. */
export async function layerCommitOf(blobs: BlobStore, name: string): Promise<LayerCommit> {
  const index = await blobs.put(Buffer.from(`index of ${name}`));
  const pack = await blobs.put(Buffer.from(`pack of ${name}`));
  const diffId = diffIdOf(name);
  return {
    layer: {
      diffId,
      indexSha256: index.sha256,
      packSha256: pack.sha256,
      indexVersion: 1,
      entryCount: 3,
      uncompressedSize: 10_240,
      diagnostics: [],
    },
    blob: { digest: digestOf(sha256(`blob ${name}`)), diffId, size: 1000, mediaType: null, compression: 'gzip' },
    facts: [
      { sha256: sha256(`file ${name}`), analyzerKey: 'os/dpkg-status@1', outcome: { status: 'complete', facts: [] } },
    ],
  };
}

/** Puts a document and says how to commit it as an image's inventory. */
export async function artifactCommitOf(blobs: BlobStore, image: ImageId, text: string): Promise<ArtifactCommit> {
  return {
    artifact: {
      ...(await putArtifactBytes(blobs, Buffer.from(text))),
      mediaType: 'application/vnd.cyclonedx+json; version=1.7',
      validation: { schema: 'cyclonedx 1.7', valid: true, problems: [] },
    },
    path: `images/${image}/inventory.cdx.json.zst`,
    key: {
      imageId: image,
      chainId: null,
      otherImageId: null,
      kind: 'sbom',
      format: 'cdx-json',
      view: 'inventory',
      profile: 'full',
      analyzerSet: 'set-1',
      hints: '',
    },
    retentionClass: 'default',
  };
}

/** A whole scan of an image of one layer, with everything put that it names. `more.graph` replaces parts of the graph. */
export async function scanCommitOf(
  blobs: BlobStore,
  name: string,
  more: Partial<Omit<ScanCommit, 'graph'>> & { graph?: Partial<ScanCommit['graph']> } = {},
): Promise<ScanCommit> {
  const imageId = imageIdOf(name);
  const config = await blobs.put(Buffer.from(`config of ${name}`));
  const layer = { index: 0, diffId: diffIdOf(name), createdBy: 'COPY . /' };
  return {
    source: { kind: 'docker-archive', path: `/images/${name}.tar` },
    digests: [{ digest: imageId, kind: 'config', provenance: 'layout' }],
    tags: [`example/${name}:1`],
    layers: [{ ...layer, digest: digestOf(sha256(`blob ${name}`)), size: 1000, complete: true }],
    analyzerSet: 'set-1',
    blobs: [{ sha256: config.sha256, role: 'config' }],
    newLayers: [await layerCommitOf(blobs, name)],
    facts: [],
    trust: [],
    artifacts: [await artifactCommitOf(blobs, imageId, `inventory of ${name}`)],
    ...more,
    graph: {
      imageId,
      config: null,
      layers: [layer],
      distro: null,
      components: [componentOf('alpha'), componentOf('beta')],
      fileCounts: { dir: 3, file: 7 },
      diagnostics: [],
      complete: true,
      ...more.graph,
    },
  };
}
