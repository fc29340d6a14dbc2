import { chmodSync, copyFileSync, cpSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OciLayout } from './gather/oci-layout.ts';
import { debianImage, debianLacks, TAG } from './recipes/debian/debian-image.ts';
import { listFiles, scanImage } from './support/cli.ts';
import { flipByte } from './support/flip-byte.ts';
import { skipNotice } from './support/tools.ts';
import { WorkFolder } from './support/work-folder.ts';

skipNotice('Debian image', debianLacks);

/** Times of a file must be this old before its hash counts for later runs (contracts §4), and a bit. */
const SETTLED_MS = 2100;
const LAYERS = 9;
const all = (cached: unknown, count = LAYERS): unknown[] => Array.from({ length: count }, () => cached);

describe.skipIf(debianLacks.length > 0)('what a second scan reads again', () => {
  const work = new WorkFolder();
  let folder = '';
  /** A copy that tests may change, and a data folder that knows it. */
  let archive = '';
  let data = '';
  let document = '';

  const cachedOf = async (args: readonly string[], exitCode = 0): Promise<unknown[]> =>
    (await scanImage(data, args, exitCode)).layers.map(({ cached }) => cached);

  beforeAll(async () => {
    folder = debianImage();
    archive = join(work.path, 'oci.tar');
    copyFileSync(join(folder, 'oci.tar'), archive);
    await wait(SETTLED_MS);
    data = work.fresh();
    const first = await scanImage(data, [archive]);
    expect(first.layers.map(({ cached }) => cached)).toEqual(all(false));
    document = first.artifacts[0]?.id ?? expect.fail('no document');
  });
  afterAll(() => work[Symbol.dispose]());

  it('an unchanged file: nothing; with --verify every blob, not its content; with --force everything', async () => {
    expect(await cachedOf([archive])).toEqual(all('unchanged'));
    expect(await cachedOf([archive, '--verify'])).toEqual(all('hashed'));
    expect(await cachedOf([archive])).toEqual(all('unchanged'));
    expect(await cachedOf([archive, '--force'])).toEqual(all(false));
  });

  it('the same image from another container: hashed where the blobs are known or plain, read where they are new', async () => {
    expect(await cachedOf([join(folder, 'oci-layout')])).toEqual(all('hashed'));
    expect(await cachedOf([join(folder, 'docker.tar')])).toEqual(all('hashed'));
    expect(await cachedOf([join(folder, 'oci-layout-zstd')])).toEqual(all(false));
    expect(await cachedOf([join(folder, 'oci-zstd.tar')])).toEqual(all('hashed'));
  });

  it('another image on the same base: only its own layer', async () => {
    const { layers, imageId } = await scanImage(data, [join(folder, 'other-top')]);
    expect(layers.map(({ cached }) => cached)).toEqual(['hashed', 'hashed', 'hashed', false]);
    const fresh = work.fresh();
    await scanImage(fresh, [join(folder, 'other-top')]);
    expect(await listFiles(data, imageId)).toEqual(await listFiles(fresh, imageId));
  });

  it('a file whose times are younger than its hash: hashed again', async () => {
    const young = join(work.path, 'young.tar');
    copyFileSync(join(folder, 'oci.tar'), young);
    const tomorrow = Date.now() / 1000 + 86_400;
    utimesSync(young, tomorrow, tomorrow);
    const fresh = work.fresh();
    await scanImage(fresh, [young]);
    const { layers } = await scanImage(fresh, [young]);
    expect(layers.map(({ cached }) => cached)).toEqual(all('hashed'));
  });

  it('a touched file: hashed, found the same', async () => {
    chmodSync(archive, 0o600);
    const { layers, artifacts } = await scanImage(data, [archive]);
    expect(layers.map(({ cached }) => cached)).toEqual(all('hashed'));
    expect(artifacts[0]?.id).toBe(document);
  });

  it('one changed byte, size and mtime put back: noticed', async () => {
    const changed = join(work.path, 'changed.tar');
    copyFileSync(join(folder, 'oci.tar'), changed);
    await wait(SETTLED_MS);
    const fresh = work.fresh();
    await scanImage(fresh, [changed]);
    const before = statSync(changed, { bigint: true });
    flipByte(changed, Math.floor(Number(before.size) / 2));
    utimesSync(changed, Number(before.atimeNs) / 1e9, Number(before.mtimeNs) / 1e9);
    const after = statSync(changed, { bigint: true });
    expect([after.size, after.mtimeNs / 1_000_000n]).toEqual([before.size, before.mtimeNs / 1_000_000n]);
    // Without the flag it is the inode's change time that gives it away.
    for (const flags of [['--verify'], [], ['--verify']]) {
      const { layers, diagnostics, partial } = await scanImage(fresh, [changed, ...flags], 6);
      expect(partial).toBe(true);
      expect(diagnostics.map(({ code, where }) => [/^(malformed|digest-mismatch)$/.test(code), where?.layer])).toEqual([
        [true, 0],
      ]);
      expect(layers.filter(({ digest }) => digest === null).map(({ index }) => index)).toEqual([0]);
      expect(layers.filter(({ cached }) => cached === false).map(({ index }) => index)).toEqual([0]);
    }
  });

  it('the config of a known image over other layer bytes: refused, even though every blob is known and sound', async () => {
    const forged = join(work.path, 'forged');
    cpSync(join(folder, 'oci-layout'), forged, { recursive: true });
    const image = new OciLayout(forged, TAG);
    const [own, other] = [image.manifest.layers, new OciLayout(join(folder, 'other-top'), TAG)];
    const stranger = other.manifest.layers[3] ?? expect.fail('no layer');
    copyFileSync(other.blobFile(stranger), image.blobFile(stranger));
    image.replaceManifest({ ...image.manifest, layers: [...own.slice(0, LAYERS - 1), stranger] });
    for (const folderOfData of [data, work.fresh()]) {
      const { layers, diagnostics, imageId } = await scanImage(folderOfData, [forged], 6);
      expect(imageId).toBe(image.manifest.config.digest);
      expect(diagnostics).toEqual([
        expect.objectContaining({
          code: 'digest-mismatch',
          where: { layer: LAYERS - 1 },
          expected: image.config.rootfs.diff_ids.at(-1),
        }),
      ]);
      expect(layers.at(-1)).toMatchObject({ cached: false, digest: null });
    }
    // The true image is not harmed by it.
    const { artifacts } = await scanImage(data, [archive]);
    expect(artifacts[0]?.id).toBe(document);
  });
});
