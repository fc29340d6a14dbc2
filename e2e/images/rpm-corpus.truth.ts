import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { file } from '#engine/testing/tar.ts';
import { listPackages, scanImage } from './support/cli.ts';
import { WorkFolder } from './support/work-folder.ts';

/** A row of `rpm -qa`, or of a peer's golden file, as far as both state it. */
type Qa = Readonly<{
  name: string;
  epoch: string | number | null;
  version: string;
  release: string;
  arch: string | null;
  source_rpm: string | null;
}>;

/** Databases of real distributions, one of each back end at least, and where that distribution keeps it. */
const databases = [
  ['scalibr-epoch', 'var/lib/rpm', 'rpm-qa.json'],
  ['ubi8-8.6', 'var/lib/rpm', 'rpm-qa.json'],
  ['syft-dive-bdb', 'var/lib/rpm', 'rpm-qa.json'],
  ['cbl-mariner-2.0', 'var/lib/rpm', 'rpm-qa.json'],
  ['osv-scanner-sqlite', 'usr/lib/sysimage/rpm', 'rpm-qa.json'],
  ['sle15-bci-a', 'usr/lib/sysimage/rpm', 'expected.json'],
] as const;

describe.skipIf(corpus === undefined)('an image with the rpm database of a real distribution', () => {
  const work = new WorkFolder();
  afterAll(() => work[Symbol.dispose]());

  it.for(databases)('%s in %s', async ([name, place, truth]) => {
    const folder = corpusFile('pkgdb/rpm', name);
    const osRelease = join(folder, 'os-release');
    const text = existsSync(osRelease) ? readFileSync(osRelease) : 'ID=test\nVERSION_ID=1\n';
    const members = readdirSync(folder).filter((member) => /^(Packages|rpmdb)/.test(member));
    const built = image({
      layers: [
        { entries: [file('etc/os-release', text)] },
        { entries: members.map((member) => file(`${place}/${member}`, readFileSync(join(folder, member)))) },
      ],
    });
    const archive = join(work.path, `${name}.tar`);
    writeFileSync(archive, dockerArchive([built]));
    const data = work.fresh();
    const { diagnostics } = await scanImage(data, [archive]);
    expect(diagnostics).toEqual([]);
    const rows = (await listPackages(data, built.imageId)).map(({ name, version, arch, source, layers }) => ({
      name,
      version,
      arch,
      source,
      introduced: layers.introduced,
    }));
    // Keys that rpm keeps as packages have no files and are none.
    const want = (JSON.parse(readFileSync(join(folder, truth), 'utf8')) as Qa[])
      .filter(({ name }) => name !== 'gpg-pubkey')
      .map(expected);
    expect(sorted(rows)).toEqual(sorted(want));
    console.log(`${name}: ${rows.length} packages compared`);
  });
});

function expected({ name, epoch, version, release, arch, source_rpm: sourceRpm }: Qa): unknown {
  const prefix = epoch === null || String(epoch) === '0' ? '' : `${epoch}:`;
  const [, sourceName, sourceVersion] = /^(.*)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm ?? '') ?? [];
  return {
    name,
    version: `${prefix}${version}-${release}`,
    arch,
    source: sourceName === undefined ? null : { name: sourceName, version: sourceVersion },
    introduced: 1,
  };
}

function sorted(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}
