import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { hashedDiffIds, openImage, refusal, type Wish } from '#engine/testing/source.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { folderMembers } from './folder-members.ts';
import { DescriptionReader } from './oci/description-reader.ts';
import { listManifests } from './oci/list-manifests.ts';
import { printPlatform } from './select/platform.ts';

const at = (path: string): string => corpusFile('images', path);
const readJson = (path: string): unknown => JSON.parse(readFileSync(at(path), 'utf8'));

type RootFs = {
  platform: string;
  diff_ids: string[];
  config: { Env?: string[]; Entrypoint?: string[]; Cmd?: string[] };
};

/** `name[@tag][.arch].rootfs.json`: what skopeo and umoci made of it. */
function truths(): { truth: string; path: string; wish: Wish }[] {
  if (corpus === undefined) return [];
  return ['docker-archive', 'oci-archive', 'oci-layout'].flatMap((folder) =>
    readdirSync(at(folder))
      .filter((name) => name.endsWith('.rootfs.json'))
      .map((name) => {
        const stem = name.slice(0, -'.rootfs.json'.length);
        if (folder !== 'oci-layout') return { truth: `${folder}/${name}`, path: `${folder}/${stem}`, wish: {} };
        const [, layout = '', image, arch = ''] = /^(.*?)(?:@(.*))?\.(amd64|arm64)$/.exec(stem) ?? [];
        const hasPlatforms = !/^(fanal|rules_docker)/.test(layout);
        const wish = { ...(image && { image }), ...(hasPlatforms && { platform: `linux/${arch}` }) };
        return { truth: `${folder}/${name}`, path: `${folder}/${layout}`, wish };
      }),
  );
}

/** One image of several was flattened; which one, its diffIDs say. */
const chosen: Record<string, Wish> = { 'docker-archive/gcr-test_bundle.tar': { image: '@0' } };

describe.skipIf(corpus === undefined)('images that skopeo and umoci unpack', () => {
  it.for(truths())('$truth', async ({ truth, path, wish }) => {
    await using folder = await tempFolder();
    const want = readJson(truth) as RootFs;
    const image = await openImage(folder.path, at(path), chosen[path] ?? wish);
    expect(image.layers.map((layer) => layer.diffId)).toEqual(want.diff_ids);
    // The regions are the layers: their bytes have these diffIDs.
    expect(hashedDiffIds(image)).toEqual(want.diff_ids);
    expect(printPlatform(image.platform)).toBe(want.platform);
    expect({ env: image.config?.env, entrypoint: image.config?.entrypoint, cmd: image.config?.cmd }).toEqual({
      env: want.config.Env ?? [],
      entrypoint: want.config.Entrypoint ?? null,
      cmd: want.config.Cmd ?? null,
    });
    expect(image.diagnostics.filter((d) => d.code !== 'anomaly')).toEqual([]);
    expect(image.layers.every((layer) => layer.createdBy !== null) || image.config?.history.length === 0).toBe(true);
  });
});

const refused: Record<string, { code: string; says: string }> = {
  'docker-archive/gcr-null_manifest.tar': { code: 'not-an-image', says: 'lists no image: null' },
  'docker-archive/gcr-test_bundle.tar': { code: 'ambiguous', says: 'test_image_2 (linux/amd64), test_image_1' },
  'docker-archive/gcr-test_link.tar': { code: 'ambiguous', says: 'bazel/v1/tarball:test_image_3' },
  'docker-archive/snyk-dockergoof.tar': { code: 'damaged', says: 'found "4 in the manifest", expected 9' },
  'docker-archive/snyk-nginx-os-release-link.tar': { code: 'damaged', says: 'found "1 in the manifest", expected 3' },
  'oci-archive/snyk-unsupported-image.tar': { code: 'not-an-image', says: 'begins with notes.txt, readme.txt' },
  'oci-layout/apko-golden': { code: 'ambiguous', says: '(linux/arm64)' },
  'oci-layout/containers-image-delete_image_multiple_images': { code: 'ambiguous', says: '3.17.5 (linux/amd64)' },
  'oci-layout/containers-image-name_lookups': { code: 'damaged', says: 'Cannot find the manifest sha256:aaaa' },
  'oci-layout/fanal-test_bad_index_json.oci': { code: 'damaged', says: 'index.json: found "foobar", expected JSON' },
  'oci-layout/fanal-test_no_valid_manifests.oci': { code: 'not-an-image', says: 'a list without images' },
  'oci-layout/gcr-test_index_media_type': { code: 'not-an-image', says: 'application/vnd.cncf.helm.config.v1+json' },
  'oci-layout/imgutil-busybox-multi-platform': { code: 'damaged', says: 'Cannot find the manifest sha256:f5b92021' },
  'oci-layout/oras-zot-images': { code: 'ambiguous', says: 'linux-armv7 (linux/arm/v7)' },
  'oci-layout/regclient-testrepo': { code: 'ambiguous', says: 'and 9 more' },
  'oci-layout/rules_docker-test_index2': { code: 'damaged', says: 'Cannot find index.json' },
  'oci-layout/rules_docker-test_index3': { code: 'damaged', says: 'Cannot find the manifest sha256:4817a495' },
  'oci-layout/stereoscope-invalid_file': { code: 'damaged', says: 'index.json: found "", expected JSON' },
  'oci-layout/stereoscope-multiplatform_oci_dir': { code: 'ambiguous', says: '(linux/arm64)' },
  'oci-layout/stereoscope-valid_manifest': { code: 'damaged', says: 'found "0 bytes", expected 424 bytes' },
};

