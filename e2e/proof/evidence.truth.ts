import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { CitedBytes } from '#engine/testing/cited-bytes.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { madePackage } from '#engine/testing/rpm-header.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { seededRandom } from '#engine/testing/seeded-random.ts';
import { writeSqlite } from '#engine/testing/sqlite-files.ts';
import { file, tar, whiteout, type TarEntry } from '#engine/testing/tar.ts';
import type { Component } from '#shared/model/component.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { ImageGraph } from '#shared/model/image.ts';

/**
 * Evidence is honest (contracts §5). Every component's segments are read again from the image by another tar reader. Then random
 * claims are tested: one byte of a file is changed, the image scanned again, and the claim compared.
 *
 * A *claim* is one piece of evidence of one component or of the distribution, with what it proves:
 * - `component`: key, name, version, architecture, source, state, and the evidence's path, container, segments and sha256;
 * - `licence`: the component's key, and the same of the evidence (which of a package's licences it states is in the cited bytes;
 *   an uncited change may add a licence, but none may go);
 * - `removal`: key, layer, and the same of the evidence;
 * - `distro`: id, version, and the same of the evidence.
 *
 * diffIDs are left out, because any change of a byte changes the layer's. A *cited* byte is one in the evidence's segments; after it
 * is changed, an equal claim must not be there. An *uncited* byte is one of the same file that no evidence at all cites, chosen at
 * random; after it is changed, an equal claim must be there. A binary database has bytes that are no value of any row but without
 * which no row can be found (page headers, cell pointers, b-tree nodes): when such a byte takes the claim with it, the scan has
 * to say so with a diagnostic about that file, nothing that was not claimed before may be claimed instead, and it is counted apart.
 * In a write-ahead log every byte is of that kind: checksums are chained, and SQLite ends reading it at the first that is wrong.
 * A row may then be claimed from the older copy of its page: the same claim with another proof.
 */
const SEED = Number(process.env['STELLAOPS_SEED'] ?? 20_261_121);
const CLAIMS = 200;

type ImageCase = Readonly<{
  name: string;
  layers: readonly (readonly TarEntry[])[];
  binary: readonly string[];
  claims: number;
}>;

const read = (...parts: string[]): Buffer => readFileSync(corpusFile('pkgdb', ...parts));
const osRelease = file(
  'etc/os-release',
  'NAME="Example"\nID=example\nVERSION_ID="1"\nPRETTY_NAME="Example 1"\nHOME_URL="https://example.org/"\n',
);

function corpusCases(): ImageCase[] {
  const copyrights = readdirSync(corpusFile('pkgdb', 'dpkg-copyright', 'syft')).map((name) =>
    file(`usr/share/doc/${name}/copyright`, read('dpkg-copyright', 'syft', name)),
  );
  const dpkgImage = ['etc/os-release', 'usr/share/doc/libpam-runtime/copyright', 'var/lib/dpkg/status'];
  return [
    {
      name: 'dpkg with copyright files, and apk beside it',
      layers: [
        [
          file('var/lib/dpkg/status', read('dpkg', 'fanal-dpkg', 'status')),
          ...copyrights,
          file('var/lib/dpkg/info/zlib1g.md5sums', read('dpkg-info', 'syft', 'zlib1g.md5sums')),
        ],
        [osRelease, file('lib/apk/db/installed', read('apk', 'fanal', 'installed'))],
      ],
      binary: [],
      claims: 60,
    },
    {
      name: 'a package that a later layer removes, and a database under a whiteout',
      layers: [
        [
          ...dpkgImage.map((path) => file(path, read('dpkg', 'syft-image-dpkg', ...path.split('/')))),
          file('lib/apk/db/installed', read('apk', 'scancode-small-installed', 'installed')),
        ],
        [whiteout('lib/apk/db/installed')],
      ],
      binary: [],
      claims: 30,
    },
    {
      name: 'distroless status.d',
      layers: [folderOf('dpkg', 'syft-image-distroless-deb')],
      binary: [],
      claims: 10,
    },
    rpmCase('rpm Berkeley DB', 'var/lib/rpm/Packages', read('rpm', 'ubi8-8.6', 'Packages'), 25),
    rpmCase('rpm NDB', 'usr/lib/sysimage/rpm/Packages.db', read('rpm', 'sle15-bci-a', 'Packages.db'), 25),
    rpmCase('rpm SQLite', 'var/lib/rpm/rpmdb.sqlite', read('rpm', 'cbl-mariner-2.0', 'rpmdb.sqlite'), 25),
    sqliteWithLog(25),
  ];
}

