import { copyFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CliRun } from '#engine/testing/run-cli.ts';
import { type ScanResult, scanResultSchema } from '#shared/schema/scan-result.ts';
import type { ImageTruth } from './gather/image-truth.ts';
import type { TreeRow } from './gather/tree-row.ts';
import { withoutLayers } from './model/without-layers.ts';
import { debianImage, debianLacks, debianTruth } from './recipes/debian/debian-image.ts';
import { type Member, manifestFirst } from './recipes/manifest-first.ts';
import { listFiles, peakSoFar, runScan } from './support/cli.ts';
import { differences } from './support/differences.ts';
import { flipByte } from './support/flip-byte.ts';
import { skipNotice } from './support/tools.ts';
import { WorkFolder } from './support/work-folder.ts';

skipNotice('Debian image', debianLacks);

const MiB = 1 << 20;
const CUTS = 10;

describe.skipIf(debianLacks.length > 0)('a damaged image', () => {
  const work = new WorkFolder();
  /** Where a scan is at home; nothing may appear there. */
  const home = work.fresh('home');
  let folder = '';
  let truth: ImageTruth = { layers: [] };
  let archive = '';
  let members: readonly Member[] = [];
  let layers: readonly Member[] = [];
  let head = 0;
  let scans = 0;

  beforeAll(() => {
    folder = debianImage();
    truth = debianTruth();
    archive = join(work.path, 'docker.tar');
    members = manifestFirst(join(folder, 'docker.tar'), work.path, archive);
    layers = members.filter(({ name }) => name.endsWith('.tar'));
    head = members.find(({ name }) => name.endsWith('.tar'))?.from ?? expect.fail('no layers');
    expect(layers).toHaveLength(truth.layers.length);
  });
  afterEach(() => expect(readdirSync(home, { recursive: true })).toEqual([]));
  afterAll(() => {
    console.log(
      `${scans} scans of damaged images: none wrote outside its data folder, at most ${peakSoFar()} MiB of memory`,
    );
    work[Symbol.dispose]();
  });

  const scan = (data: string, ...args: string[]): Promise<CliRun> => {
    scans += 1;
    const env = { HOME: home, TMPDIR: home, XDG_DATA_HOME: '', XDG_CACHE_HOME: '', STELLAOPS_HOME: '' };
    return runScan(data, args, { cwd: home, env });
  };
  const read = (outcome: CliRun): ScanResult => scanResultSchema.parse(JSON.parse(outcome.stdout));
  const lost = (result: ScanResult): number[] =>
    result.layers.filter(({ digest }) => digest === null).map(({ index }) => index);
  const named = (result: ScanResult): number[] => [
    ...new Set(result.diagnostics.flatMap(({ where }) => (where?.layer === undefined ? [] : [where.layer]))),
  ];
  const expectTree = async (data: string, imageId: string, want: readonly TreeRow[]): Promise<void> => {
    const got = await listFiles(data, imageId, 6);
    expect(differences(got.map(withoutLayers), want)).toEqual([]);
  };

  it('cut short: the layers in front of the cut are kept, the others are named', async () => {
    const size = layers.at(-1)?.end ?? 0;
    const step = Math.ceil(size / MiB / CUTS) * MiB;
    const regular = Array.from({ length: CUTS }, (_, i) => i * step).filter((at) => at > head && at < size);
    // Also in the last layers, which are small; in a header; one byte short.
    const odd = layers.slice(4).flatMap(({ from, end }) => [end - 1, from - 200]);
    const seen = new Set<number>();
    for (const cut of [...regular, ...odd].toSorted((a, b) => b - a)) {
      truncateSync(archive, cut);
      const whole = layers.filter(({ end }) => end <= cut).length;
      const data = work.fresh();
      const outcome = await scan(data, archive);
      expect(outcome.exitCode, `cut at ${cut}\n${outcome.stderr}`).toBe(6);
      const result = read(outcome);
      const missing = layers.map((_, i) => i).slice(whole);
      expect([result.partial, lost(result), named(result)], `cut at ${cut}`).toEqual([true, missing, missing]);
      if (!seen.has(whole)) await expectTree(data, result.imageId, truth.layers[whole - 1]?.rows ?? []);
      seen.add(whole);
    }
    console.log(`${regular.length + odd.length} cuts, trees of ${[...seen].join(', ')} layers compared with umoci's`);
    // Shorter than what names the layers: no image.
    for (const cut of [(members[0]?.end ?? 0) - 1, 700, 512, 100, 0]) {
      truncateSync(archive, cut);
      expect((await scan(work.fresh(), archive)).exitCode, `cut at ${cut}`).toBe(2);
    }
  });

  it('cut short where the manifest comes last, and inside a wrapper: no image, or a partial one; never a whole one', async () => {
    for (const form of ['docker.tar.zst', 'docker.tar.gz', 'docker.tar', 'oci.tar', 'oci-zstd.tar']) {
      const copy = join(work.path, form);
      copyFileSync(join(folder, form), copy);
      for (const share of [0.95, 0.5, 0.1]) {
        truncateSync(copy, Math.floor(statSync(join(folder, form)).size * share));
        const { exitCode, stderr } = await scan(work.fresh(), copy);
        expect([2, 6], `${form} cut to ${share}\n${stderr}`).toContain(exitCode);
        expect(stderr).not.toContain(' at ');
      }
      truncateSync(copy, 0);
    }
  });

  it('a changed byte in a layer: that layer alone is lost', async () => {
    const copy = join(work.path, 'flipped.tar');
    manifestFirst(join(folder, 'docker.tar'), work.path, copy);
    for (const [i, { from, end }] of layers.entries()) {
      const at = Math.floor((from + end) / 2);
      const data = work.fresh();
      flipByte(copy, at);
      const outcome = await scan(data, copy);
      flipByte(copy, at);
      expect(outcome.exitCode, `byte ${at}\n${outcome.stderr}`).toBe(6);
      const result = read(outcome);
      // A byte of a tar header may be noticed before the digest is known.
      const found = result.diagnostics.filter(({ code }) => /^(digest-mismatch|malformed)$/.test(code));
      expect([lost(result), found], `byte ${at}`).toEqual([[i], [expect.objectContaining({ where: { layer: i } })]]);
      // What else is said follows from it: a link in a higher layer to a file of this one.
      expect(result.diagnostics.filter(({ where }) => (where?.layer ?? 0) < i)).toEqual([]);
      if (i === layers.length - 1) await expectTree(data, result.imageId, truth.layers[i - 1]?.rows ?? []);
    }
  });

  it('a changed byte in the archive itself: no image, or a partial one', async () => {
    const copy = join(work.path, 'flipped.tar');
    const config = members.find(({ name }) => /^[0-9a-f]{64}\.json$/.test(name)) ?? expect.fail('no config');
    const places: readonly (readonly [string, number, readonly number[]])[] = [
      ['first header', 0, [2]],
      ['checksum of the first header', 150, [2]],
      ['config', config.from + 40, [2]],
      ['header of the first layer', head - 512 + 130, [2, 6]],
      ['header of the last layer', (layers.at(-1)?.from ?? 0) - 400, [2, 6]],
    ];
    for (const [what, at, codes] of places) {
      flipByte(copy, at);
      const { exitCode, stderr } = await scan(work.fresh(), copy);
      flipByte(copy, at);
      expect(codes, `${what}\n${stderr}`).toContain(exitCode);
    }
    expect((await scan(work.fresh(), copy)).exitCode).toBe(0);
  });
});