describe.skipIf(corpus === undefined)('sources that give no image by themselves', () => {
  it.for(Object.entries(refused))('%s', async ([path, { code, says }]) => {
    await using folder = await tempFolder();
    const error = await refusal(folder.path, at(path));
    expect(error.code).toBe(code);
    expect(error.message).toContain(says);
  });

  it('are all that the peers call malformed, but for two that load', () => {
    const malformed = Object.keys(readJson('malformed.expected.json') as object);
    expect(malformed.filter((path) => refused[path] === undefined)).toEqual([
      'docker-archive/scalibr-symlink-cycle.tar',
      'docker-archive/scalibr-symlink-attack.tar',
    ]);
  });

  it.for(corpus === undefined ? [] : readdirSync(at('layers')))('a single layer: %s', async (name) => {
    await using folder = await tempFolder();
    const error = await refusal(folder.path, at(`layers/${name}`));
    expect([error.code, error.message]).toEqual(['not-an-image', expect.stringContaining('a tar archive without')]);
  });
});

/** What the peer pair refuses and we open: each differs for a reason. */
const opened: { refusal: string; wish?: Wish; diagnostics: string[]; hashed: (boolean | null)[] }[] = [
  // Their layer does not match its diffID: that is found when the layer is read, and the rest of the image is told.
  { refusal: 'docker-archive/snyk-java-windows.tar', diagnostics: [], hashed: [false] },
  // Cut down by hand: manifest.json has 1 layer of 4; the OCI manifest has all, three of them absent.
  {
    refusal: 'oci-archive/snyk-oci-with-manifest.tar',
    diagnostics: ['anomaly', 'malformed', 'missing', 'missing', 'missing'],
    hashed: [false, null, null, null],
  },
  // Several images: the peer takes exactly one, we take a choice.
  { refusal: 'docker-archive/gcr-test_link.tar', wish: { image: '@0' }, diagnostics: [], hashed: [true] },
  { refusal: 'docker-archive/gcr-test_link.tar', wish: { image: '@1' }, diagnostics: [], hashed: [true, true] },
  // Docker media types in a layout are the same as OCI's.
  { refusal: 'oci-layout/gcr-test_index@1.amd64', wish: { image: '1' }, diagnostics: [], hashed: [true] },
  { refusal: 'oci-layout/gcr-test_index@3.amd64', wish: { image: '3' }, diagnostics: [], hashed: [true] },
  // A config without `rootfs`: nothing to compare the layers with, but they are there.
  {
    refusal: 'oci-layout/oras-zot-images@linux-amd64.amd64',
    wish: { image: 'linux-amd64' },
    diagnostics: ['anomaly', 'anomaly'],
    hashed: [false],
  },
];

describe.skipIf(corpus === undefined)('images that skopeo and umoci refuse', () => {
  it.for(opened)('we open $refusal $wish.image', async ({ refusal: name, wish, diagnostics, hashed }) => {
    await using folder = await tempFolder();
    const image = await openImage(folder.path, at(name.replace(/@.*/, '')), wish);
    expect(image.diagnostics.map((d) => d.code)).toEqual(diagnostics);
    const found = hashedDiffIds(image);
    expect(image.layers.map(({ diffId }, i) => found[i] && found[i] === diffId)).toEqual(hashed);
  });

  it.for([
    ['containers-image-delete_image_multiple_images', { image: '1.0.0' }, 'damaged', 'found "584 bytes", expected 585'],
    ['gcr-test_index', { image: '2' }, 'not-an-image', 'only application/vnd.oci.descriptor.v1+json'],
    ['oras-zot-images', { image: 'empty_index' }, 'no-such-image', 'linux-armv7'],
    ['oras-zot-images', { image: 'foobar' }, 'not-an-image', 'only application/vnd.unknown.config.v1+json'],
    ['oras-zot-images', { image: 'nonjson-config' }, 'not-an-image', 'only application/vnd.unknown.config.v1+json'],
    ['regclient-testrepo', { image: 'loop' }, 'not-an-image', 'only application/example.child'],
    ['regclient-testrepo', { image: 'v1', platform: 'windows/amd64' }, 'no-such-platform', 'v1 (linux/arm64)'],
    ['oras-zot-images', { image: 'multi', platform: 'linux/s390x' }, 'no-such-platform', '(linux/arm/v7)'],
  ] as const)('we refuse %s %o', async ([layout, wish, code, says]) => {
    await using folder = await tempFolder();
    const error = await refusal(folder.path, at(`oci-layout/${layout}`), wish);
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(says)]);
  });

  it('covers every refusal of theirs', () => {
    const layerCutShort = 'is seen when the layer is inflated';
    const seenLater: Record<string, string> = {
      'oci-layout/containers-image-delete_image_multiple_images@3.amd64': layerCutShort,
      'oci-layout/containers-image-delete_image_multiple_images@3.16.7.amd64': layerCutShort,
      'oci-layout/containers-image-delete_image_multiple_images@1.0.0.amd64': 'above',
      'oci-layout/gcr-test_index@2.amd64': 'above',
      'oci-layout/gcr-test_index_media_type.amd64': 'in `refused`',
      'oci-layout/oras-zot-images@empty_index.amd64': 'above',
      'oci-layout/oras-zot-images@empty_index.arm64': 'above',
      'oci-layout/oras-zot-images@foobar.amd64': 'above',
      'oci-layout/oras-zot-images@foobar.arm64': 'above',
      'oci-layout/oras-zot-images@linux-amd64.arm64': 'the same image',
      'oci-layout/regclient-testrepo@loop.amd64': 'above',
      'oci-layout/regclient-testrepo@loop.arm64': 'above',
    };
    const names = Object.keys(readJson('peer-refusals.json') as object);
    const known = new Set([...Object.keys(refused), ...Object.keys(seenLater), ...opened.map((o) => o.refusal)]);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});