function folderOf(...parts: string[]): TarEntry[] {
  const root = corpusFile('pkgdb', ...parts);
  const walk = (at: string): TarEntry[] =>
    readdirSync(join(root, at)).flatMap((name) => {
      const path = at === '' ? name : `${at}/${name}`;
      return statSync(join(root, path)).isDirectory() ? walk(path) : [file(path, readFileSync(join(root, path)))];
    });
  return walk('');
}

function rpmCase(name: string, path: string, database: Buffer, claims: number): ImageCase {
  return { name, layers: [[osRelease, file(path, database)]], binary: [path], claims };
}

/** Rows larger than a page, some in the database and some in its log only. */
function sqliteWithLog(claims: number): ImageCase {
  const { files } = writeSqlite(
    (path) => new Database(path),
    (db) => {
      db.pragma('page_size = 4096');
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)');
      const insert = db.prepare('INSERT INTO Packages VALUES (?, ?)');
      for (let n = 1; n <= 40; n++) {
        insert.run(n, madePackage({ name: `made${n}`, more: [{ tag: 1004, text: `${n} `.repeat(500 * (n % 4)) }] }));
        if (n === 20) db.pragma('wal_checkpoint(TRUNCATE)');
      }
    },
  );
  const folder = 'var/lib/rpm';
  if (files.wal === undefined) throw new Error('SQLite wrote no log');
  return {
    name: 'rpm SQLite with a log that is not written back',
    layers: [
      [osRelease, file(`${folder}/rpmdb.sqlite`, files.database), file(`${folder}/rpmdb.sqlite-wal`, files.wal)],
    ],
    binary: [`${folder}/rpmdb.sqlite`, `${folder}/rpmdb.sqlite-wal`],
    claims,
  };
}

/** One proof and what it proves; `text` is what two claims are compared by. */
type Claim = Readonly<{ key: string; evidence: Evidence; said: string; text: string; licences: readonly string[] }>;

function claimsOf(graph: ImageGraph): Claim[] {
  const distro = graph.distro?.evidence.map((evidence) =>
    claimOf('distro', evidence, [graph.distro?.id, graph.distro?.versionId], []),
  );
  return [
    ...(distro ?? []),
    ...graph.components.flatMap((component) =>
      component.evidence.map((evidence) =>
        claimOf(
          component.key,
          evidence,
          saidOf(component, evidence),
          component.licences.map(({ text }) => text),
        ),
      ),
    ),
  ];
}

function saidOf(component: Component, { proves }: Evidence): unknown[] {
  const { name, version, arch, source, state, layers } = component;
  if (proves === 'licence') return [];
  return proves === 'removal' ? [layers.removed] : [name, version, arch, source, state];
}

function claimOf(key: string, evidence: Evidence, said: unknown[], licences: readonly string[]): Claim {
  const { diffId: _diffId, ...place } = evidence.locator;
  const what = JSON.stringify([key, evidence.proves, ...said]);
  return { key, evidence, licences, said: what, text: `${what} ${JSON.stringify(place)}` };
}

/** Where the bytes of a locator stand in its layer's tar: offset of the content that its segments count in. */
function offsetIn(layer: Uint8Array, bytes: CitedBytes, { evidence: { locator } }: Claim): number {
  if (locator.container.length > 0) return 0;
  const at = Buffer.from(layer).indexOf(bytes.content(locator));
  if (at < 0) throw new Error(`${locator.path} is not in its layer`);
  return at;
}

const tally = { cited: 0, uncited: 0, structure: 0 };

