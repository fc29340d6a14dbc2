import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { validateAny } from '#engine/emit/validate/validate-any.ts';
import { validateCycloneDx } from '#engine/emit/validate/validate-cyclonedx.ts';
import { validateSpdx3 } from '#engine/emit/validate/validate-spdx3.ts';
import { systemClock } from '#engine/ports/clock.ts';
import { openStore, readArtifactBytes, type Store } from '#engine/store/index.ts';
import { archiveOf, type BuiltImage, image, ociLayout } from '#engine/testing/image.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { configSchema } from './config.ts';
import { remakeDocument } from './document.ts';
import { compositionPath } from './fragments.ts';
import { scan } from './scan.ts';

const stanza = (name: string): string =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n\n`;
const debian = (version: string, top = 'two'): BuiltImage =>
  image({
    tags: [`debian:${version}-${top}`],
    layers: [
      {
        entries: [
          file('etc/os-release', `ID=debian\nVERSION_ID=${version}\n`),
          file('var/lib/dpkg/status', stanza('one')),
        ],
      },
      { entries: [file('var/lib/dpkg/status', stanza('one') + stanza('two'))] },
      ...(top === 'two' ? [] : [{ entries: [file('var/lib/dpkg/status', stanza('one') + stanza(top))] }]),
    ],
  });
const config = configSchema.parse({ emit: { fragments: true } });

type Cdx = Readonly<{
  serialNumber: string;
  metadata: {
    component: {
      externalReferences?: { url: string; hashes: { content: string }[] }[];
      properties: { name: string; value: string }[];
    };
  };
  components: { purl?: string; name: string }[];
}>;

const sha256Of = (...parts: Uint8Array[]): string => createHash('sha256').update(Buffer.concat(parts)).digest('hex');

async function scanned(store: Store, folder: string, built: BuiltImage) {
  const path = join(folder, `${built.imageId.slice(7, 19)}.tar`);
  writeFileSync(path, archiveOf(ociLayout([built])));
  const { imageId } = await scan(path, {}, { store, config, clock: systemClock, progress: () => undefined });
  const at = async (path: string): Promise<Uint8Array> => {
    const artifact = await store.reader.findArtifactAt(path);
    return artifact ? readArtifactBytes(store.blobs, artifact) : expect.fail(`nothing at ${path}`);
  };
  const json = async (path: string): Promise<unknown> => JSON.parse(Buffer.from(await at(path)).toString());
  const composition = (await json(compositionPath(imageId as ImageId))) as {
    merkleRoot: string;
    fragments: {
      layer: number;
      layerDigest: string;
      chainId: string;
      bomLink: string;
      fragmentSha256: string;
      spdxSha256: string;
    }[];
  };
  const byLayer = [...composition.fragments].sort((a, b) => a.layer - b.layer);
  const fragments = await Promise.all(
    byLayer.map(async ({ chainId }) => ({
      bytes: await at(`layers/${chainId}/sbom.cdx.json.zst`),
      cdx: (await json(`layers/${chainId}/sbom.cdx.json.zst`)) as Cdx,
      spdx: await json(`layers/${chainId}/sbom.spdx.json.zst`),
    })),
  );
  const document = (await json(`images/${imageId}/inventory.cdx.json.zst`)) as Cdx;
  return { imageId: imageId as ImageId, composition, byLayer, fragments, document };
}

it('one layer on two bases gives two fragments, each with what came with it', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(join(folder.path, 'data'));
  const [eleven, twelve] = [
    await scanned(store, folder.path, debian('11')),
    await scanned(store, folder.path, debian('12')),
  ];
  for (const [version, { imageId, byLayer, fragments, document, composition }] of [
    ['11', eleven],
    ['12', twelve],
  ] as const) {
    const purl = (name: string): string => `pkg:deb/debian/${name}@1?arch=all&distro=debian-${version}`;
    expect(fragments.map(({ cdx }) => cdx.components.map((one) => one.purl ?? one.name))).toEqual([
      ['debian', purl('one')],
      [purl('two')],
    ]);
    for (const [i, { bytes, cdx, spdx }] of fragments.entries()) {
      expect(validateCycloneDx(cdx).errors).toEqual([]);
      expect(validateSpdx3(spdx).errors).toEqual([]);
      expect(byLayer[i]).toMatchObject({
        fragmentSha256: createHash('sha256').update(bytes).digest('hex'),
        bomLink: `${cdx.serialNumber.replace('urn:uuid:', 'urn:cdx:')}/1`,
        payloadType: 'application/vnd.cyclonedx+json',
        dssePaeSha256: sha256Of(Buffer.from(`DSSEv1 30 application/vnd.cyclonedx+json ${bytes.length} `), bytes),
        dsseEnvelopeSha256: null,
      });
    }
    const { externalReferences, properties } = document.metadata.component;
    expect(externalReferences?.map(({ url, hashes }) => `${url} ${hashes[0]?.content}`).sort()).toEqual(
      byLayer.map(({ bomLink, fragmentSha256 }) => `${bomLink} ${fragmentSha256}`).sort(),
    );
    const leaves = composition.fragments.map(({ fragmentSha256 }) => Buffer.from(fragmentSha256, 'hex'));
    // Of two leaves: written out here, not taken from the code that made it.
    expect(leaves.length).toBe(2);
    expect(composition.merkleRoot).toBe(`sha256:${sha256Of(...leaves)}`);
    expect(properties).toContainEqual({
      name: 'stellaops:composition:uri',
      value: compositionPath(imageId).replace('.zst', ''),
    });
    expect(properties).toContainEqual({ name: 'stellaops:composition:merkle-root', value: composition.merkleRoot });
  }
  expect(eleven.byLayer[1]?.layerDigest).toBe(twelve.byLayer[1]?.layerDigest);
  expect(eleven.byLayer[1]?.fragmentSha256).not.toBe(twelve.byLayer[1]?.fragmentSha256);
});

it('one chain in two images has one fragment, also where a later layer removes what it brought', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(join(folder.path, 'data'));
  const short = await scanned(store, folder.path, debian('12'));
  const long = await scanned(store, folder.path, debian('12', 'three'));
  expect(long.byLayer.slice(0, 2)).toEqual(short.byLayer);
  expect(long.document.components.map(({ name }) => name)).not.toContain('two');
  expect(long.fragments[2]?.cdx.components.map(({ name }) => name)).toEqual(['three']);
});

it('documents made from the stored graph point to the fragments too', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(join(folder.path, 'data'));
  const { imageId, byLayer, document } = await scanned(store, folder.path, debian('12'));
  const remake = async (format: 'cdx-json' | 'spdx-json'): Promise<unknown> => {
    const bytes = await remakeDocument(store, imageId, { format, view: 'inventory', profile: 'full' }, config);
    return JSON.parse(Buffer.from(bytes ?? []).toString());
  };
  expect(await remake('cdx-json')).toEqual(document);
  const spdx = (await remake('spdx-json')) as {
    '@graph': { type: string; import?: { verifiedUsing: { hashValue: string }[] }[] }[];
  };
  const imports = spdx['@graph'].find(({ type }) => type === 'SpdxDocument')?.import;
  expect(imports?.map(({ verifiedUsing }) => verifiedUsing[0]?.hashValue).sort()).toEqual(
    byLayer.map(({ spdxSha256 }) => spdxSha256).sort(),
  );
  expect(validateSpdx3(spdx).errors).toEqual([]);
});

it('a composition that was changed is not valid', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(join(folder.path, 'data'));
  const { composition } = await scanned(store, folder.path, debian('12'));
  type Draft = Record<string, unknown> & { fragments: Record<string, unknown>[] };
  const verdict = async (change: (draft: Draft) => unknown): Promise<string[]> => {
    const draft = structuredClone(composition) as unknown as Draft;
    change(draft);
    const { valid, errors } = await validateAny(Buffer.from(JSON.stringify(draft)));
    expect(valid).toBe(errors.length === 0);
    return errors.map(({ at }) => at);
  };
  expect(await verdict(() => undefined)).toEqual([]);
  const other = 'f'.repeat(64);
  expect(await verdict((draft) => (draft['merkleRoot'] = `sha256:${other}`))).toEqual(['/merkleRoot']);
  expect(await verdict((draft) => (draft.fragments[0]!['fragmentSha256'] = other))).toEqual(['/merkleRoot']);
  expect(await verdict((draft) => draft.fragments.reverse())).toEqual(['/fragments/1', '/merkleRoot']);
  expect(await verdict((draft) => draft.fragments.pop())).toContain('/merkleRoot');
  expect(await verdict((draft) => delete draft.fragments[1]!['dssePaeSha256'])).toEqual(['/fragments/1/dssePaeSha256']);
  expect(await verdict((draft) => (draft['extra'] = 1))).toEqual(['/extra']);
  expect(await verdict((draft) => (draft['fragments'] = {} as never))).toEqual(['/fragments']);
});
