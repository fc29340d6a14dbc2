import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { dir, file, tar, whiteout } from '#engine/testing/tar.ts';
import { buildPackages } from './rpm/build-packages.ts';
import { TempFolder, writableBackEnds } from './rpm/rpm-tool.ts';
import { listFiles, listPackages, scanImage } from './support/cli.ts';
import { missingTools, run, skipNotice } from './support/tools.ts';

const lacks = missingTools(['rpm', 'rpmbuild', 'rpmdb', 'tar']);
skipNotice('rpm images', lacks);

/** Where each back end is at home. */
const places = { sqlite: 'usr/lib/sysimage/rpm', ndb: 'usr/lib/sysimage/rpm', bdb: 'var/lib/rpm' } as const;
const NONE = '(none)';

type Row = { name: string; version: string; arch: string | null; source: unknown };

describe.skipIf(lacks.length > 0)('a root that rpm installed', () => {
  const temp = new TempFolder();
  let rpms: ReadonlyMap<string, string> = new Map();
  let writable: readonly string[] = [];

  beforeAll(() => {
    rpms = buildPackages(temp);
    writable = writableBackEnds(temp);
  });
  afterAll(() => temp[Symbol.dispose]());

  it.for(['sqlite', 'ndb', 'bdb'] as const)(
    '%s: as rpm -qa, after installing and after erasing',
    async (backEnd, { skip }) => {
      skip(!writable.includes(backEnd), `this rpm does not write ${backEnd}`);
      const root = temp.folder(`root-${backEnd}`);
      const rpm = (...args: string[]): string =>
        run('rpm', [
          '--root',
          root,
          '--define',
          `_db_backend ${backEnd}`,
          '--dbpath',
          `/${places[backEnd]}`,
          ...args,
        ]).toString();
      const list = (): Row[] =>
        rpm('-qa', '--qf', '%{NAME}\\t%{EPOCH}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{SOURCERPM}\\n')
          .split('\n')
          .filter((line) => line !== '')
          .map(rowOf)
          .toSorted(byName);

      rpm('-i', '--nodeps', '--noscripts', '--ignorearch', '--ignoreos', ...rpms.values());
      const installed = list();
      expect(installed).toHaveLength(rpms.size);
      const base = join(temp.path, `${backEnd}.tar`);
      run('tar', ['-C', root, '--numeric-owner', '-cf', base, '.']);
      const plainFiles = rpm('-ql', 'plain')
        .split('\n')
        .filter((line) => line !== '');
      rpm('-e', '--nodeps', '--noscripts', 'plain');
      const left = list();

      const built = image({
        layers: [
          { entries: [dir('etc'), file('etc/os-release', 'ID=fedora\nVERSION_ID=40\n')] },
          { tar: readFileSync(base) },
          { entries: databaseEntries(root, places[backEnd], plainFiles), compression: 'zstd' },
          { tar: tar([whiteout('opt/some/3')]), compression: 'gzip' },
        ],
      });
      const archive = join(temp.path, `${backEnd}.image.tar`);
      writeFileSync(archive, dockerArchive([built], 'hybrid'));
      const data = temp.folder(`data-${backEnd}`);
      const { diagnostics } = await scanImage(data, [archive]);
      expect(diagnostics).toEqual([]);

      const rows = await listPackages(data, built.imageId);
      const got = rows.map(({ name, version, arch, source }) => ({ name, version, arch, source }));
      expect(got.toSorted(byName)).toEqual(left);
      for (const { name, type, state, layers, missingFiles } of rows)
        expect([name, type, state, layers, missingFiles]).toEqual([
          name,
          'rpm',
          'installed',
          { introduced: 1, recordWritten: 2, lastModified: 1, removed: null },
          name === 'some' ? ['opt/some/3'] : [],
        ]);
      const removed = await listPackages(data, built.imageId, '--removed');
      expect(removed.map(({ name, layers }) => [name, layers.introduced, layers.removed])).toEqual([['plain', 1, 2]]);
      const paths = new Set((await listFiles(data, built.imageId)).map(({ path }) => `/${path}`));
      const owned = rpm('-qla')
        .split('\n')
        .filter((line) => line.startsWith('/'));
      // rpm lists ghosts, which are files that it does not install.
      expect(owned.filter((path) => !paths.has(path))).toEqual(expect.arrayContaining(['/opt/some/3']));
      console.log(`${backEnd}: ${rows.length} packages compared with rpm -qa, ${owned.length} listed files`);
    },
  );
});

function rowOf(line: string): Row {
  const [name = '', epoch = '', evr = '', arch = '', sourceRpm = ''] = line.split('\t');
  const [, sourceName, sourceVersion] = /^(.*)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm) ?? [];
  return {
    name,
    version: epoch === NONE || epoch === '0' ? evr : `${epoch}:${evr}`,
    arch: arch === NONE ? null : arch,
    source: sourceName === undefined ? null : { name: sourceName, version: sourceVersion },
  };
}

function databaseEntries(root: string, place: string, gone: readonly string[]): ReturnType<typeof file>[] {
  const written = readdirSync(join(root, place)).map((name) =>
    file(`${place}/${name}`, readFileSync(join(root, place, name))),
  );
  return [...written, ...gone.map((path) => whiteout(path.slice(1)))];
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