describe.skipIf(corpus === undefined)('evidence is honest', () => {
  const random = seededRandom(SEED);
  const below = (limit: number): number => Math.floor(random() * limit);
  const cases = corpus === undefined ? [] : corpusCases();
  const other = (byte: number): number => (byte + 1 + below(255)) % 256;

  afterAll(() => {
    console.log(
      `seed ${SEED}: ${tally.cited} cited bytes changed, ${tally.uncited} uncited bytes changed, of these ${tally.structure} took the claim with them as part of a binary database's structure, and it was said`,
    );
  });

  it('tests as many claims as asked for', () => {
    expect(cases.reduce((sum, { claims }) => sum + claims, 0)).toBe(CLAIMS);
  });

  it.for(cases)('$name', async ({ layers, binary, claims }) => {
    const tars = layers.map((entries) => tar(entries));
    const graph = await scanInMemory(tars);
    const bytes = await CitedBytes.open(tars);
    const all = claimsOf(graph);
    expect(graph.components.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
    const wrong = all.filter(({ evidence: { locator } }) => bytes.sha256(locator) !== locator.sha256);
    expect(wrong).toEqual([]);

    /** Every byte of a layer that some evidence cites, by layer and path. */
    const cited = new Map<string, Set<number>>();
    const fileOf = ({ layerIndex, path, container }: Evidence['locator']): string =>
      `${layerIndex} ${container.length > 0 ? 'layer tar' : path}`;
    for (const { evidence } of all) {
      const set = cited.get(fileOf(evidence.locator)) ?? new Set();
      cited.set(fileOf(evidence.locator), set);
      for (const { from, to } of evidence.locator.segments) for (let at = from; at < to; at++) set.add(at);
    }
    const rescan = async (layer: number, at: number): Promise<ImageGraph> => {
      const changed = tars.map((one, i) => (i === layer ? new Uint8Array(one) : one));
      const target = changed[layer]!;
      target[at] = other(target[at]!);
      return scanInMemory(changed).catch((error: unknown) => {
        // A changed tar header is a layer that cannot be read: nothing is claimed from it.
        if (error instanceof Error && error.name === 'ParseError') return { ...graph, components: [], distro: null };
        throw error;
      });
    };

    for (let n = 0; n < claims; n++) {
      const claim = all[below(all.length)]!;
      const { locator } = claim.evidence;
      const start = offsetIn(tars[locator.layerIndex]!, bytes, claim);
      const label = `seed ${SEED}, claim ${n}: ${claim.text}`;

      const segment = locator.segments[below(locator.segments.length)];
      const citedAt =
        segment === undefined ? below(bytes.content(locator).length) : segment.from + below(segment.to - segment.from);
      const afterCited = await rescan(locator.layerIndex, start + citedAt);
      tally.cited += 1;
      if (claimsOf(afterCited).some(({ text }) => text === claim.text))
        expect.fail(`outlasts byte ${citedAt}: ${label}`);

      // A whiteout's marker has no file of its own whose other bytes could be changed.
      if (locator.container.length > 0 || segment === undefined) continue;
      const known = cited.get(fileOf(locator))!;
      const size = bytes.content(locator).length;
      if (known.size === size) continue;
      let free = below(size);
      while (known.has(free)) free = below(size);
      const afterFree = await rescan(locator.layerIndex, start + free);
      tally.uncited += 1;
      const found = claimsOf(afterFree);
      const kept = found.find(({ text }) => text === claim.text);
      if (kept && claim.licences.every((licence) => kept.licences.includes(licence))) continue;
      const told = afterFree.diagnostics.filter(
        ({ where }) => where?.path !== undefined && binary.includes(where.path),
      );
      const before = new Set(all.map(({ said }) => said));
      const invented = found.filter(({ said }) => !before.has(said));
      if (told.length === 0 || invented.length > 0)
        expect.fail(
          `byte ${free} of ${locator.path}: ${JSON.stringify({ told, invented: invented.map(({ text }) => text).slice(0, 5) })}: ${label}`,
        );
      tally.structure += 1;
    }
  });
});
