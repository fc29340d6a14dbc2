import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { escapeBytes } from './gather/escape-bytes.ts';
import type { TreeRow } from './gather/tree-row.ts';
import { withoutLayers } from './model/without-layers.ts';
import { listFiles, scanImage } from './support/cli.ts';
import { differences } from './support/differences.ts';
import { WorkFolder } from './support/work-folder.ts';

type RootFs = { platform: string; entries: RootFsEntry[] };
type RootFsEntry = Readonly<{
  path: string;
  mode: string;
  uid: number;
  gid: number;
  type: string;
  size?: number;
  sha256?: string;
  target?: string;
  hardlink_to?: string;
}>;
type Case = Readonly<{ truth: string; path: string; choice: readonly string[] }>;

const at = (path: string): string => corpusFile('images', path);

/** `name[@tag][.arch].rootfs.json`: what skopeo and umoci made of it. */
function cases(): Case[] {
  if (corpus === undefined) return [];
  return ['docker-archive', 'oci-archive', 'oci-layout'].flatMap((folder) =>
    readdirSync(at(folder))
      .filter((name) => name.endsWith('.rootfs.json'))
      .map((name) => {
        const stem = name.slice(0, -'.rootfs.json'.length);
        const truth = `${folder}/${name}`;
        // Two images, of which the peer flattened the first.
        if (stem === 'gcr-test_bundle.tar') return { truth, path: `${folder}/${stem}`, choice: ['--image', '@0'] };
        if (folder !== 'oci-layout') return { truth, path: `${folder}/${stem}`, choice: [] };
        const [, layout = '', image, arch = ''] = /^(.*?)(?:@(.*))?\.(amd64|arm64)$/.exec(stem) ?? [];
        const platform = /^(fanal|rules_docker)/.test(layout) ? [] : ['--platform', `linux/${arch}`];
        return { truth, path: `${folder}/${layout}`, choice: [...(image ? ['--image', image] : []), ...platform] };
      }),
  );
}

function treeRow(entry: RootFsEntry): TreeRow {
  const { type, uid, gid, size, sha256, target, hardlink_to: hardlinkTo } = entry;
  const mode = type === 'symlink' ? '0777' : Number(entry.mode).toString(8).padStart(4, '0');
  const row: TreeRow = { path: printed(entry.path), type: type as TreeRow['type'], mode, uid, gid };
  if (size !== undefined && type === 'file') row.size = size;
  if (sha256 !== undefined) row.sha256 = sha256;
  if (target !== undefined) row.linkTarget = printed(target);
  if (hardlinkTo !== undefined) row.hardlinkTo = printed(hardlinkTo);
  return row;
}

function printed(text: string): string {
  return escapeBytes(Buffer.from(text));
}

describe.skipIf(corpus === undefined)('images of the corpus, as skopeo and umoci unpacked them', () => {
  const work = new WorkFolder();
  afterAll(() => work[Symbol.dispose]());

  it.for(cases())('$truth', async ({ truth, path, choice }) => {
    const { entries } = JSON.parse(readFileSync(at(truth), 'utf8')) as RootFs;
    const want = entries.map(treeRow);
    const data = work.fresh();
    const { imageId } = await scanImage(data, [...choice, at(path)]);
    const got = (await listFiles(data, imageId)).map(withoutLayers);
    expect(differences(got, want)).toEqual([]);
    console.log(`${truth}: ${want.length} paths compared`);
  });
});
