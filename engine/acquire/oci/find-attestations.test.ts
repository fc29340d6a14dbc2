import { describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { statement } from '#engine/testing/attestations.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { archiveOf, descriptor, dockerArchive, type Files, json, manifestType } from '#engine/testing/image.ts';
import { arm, blob, layout, one, open } from '#engine/testing/opened-image.ts';
import { openImage } from '#engine/testing/source.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { Digest } from '#shared/model/digest.ts';

const IN_TOTO = 'application/vnd.in-toto+json';
type Beside = Readonly<{
  /** Of its only layer. */
  mediaType?: string;
  content?: Uint8Array;
  /** More of its entry in index.json, and of its manifest. */
  entry: object;
  manifest?: object;
}>;

/** The images with attestation manifests beside them in index.json. */
function beside(...things: readonly Beside[]): Files {
  const config = json({});
  const blobs: Record<string, Uint8Array> = { [`blobs/sha256/${sha256(config)}`]: config };
  const entries = things.map(({ mediaType = IN_TOTO, content = statement(one.manifestDigest), entry, manifest }) => {
    const bytes = json({
      schemaVersion: 2,
      config: descriptor('application/vnd.oci.image.config.v1+json', config),
      layers: [descriptor(mediaType, content)],
      ...manifest,
    });
    for (const put of [content, bytes]) blobs[`blobs/sha256/${sha256(put)}`] = put;
    return { ...descriptor(manifestType, bytes), ...entry };
  });
  const images = [one, arm].map((image) => ({ ...descriptor(manifestType, image.manifest), platform: image.platform }));
  return layout([one, arm], { ...blobs, 'index.json': json({ schemaVersion: 2, manifests: [...images, ...entries] }) });
}

const about = (image: Digest) => ({
  platform: { os: 'unknown', architecture: 'unknown' },
  annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': image },
});
const referrer = (subject: Digest) => ({
  entry: { artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
  manifest: { subject: { mediaType: manifestType, digest: subject, size: 1 } },
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
});
const tagged = (tag: string) => ({
  entry: {
    artifactType: 'application/vnd.dsse.envelope.v1+json',
    annotations: { 'org.opencontainers.image.ref.name': tag },
  },
  mediaType: 'application/vnd.dsse.envelope.v1+json',
});

const amd = { platform: 'linux/amd64' };
const found = async (files: Files) => {
  const { attestations, diagnostics } = await open(archiveOf(files), amd);
  const odd = diagnostics.flatMap(({ code, ...more }) =>
    'what' in more && more.what.includes('beside') ? [`${code}: ${more.what}`] : [],
  );
  return { of: attestations.map(({ digest }) => digest.slice(7)), odd };
};
const hash = sha256(statement(one.manifestDigest));

describe('attestations beside an image', () => {
  it.for<[name: string, thing: Beside]>([
    ['an attestation manifest of BuildKit', { entry: about(one.manifestDigest) }],
    ['a referrer', referrer(one.manifestDigest)],
    ['a tag of cosign', tagged(`sha256-${one.manifestDigest.slice(7)}.att`)],
    ['a tag in place of referrers', tagged(`sha256-${one.manifestDigest.slice(7)}`)],
  ])('%s is found', async ([, thing]) => {
    expect(await found(beside(thing))).toEqual({ of: [hash], odd: [] });
  });

  it.for<[name: string, thing: Beside]>([
    ['of another image of the same index', { entry: about(arm.manifestDigest) }],
    ['that refers to another image', referrer(arm.manifestDigest)],
    ['under the tag of another image', tagged(`sha256-${arm.manifestDigest.slice(7)}.att`)],
    ['about nothing', { ...tagged('v1') }],
    [
      'of a kind that is none',
      { entry: about(one.manifestDigest), mediaType: 'application/vnd.oci.image.layer.v1.tar' },
    ],
  ])('one %s is left alone', async ([, thing]) => {
    expect(await found(beside(thing))).toEqual({ of: [], odd: [] });
  });

  it('the same one in two places counts once, and images stay what they are', async () => {
    const files = beside({ entry: about(one.manifestDigest) }, referrer(one.manifestDigest));
    expect(await found(files)).toEqual({ of: [hash], odd: [] });
    expect((await open(archiveOf(files), { platform: 'linux/arm64' })).attestations).toEqual([]);
  });

  it('what is named and not here, or not readable, is an anomaly', async () => {
    const files = new Map(beside({ entry: about(one.manifestDigest) }));
    files.delete(`blobs/sha256/${hash}`);
    expect(await found(files)).toEqual({
      of: [],
      odd: ['anomaly: an attestation beside the image that is not here whole'],
    });
    const simple = 'application/vnd.dev.cosign.simplesigning.v1+json';
    expect((await found(beside({ entry: about(one.manifestDigest), mediaType: simple }))).odd).toEqual([
      'anomaly: a signature beside the image that is not read',
    ]);
  });

  it('an archive with manifest.json and index.json has those of its index.json', async () => {
    const item = { Config: blob(one.imageId), RepoTags: ['alpine:3'], Layers: one.layers.map((l) => blob(l.digest)) };
    const files = beside({ entry: about(one.manifestDigest) });
    const hybrid = new Map([...files, ['manifest.json', json([item])]] as const);
    expect(await found(hybrid)).toEqual({ of: [hash], odd: [] });
  });

  it('an archive without index.json has none', async () => {
    expect((await open(dockerArchive([one], 'classic'))).attestations).toEqual([]);
  });

  it.skipIf(corpus === undefined)('a real archive of containerd has its provenance', async () => {
    await using folder = await tempFolder();
    const path = corpusFile('images', 'oci-archive/snyk-containerd-busybox-single-arch-with-attestation-manifest.tar');
    const { attestations } = await openImage(folder.path, path);
    expect(attestations.map(({ digest, region }) => [digest, region.size])).toEqual([
      ['sha256:4f62f95682318843696bbf8eb884d5c904c1f2fa70c0f0523bf2cac8f902db14', 993],
    ]);
  });
});
