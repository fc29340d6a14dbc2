import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { file, type TarEntry, whiteout } from '#engine/testing/tar.ts';
import { OciLayout } from './gather/oci-layout.ts';
import { rowKey } from './model/package-facts.ts';
import { debianImage, debianLacks, debianTruth, TAG } from './recipes/debian/debian-image.ts';
import { listPackages, scanImage } from './support/cli.ts';
import { run, skipNotice } from './support/tools.ts';
import { WorkFolder } from './support/work-folder.ts';

skipNotice('Debian image', debianLacks);

const CHOSEN = [
  'base-files',
  'libc6',
  'libssl3',
  'netbase',
  'zlib1g',
  'tzdata',
  'gcc-12-base',
  'bsdutils',
  'libgcc-s1',
  'debconf',
];

describe.skipIf(debianLacks.length > 0)('an image without a package manager', () => {
  const work = new WorkFolder();
  afterAll(() => work[Symbol.dispose]());

  it('status.d, from real control data: as dpkg-query lists those packages', async () => {
    const root = mkdtempSync(join(work.path, 'root-'));
    const layout = new OciLayout(join(debianImage(), 'oci-layout'), TAG);
    const [base] = layout.manifest.layers;
    if (!base) expect.fail('no layers');
    run('tar', ['-C', root, '-xzf', layout.blobFile(base), 'var/lib/dpkg', 'usr/lib/os-release', 'etc/debian_version']);
    const status = readFileSync(join(root, 'var/lib/dpkg/status'), 'latin1');
    const stanzas = status.split(/\n\n/).flatMap((stanza) => {
      const name = /^Package: (.*)$/m.exec(stanza)?.[1] ?? '';
      // As the tool that makes such images does: the control file of the package, which knows no Status.
      return CHOSEN.includes(name) ? [{ name, control: `${stanza.replace(/^Status: .*\n/m, '')}\n` }] : [];
    });
    expect(stanzas.length).toBeGreaterThan(6);
    const entries = (of: typeof stanzas): TarEntry[] =>
      of.flatMap(({ name, control }) => {
        const sums = ['', ':amd64'].flatMap((arch) => {
          const found = tryRead(join(root, `var/lib/dpkg/info/${name}${arch}.md5sums`));
          return found === undefined ? [] : [found];
        });
        return [
          file(`./var/lib/dpkg/status.d/${name}`, Buffer.from(control, 'latin1')),
          ...sums.slice(0, 1).map((text) => file(`./var/lib/dpkg/status.d/${name}.md5sums`, text)),
        ];
      });
    const built = image({
      layers: [
        { entries: [file('./etc/os-release', readFileSync(join(root, 'usr/lib/os-release')))] },
        { entries: entries(stanzas.slice(0, 3)) },
        { entries: entries(stanzas.slice(3)), compression: 'zstd' },
        { entries: [whiteout(`var/lib/dpkg/status.d/${stanzas[0]?.name}`)] },
      ],
    });
    const archive = join(work.path, 'distroless.tar');
    writeFileSync(archive, dockerArchive([built]));
    const data = work.fresh();
    const { diagnostics } = await scanImage(data, [archive]);
    expect(diagnostics).toEqual([]);
    const wanted = (debianTruth().layers[0]?.packages ?? []).filter(({ name }) => stanzas.some((s) => s.name === name));
    const place = (name: string): number => stanzas.findIndex((stanza) => stanza.name === name);
    const want = wanted.map((row) => ({
      row: rowKey(row),
      source: row.source,
      state: 'installed',
      introduced: place(row.name) < 3 ? 1 : 2,
      removed: place(row.name) === 0 ? 3 : null,
    }));
    const rows = [
      ...(await listPackages(data, built.imageId)),
      ...(await listPackages(data, built.imageId, '--removed')),
    ];
    const got = rows.map((row) => ({
      row: rowKey(row),
      source: row.source,
      state: row.state,
      introduced: row.layers.introduced,
      removed: row.layers.removed,
    }));
    const byRow = (a: { row: string }, b: { row: string }): number => (a.row < b.row ? -1 : 1);
    expect(got.toSorted(byRow)).toEqual(want.toSorted(byRow));
    console.log(`${got.length} packages of status.d compared`);
  });
});

function tryRead(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
