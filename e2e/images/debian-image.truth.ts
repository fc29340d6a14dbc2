import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { FileRow } from '#shared/schema/file-row.ts';
import type { ScanResult } from '#shared/schema/scan-result.ts';
import type { ImageTruth } from './gather/image-truth.ts';
import { type FileFacts, fileFacts } from './model/file-facts.ts';
import { missingPaths, type PackageFacts, packageFacts, rowKey } from './model/package-facts.ts';
import { Tree } from './model/tree.ts';
import { debianImage, debianLacks, debianTruth } from './recipes/debian/debian-image.ts';
import { type Form, forms } from './recipes/debian/image-forms.ts';
import { listFiles, listPackages, peakSoFar, scanImage } from './support/cli.ts';
import { differences } from './support/differences.ts';
import { skipNotice } from './support/tools.ts';
import { WorkFolder } from './support/work-folder.ts';

skipNotice('Debian image', debianLacks);

describe.skipIf(debianLacks.length > 0)('the Debian image', () => {
  const work = new WorkFolder();
  const documents = new Map<Form, string>();
  let folder = '';
  let truth: ImageTruth = { layers: [] };
  let packages: ReadonlyMap<string, PackageFacts> = new Map();
  let files: ReadonlyMap<string, FileFacts> = new Map();
  let trees: readonly Tree[] = [];

  beforeAll(() => {
    folder = debianImage();
    truth = debianTruth();
    packages = packageFacts(truth.layers.map((layer) => layer.packages));
    files = fileFacts(truth.layers);
    trees = truth.layers.map(({ rows }) => new Tree(rows));
  });
  afterAll(() => {
    console.log(`at most ${peakSoFar()} MiB of memory`);
    work[Symbol.dispose]();
  });

  it('holds the packages that it was made for', () => {
    const final = truth.layers.at(-1)?.packages ?? [];
    expect([...new Set(final.map(({ state }) => state))].toSorted()).toEqual([
      'half-configured',
      'half-installed',
      'installed',
      'triggers-awaited',
      'triggers-pending',
      'unpacked',
    ]);
    const second = final.filter(({ arch }) => arch === 'i386').map(({ name }) => name);
    const pairs = final.filter(({ arch, name }) => arch === 'amd64' && second.includes(name));
    expect(pairs.map(({ name }) => name)).toEqual(expect.arrayContaining(['e2e-pair', 'gcc-12-base']));
    expect(final.filter(({ version, source }) => version !== source.version).length).toBeGreaterThan(2);
    const gone = [...packages].filter(([, { removed }]) => removed !== null).map(([key]) => key.replace(/@.*/, ''));
    expect(gone).toEqual(expect.arrayContaining(['busybox-static', 'e2e-conf', 'e2e-epoch', 'openssl']));
    const facts = [...packages.values()];
    expect(new Set(facts.map(({ introduced }) => introduced))).toEqual(new Set([0, 1, 2, 3, 5]));
    expect(facts.some(({ introduced, lastModified }) => lastModified > introduced)).toBe(true);
  });

  it('holds the files that it was made for', () => {
    const rows = truth.layers.at(-1)?.rows ?? [];
    const types = new Set(rows.map(({ type }) => type));
    expect([...types].toSorted()).toEqual(['block', 'char', 'dir', 'fifo', 'file', 'symlink']);
    expect(rows.filter(({ hardlinkTo }) => hardlinkTo !== undefined).length).toBeGreaterThan(3);
    expect(rows.some(({ type, mode }) => type === 'file' && mode.startsWith('6'))).toBe(true);
    const names = truth.layers.flatMap((layer) => layer.names);
    expect(names.filter((name) => /(^|\/)\.wh\.[^/]+$/.test(name)).length).toBeGreaterThan(20);
    expect(names).toContain('srv/data/.wh..wh..opq');
    const facts = [...files.values()];
    for (const fact of ['introduced', 'lastModified', 'contentSince'] as const)
      expect(new Set(facts.map((of) => of[fact])).size, fact).toBeGreaterThan(6);
    expect(facts.some((of) => of.contentSince > of.introduced)).toBe(true);
    expect(facts.some((of) => of.lastModified > of.contentSince)).toBe(true);
    expect(facts.some(({ implicit }) => implicit)).toBe(true);
  });

  describe.for(forms)('%s', (form) => {
    let data = '';
    let result: ScanResult | undefined;
    const image = (): string => result?.imageId ?? expect.fail('no scan');

    beforeAll(async () => {
      data = work.fresh();
      const document = join(work.path, `${form}.cdx.json`);
      result = await scanImage(data, [join(folder, form), '-o', `cdx-json=${document}`]);
      documents.set(form, readFileSync(document, 'utf8'));
    });

    it('is whole, and nothing was known before', () => {
      expect(result?.partial).toBe(false);
      expect(result?.diagnostics).toEqual([]);
      expect(result?.layers.map(({ cached }) => cached)).toEqual(truth.layers.map(() => false));
    });

    it('has the packages that dpkg-query lists, with their layers', async () => {
      const { packages: listed, diverted } = truth.layers.at(-1) ?? expect.fail('no layers');
      const recordWritten = truth.layers.findLastIndex(({ names }) => names.includes('var/lib/dpkg/status'));
      const want = listed.map((row) => ({
        row: rowKey(row),
        type: 'deb',
        source: row.source,
        state: row.state,
        layers: { recordWritten, ...packages.get(rowKey(row)) },
        missing: missingPaths(row, trees, diverted).paths,
      }));
      const rows = await listPackages(data, image());
      const got = rows.map((row) => ({
        row: rowKey(row),
        type: row.type,
        source: row.source,
        state: row.state,
        layers: row.layers,
        missing: row.missingFiles.toSorted(),
      }));
      expect(got.toSorted(byRow)).toEqual(want.toSorted(byRow));
      const missing = want.reduce((sum, row) => sum + row.missing.length, 0);
      console.log(
        `${form}: ${want.length} packages with states, sources and layers, ${missing} missing files compared`,
      );
    });

    it('had the packages that dpkg-query once listed', async () => {
      const want = [...packages].filter(([, { removed }]) => removed !== null);
      const got = (await listPackages(data, image(), '--removed')).map((row) => {
        const { introduced, lastModified, removed } = row.layers;
        return [rowKey(row), { introduced, lastModified, removed }] as const;
      });
      expect(new Map(got)).toEqual(new Map(want));
      expect(got).toHaveLength(want.length);
    });

    it('has the tree that umoci unpacks, with its layers', async () => {
      const want: FileRow[] = (truth.layers.at(-1)?.rows ?? []).map((row) => {
        const { implicit, ...layers } = files.get(row.path) ?? expect.fail(row.path);
        return { ...row, ...layers, ...(implicit && { implicit }) };
      });
      const got = await listFiles(data, image());
      expect(differences(got, want)).toEqual([]);
      // The order too: memcmp of the raw bytes.
      expect(got.map(({ path }) => path)).toEqual(want.map(({ path }) => path));
      const count = (has: (row: FileRow) => unknown): number => want.filter(has).length;
      console.log(
        `${form}: ${want.length} paths compared: ${count((row) => row.sha256)} hashes, ${count((row) => row.linkTarget)} link targets, ` +
          `${count((row) => row.hardlinkTo)} hard links, ${count((row) => row.implicit)} implied, layer facts of all`,
      );
    });

    it('gives the same document as every other form, byte for byte', () => {
      const hashes = new Set([...documents.values()].map((text) => sha256(Buffer.from(text))));
      expect(hashes.size).toBe(1);
      expect([...hashes].map((hash) => `sha256:${hash}`)).toEqual([result?.artifacts[0]?.id]);
    });
  });
});

function byRow(a: { row: string }, b: { row: string }): number {
  return a.row < b.row ? -1 : 1;
}
