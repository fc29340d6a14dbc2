import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Compression, image, ociLayout, writeFiles } from '#engine/testing/image.ts';
import { dir, file, hardlink, type TarEntry } from '#engine/testing/tar.ts';
import type { ScanResult } from '#shared/schema/scan-result.ts';
import { OciLayout } from './gather/oci-layout.ts';
import type { TreeRow } from './gather/tree-row.ts';
import { walkTree } from './gather/walk-tree.ts';
import { withoutLayers } from './model/without-layers.ts';
import { listFiles, scanImage } from './support/cli.ts';
import { missingTools, skipNotice } from './support/tools.ts';
import { WorkFolder } from './support/work-folder.ts';

const lacks = missingTools(['umoci']);
skipNotice('exceptions of ORACLE.md', lacks);

const TAG = 'exception';

/** Where this product and umoci 0.4.7 differ on purpose. Reasons and sentences of the specification: ORACLE.md. */
describe.skipIf(lacks.length > 0)('umoci differs', () => {
  const work = new WorkFolder();
  afterAll(() => work[Symbol.dispose]());

  type Sides = { umoci: TreeRow[] | string; ours: TreeRow[]; result: ScanResult };

  /** Both sides on an image of these layers: umoci's tree or what it says, and ours. */
  const both = async (
    layers: readonly (readonly TarEntry[])[],
    exitCode = 0,
    compression: Compression = 'gzip',
  ): Promise<Sides> => {
    const folder = work.fresh('layout');
    const built = image({ layers: layers.map((entries) => ({ entries, compression })), tags: [TAG] });
    writeFiles(folder, ociLayout([built]));
    const data = work.fresh();
    const result = await scanImage(data, [folder], exitCode);
    const ours = (await listFiles(data, built.imageId, exitCode)).map(withoutLayers);
    return { umoci: unpacked(folder), ours, result };
  };
  const unpacked = (folder: string): TreeRow[] | string => {
    const tree = join(work.fresh('tree'), 'root');
    try {
      new OciLayout(folder, TAG).unpack(tree);
    } catch (error) {
      return String(error);
    }
    return walkTree(tree);
  };
  const paths = (rows: TreeRow[] | string): string[] =>
    typeof rows === 'string' ? expect.fail(rows) : rows.map(({ path }) => path);

  it('not on what both take', async () => {
    const { umoci, ours, result } = await both([
      [dir('etc'), file('etc/a', '1')],
      [file('etc/.wh.a'), file('b', '2')],
    ]);
    expect(ours).toEqual(umoci);
    expect(paths(ours)).toEqual(['b', 'etc']);
    expect(result.diagnostics).toEqual([]);
  });

  it('zstd layers: it refuses, we read', async () => {
    const layers = [[dir('etc'), file('etc/a', '1')]];
    const { umoci, ours } = await both(layers, 0, 'zstd');
    expect(umoci).toContain('+zstd');
    expect(ours).toEqual((await both(layers)).umoci);
  });

  it('a whiteout without a name: it loses the directory and refuses, we ignore it and say so', async () => {
    const { umoci, ours, result } = await both([
      [dir('etc'), file('etc/a', '1')],
      [file('etc/.wh.'), file('b', '2')],
    ]);
    expect(umoci).toContain('unpack entry: etc/.wh.');
    expect(paths(ours)).toEqual(['b', 'etc', 'etc/a']);
    expect(result.diagnostics).toEqual([
      { code: 'anomaly', what: 'a whiteout without a name, which is ignored', found: 'etc/.wh.', where: { layer: 1 } },
    ]);
  });

  it('a hard link to nothing: it refuses, we leave the link out and say so', async () => {
    const { umoci, ours, result } = await both([[file('a', '1'), hardlink('b', 'missing'), file('c', '2')]], 6);
    expect(umoci).toContain('unpack entry: b');
    expect(paths(ours)).toEqual(['a', 'c']);
    expect(result.diagnostics).toEqual([
      { code: 'missing', what: 'hard link target missing', found: 'missing', where: { layer: 0, path: 'b' } },
    ]);
  });

  it('`..` in a name: it stays inside the root, we leave the entry out and say so', async () => {
    const entries = [dir('etc'), file('../up', '1'), file('etc/../b', '2'), file('c', '3')];
    const { umoci, ours, result } = await both([entries], 6);
    expect(paths(umoci)).toEqual(['b', 'c', 'etc', 'up']);
    expect(paths(ours)).toEqual(['c', 'etc']);
    expect(result.diagnostics.map(({ code, where }) => [code, where])).toEqual([
      ['malformed', { layer: 0, path: '../up' }],
      ['malformed', { layer: 0, path: 'etc/../b' }],
    ]);
  });

  it('AUFS housekeeping: it lists some of it, we list none and resolve links to it', async () => {
    const kept = file('.wh..wh.plnk/1.2', 'x');
    const names = [
      file('.wh..wh.aufs'),
      dir('.wh..wh.orph'),
      dir('.wh..wh.plnk'),
      kept,
      hardlink('a', '.wh..wh.plnk/1.2'),
    ];
    const { umoci, ours, result } = await both([names]);
    expect(paths(umoci)).toEqual(['.wh..wh.plnk', '.wh..wh.plnk/1.2', 'a']);
    expect(paths(ours)).toEqual(['a']);
    expect(ours[0]).toMatchObject({ type: 'file', size: 1 });
    expect(result.diagnostics).toEqual([]);
  });
});