type LayoutFacts = { index: string; tags: string[]; platforms: string[]; missing: string[] };
const facts = corpus === undefined ? {} : (readJson('oci-layout/layouts.facts.json') as Record<string, LayoutFacts>);

describe.skipIf(corpus === undefined)('layouts.facts.json', () => {
  it.for(Object.entries(facts).filter(([, { index }]) => index === 'ok'))('%s', async ([layout, want]) => {
    const { manifests, others } = await listManifests(new DescriptionReader(folderMembers(at(`oci-layout/${layout}`))));
    const tags = new Set([...manifests, ...others].flatMap((listed) => listed.tags));
    // An index without entries has a tag and nothing behind it; containerd writes the full name beside the tag.
    const expected = new Set(want.tags.filter((tag) => tag !== 'empty_index'));
    expect(new Set([...tags].filter((tag) => !tag.startsWith('docker.io/')))).toEqual(expected);
    const platforms = new Set(manifests.map((m) => printPlatform(m.platform).replace(/ \(.*/, '')));
    platforms.delete('unknown platform');
    for (const platform of platforms) expect(want.platforms).toContain(platform);
    const absent = manifests.filter(({ state }) => state.kind === 'absent').map(({ digest }) => digest);
    for (const digest of absent) expect(want.missing).toContain(digest);
  });
});

describe.skipIf(corpus === undefined)('choices', () => {
  it.for([
    ['oci-layout/regclient-testrepo', { image: 'v1', platform: 'linux/arm64' }, 'linux/arm64'],
    ['oci-layout/regclient-testrepo', { image: 'b1', platform: 'linux/arm/v8' }, undefined],
    ['oci-layout/regclient-testrepo', { image: 'b1', platform: 'linux/armhf' }, 'linux/arm/v7'],
    ['oci-layout/regclient-testrepo', { image: 'b1', platform: 'linux/arm/v6' }, 'linux/arm/v6'],
    [
      'oci-layout/stereoscope-multiplatform_oci_dir',
      { image: 'multi-platform', platform: 'linux/aarch64' },
      'linux/arm64',
    ],
    ['oci-layout/stereoscope-multiplatform_oci_dir', { image: 'sha256:e7c26a4' }, 'linux/amd64'],
    ['oci-layout/stereoscope-multiplatform_oci_dir', { image: 'a1a8d08', platform: 'linux/arm64' }, 'linux/arm64'],
    ['oci-layout/apko-golden', { image: '@1' }, 'linux/arm64'],
    ['oci-archive/snyk-containerd-busybox.arm64.tar', { image: 'docker.io/library/busybox' }, 'linux/arm64'],
    ['oci-archive/snyk-containerd-busybox.arm64.tar', { platform: 'linux/arm64' }, 'linux/arm64'],
    ['oci-archive/snyk-containerd-busybox.arm64.tar', { platform: 'linux/amd64' }, 'no-such-platform'],
  ] as const)('%s %o', async ([path, wish, platform]) => {
    await using folder = await tempFolder();
    if (platform === 'no-such-platform') expect((await refusal(folder.path, at(path), wish)).code).toBe(platform);
    else {
      const image = await openImage(folder.path, at(path), wish);
      expect(printPlatform(image.platform)).toBe(platform ?? 'linux/arm/v7');
    }
  });

  it('tells the digests of an archive from an image store apart from one made up when saving', async () => {
    await using folder = await tempFolder();
    const stored = await openImage(folder.path, at('oci-archive/snyk-containerd-busybox.arm64.tar'));
    expect(stored.digests.map(({ kind, provenance }) => `${kind} ${provenance}`)).toEqual([
      'config layout',
      'manifest layout',
      'index layout',
    ]);
    const saved = await openImage(folder.path, at('docker-archive/gcr-hello-world-v25.tar'));
    expect(saved.digests.map(({ kind }) => kind)).toEqual(['config']);
  });
});
