import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { validateAny } from '#engine/emit/validate/validate-any.ts';
import { openStore, readArtifactBytes } from '#engine/store/index.ts';
import { archiveOf, image, ociLayout } from '#engine/testing/image.ts';
import { runCli } from '#engine/testing/run-cli.ts';
import { missingTools, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { buildDeb, DpkgRoot } from './support/dpkg-root.ts';

const missing = missingTools(['dpkg', 'dpkg-deb', 'dpkg-query', 'tar', 'find', 'sha256sum']);
skipNotice('fragments of layers that dpkg made', missing);

/** A layer that dpkg made, on two bases. Expected: what dpkg-query says before and after, and the base's os-release. */
describe.skipIf(missing.length > 0)('fragments of one layer', () => {
  const work = new WorkFolder();
  afterAll(() => work[Symbol.dispose]());

  it('on Debian 11 and on Debian 12 are two, each with the packages and the distribution that dpkg has there', async () => {
    const debs = work.fresh('debs');
    const deb = (name: string, version: string): string =>
      buildDeb(debs, { name, version, files: { [`usr/share/${name}/version`]: version } });
    const roots = work.fresh('roots');
    const twelve = new DpkgRoot(join(roots, 'twelve'));
    for (const file of [deb('e2e-base', '1'), deb('e2e-old', '1.0')]) twelve.dpkg('-i', file);
    const eleven = twelve.copy(join(roots, 'eleven'));
    writeFileSync(join(eleven.path, 'etc/os-release'), 'ID=debian\nVERSION_ID="11"\n');
    const top = twelve.copy(join(roots, 'top'));
    for (const file of [deb('e2e-new', '2.0'), deb('e2e-old', '1.1')]) top.dpkg('-i', file);
    const layer = { tar: top.layerSince(twelve, work.fresh('layer')) };
    // An upgrade introduces the new version: a row's key has it.
    const before = new Set(twelve.installed().map(({ name, version }) => `${name} ${version}`));
    const introduced = top.installed().filter(({ name, version }) => !before.has(`${name} ${version}`));
    expect(introduced.map(({ name }) => name)).toEqual(['e2e-new', 'e2e-old']);

    const data = work.fresh();
    const fragments: Record<string, string> = {};
    for (const [version, base] of [
      ['11', eleven],
      ['12', twelve],
    ] as const) {
      const built = image({ layers: [{ tar: base.tar() }, layer] });
      const path = join(work.path, `${version}.tar`);
      writeFileSync(path, archiveOf(ociLayout([built])));
      const scan = await runCli(['scan', '--data', data, '--json', '--fragments', path]);
      expect(scan.exitCode, scan.stderr).toBe(0);
      await using store = await openStore(data);
      const read = async (at: string): Promise<Buffer> => {
        const found = await store.reader.findArtifactAt(at);
        return Buffer.from(found ? await readArtifactBytes(store.blobs, found) : expect.fail(at));
      };
      const composition = JSON.parse((await read(`images/${built.imageId}/_composition.json.zst`)).toString()) as {
        fragments: { layer: number; layerDigest: string; chainId: string; fragmentSha256: string }[];
      };
      const entry = composition.fragments.find(({ layer: index }) => index === 1) ?? expect.fail('no fragment');
      // ChainID as the OCI image specification has it.
      const [low = '', high = ''] = built.layers.map(({ diffId }) => diffId);
      expect(entry.chainId).toBe(`sha256:${sha256(`${low} ${high}`)}`);
      expect(entry.layerDigest).toBe(high);
      const bytes = await read(`layers/${entry.chainId}/sbom.cdx.json.zst`);
      expect(sha256(bytes)).toBe(entry.fragmentSha256);
      for (const name of ['cdx', 'spdx'])
        expect((await validateAny(await read(`layers/${entry.chainId}/sbom.${name}.json.zst`))).errors).toEqual([]);
      const { components } = JSON.parse(bytes.toString()) as { components: { name: string; purl: string }[] };
      expect(components.map(({ purl }) => purl)).toEqual(
        introduced.map((one) => `pkg:deb/debian/${one.name}@${one.version}?arch=all&distro=debian-${version}`),
      );
      fragments[version] = entry.fragmentSha256;
    }
    expect(fragments['11']).not.toBe(fragments['12']);
  });
});

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
