import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { bdb } from '#engine/testing/bdb.ts';
import { CitedBytes } from '#engine/testing/cited-bytes.ts';
import { madePackage } from '#engine/testing/rpm-header.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { writeSqlite } from '#engine/testing/sqlite-files.ts';
import { dir, file, opaque, symlink, tar, whiteout, type TarEntry } from '#engine/testing/tar.ts';

/**
 * Layer facts of packages, from tars to components (contracts §1). Whatever the case, every proof is read again from the layer that
 * it names, by another tar reader.
 */
type Case = Readonly<{
  name: string;
  layers: readonly (readonly TarEntry[])[];
  /** By name and version: introduced, recordWritten, lastModified, removed, and where a removal is proven. */
  expected: Readonly<Record<string, readonly [number, number | null, number, number | null, string?]>>;
}>;

const STATUS = 'var/lib/dpkg/status';
const stanza = (text: string): string => {
  const [name, version, more = ''] = text.split(' ');
  return `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\nArchitecture: all\nMaintainer: x\n${more === '' ? '' : `Section: ${more}\n`}Description: x\n\n`;
};
const dpkg = (...rows: string[]): TarEntry => file(STATUS, rows.map(stanza).join(''));
const apk = (...rows: string[]): TarEntry =>
  file(
    'lib/apk/db/installed',
    rows
      .map((row) => row.split(' '))
      .map(([name, version]) => `C:Q1${'A'.repeat(27)}=\nP:${name}\nV:${version}\nA:x86_64\nL:MIT\n\n`)
      .join(''),
  );
const distroless = (name: string, version: string): TarEntry[] => [
  file(`var/lib/dpkg/status.d/${name}`, stanza(`${name} ${version}`)),
  file(`var/lib/dpkg/status.d/${name}.md5sums`, ''),
];

/** Files of one SQLite database: with both packages written back, and with the second one in its log only. */
const rpmPackages = (...names: string[]) => names.map((name) => madePackage({ name }));
const sqlite = (written: readonly Uint8Array[], inLog: readonly Uint8Array[]): TarEntry[] => {
  const { files } = writeSqlite(
    (path) => new Database(path),
    (db) => {
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)');
      const insert = db.prepare('INSERT INTO Packages (blob) VALUES (?)');
      for (const blob of written) insert.run(blob);
      db.pragma('wal_checkpoint(TRUNCATE)');
      for (const blob of inLog) insert.run(blob);
    },
  );
  return [
    file('var/lib/rpm/rpmdb.sqlite', files.database),
    ...(files.wal && files.wal.length > 0 ? [file('var/lib/rpm/rpmdb.sqlite-wal', files.wal)] : []),
  ];
};
const [one, two] = rpmPackages('one', 'two') as [Uint8Array, Uint8Array];
const inDatabase = [dir('var/lib/rpm'), ...sqlite([one], [])];
const inLog = sqlite([one], [two]).filter(({ name }) => name.endsWith('-wal'));

const cases: Case[] = [
  { name: 'installed in the base', layers: [[dpkg('a 1')], [file('x')]], expected: { 'a 1': [0, 0, 0, null] } },
  {
    name: 'upgraded later; the database rewritten for it',
    layers: [[dpkg('a 1', 'b 1')], [file('x')], [dpkg('a 2', 'b 1')]],
    expected: { 'a 1': [0, 0, 0, 2, STATUS], 'a 2': [2, 2, 2, null], 'b 1': [0, 2, 0, null] },
  },
  {
    name: 'removed and added again',
    layers: [[apk('a 1', 'b 1')], [apk('b 1')], [apk('a 1', 'b 1')]],
    expected: { 'a 1': [2, 2, 2, null], 'b 1': [0, 2, 0, null] },
  },
  {
    name: 'a field of the row changed',
    layers: [[dpkg('a 1 libs')], [dpkg('a 1 net')], [dpkg('a 1 net', 'b 1')]],
    expected: { 'a 1': [0, 2, 1, null], 'b 1': [2, 2, 2, null] },
  },
  {
    name: 'listed again with the same bytes',
    layers: [[dpkg('a 1')], [dpkg('a 1')], [file('x')]],
    expected: { 'a 1': [0, 1, 0, null] },
  },
  {
    name: 'the database under a whiteout',
    layers: [[dpkg('a 1'), apk('b 1')], [whiteout(STATUS)]],
    expected: { 'a 1': [0, 0, 0, 1, 'var/lib/dpkg/.wh.status'], 'b 1': [0, 0, 0, null] },
  },
  {
    name: 'its directory under a whiteout, and made again',
    layers: [[dpkg('a 1')], [whiteout('var/lib'), dpkg('b 1')]],
    expected: { 'a 1': [0, 0, 0, 1, STATUS], 'b 1': [1, 1, 1, null] },
  },
  {
    name: 'its directory made opaque',
    layers: [[dpkg('a 1')], [opaque('var/lib')]],
    expected: { 'a 1': [0, 0, 0, 1, 'var/lib/.wh..wh..opq'] },
  },
  {
    name: 'its directory replaced by a file, which no bytes prove',
    layers: [[dpkg('a 1')], [file('var/lib/dpkg', 'x')]],
    expected: { 'a 1': [0, 0, 0, 1] },
  },
  {
    name: 'distroless: each package in a file of its own',
    layers: [distroless('a', '1'), distroless('b', '1'), distroless('a', '2')],
    expected: {
      'a 1': [0, 0, 0, 2, 'var/lib/dpkg/status.d/a'],
      'a 2': [2, 2, 2, null],
      'b 1': [1, 1, 1, null],
    },
  },
  {
    name: 'distroless: two removed in one layer, each by its own whiteout',
    layers: [
      [...distroless('a', '1'), ...distroless('b', '1'), ...distroless('c', '1'), dpkg('d 1')],
      [whiteout('var/lib/dpkg/status.d/a'), whiteout('var/lib/dpkg/status.d/b'), dpkg('e 1')],
    ],
    expected: {
      'a 1': [0, 0, 0, 1, 'var/lib/dpkg/status.d/.wh.a'],
      'b 1': [0, 0, 0, 1, 'var/lib/dpkg/status.d/.wh.b'],
      'c 1': [0, 0, 0, null],
      'd 1': [0, 0, 0, 1, STATUS],
      'e 1': [1, 1, 1, null],
    },
  },
  {
    name: 'a package that moves from status.d to status stays',
    layers: [distroless('a', '1'), [whiteout('var/lib/dpkg/status.d/a'), dpkg('a 1')]],
    expected: { 'a 1': [0, 1, 0, null] },
  },
  {
    name: 'a database through a symlink that a lower layer made',
    layers: [[dir('usr/lib'), symlink('lib', 'usr/lib')], [{ ...apk('a 1'), name: 'usr/lib/apk/db/installed' }]],
    expected: { 'a 1': [1, 1, 1, null] },
  },
  {
    name: 'rpm changes its back end',
    layers: [
      [
        file(
          'var/lib/rpm/Packages',
          bdb({
            rows: [
              [1, one],
              [2, two],
            ],
          }),
        ),
      ],
      [whiteout('var/lib/rpm/Packages'), ...inDatabase],
    ],
    expected: { 'one 1-2': [0, 1, 0, null], 'two 1-2': [0, 0, 0, 1, 'var/lib/rpm/.wh.Packages'] },
  },
  {
    name: 'rpm changes its back end and leaves the old one',
    layers: [
      [
        file(
          'var/lib/rpm/Packages',
          bdb({
            rows: [
              [1, one],
              [2, two],
            ],
          }),
        ),
      ],
      inDatabase,
    ],
    expected: { 'one 1-2': [0, 1, 0, null], 'two 1-2': [0, 0, 0, 1, 'var/lib/rpm/rpmdb.sqlite'] },
  },
  {
    name: 'rpm: a layer writes only the log',
    layers: [inDatabase, inLog],
    // Both rows lie on the page that the log writes again.
    expected: { 'one 1-2': [0, 1, 0, null], 'two 1-2': [1, 1, 1, null] },
  },
];

it.for(cases)('$name', async ({ layers, expected }) => {
  const tars = layers.map((entries) => tar(entries));
  const { components } = await scanInMemory(tars);
  const found = components.map(({ name, version, layers: at, evidence }) => {
    const removal = evidence.find(({ proves }) => proves === 'removal')?.locator.path;
    const facts = [at.introduced, at.recordWritten, at.lastModified, at.removed];
    return [`${name} ${version}`, removal === undefined ? facts : [...facts, removal]];
  });
  expect(Object.fromEntries(found)).toEqual(expected);

  const bytes = await CitedBytes.open(tars);
  for (const { name, evidence } of components) {
    expect(evidence.length).toBeGreaterThan(0);
    for (const { locator } of evidence)
      expect([name, locator.path, bytes.sha256(locator)]).toEqual([name, locator.path, locator.sha256]);
  }
});

it('executables without an owner: the layer since which some copy has these bytes', async () => {
  const elf = (text: string): Buffer => Buffer.from(`\x7fELF ${text}`, 'latin1');
  const { components } = await scanInMemory(
    [
      [file('bin/a', elf('1')), file('bin/gone', elf('2'))],
      [file('bin/a', elf('1'), { mode: 0o755 }), file('bin/b', elf('3'))],
      [file('bin/b', elf('4')), file('bin/c', elf('1')), whiteout('bin/gone')],
    ].map((entries) => tar(entries)),
  );
  const found = components.map(({ occurrences, layers }) => [occurrences.map(({ path }) => path).join(' '), layers]);
  expect(Object.fromEntries(found)).toEqual({
    'bin/a bin/c': { introduced: 0, recordWritten: null, lastModified: 2, removed: null },
    'bin/b': { introduced: 2, recordWritten: null, lastModified: 2, removed: null },
  });
});
