import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { file } from '#engine/testing/tar.ts';
import { listPackages, scanImage } from './support/cli.ts';
import { run } from './support/tools.ts';
import { WorkFolder } from './support/work-folder.ts';

/** A package as the peer's golden files state it. */
type Peer = Readonly<{
  name: string;
  version: string;
  source?: string;
  source_version?: string;
  src_name?: string;
  src_version?: string;
}>;

const peerRow = (row: Peer): unknown => ({
  name: row.name,
  version: row.version,
  source: { name: row.source ?? row.src_name, version: row.source_version ?? row.src_version },
});
const byName = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

describe.skipIf(corpus === undefined)('Alpine', () => {
  const work = new WorkFolder();
  afterAll(() => work[Symbol.dispose]());

  it('an image that docker saved', async () => {
    const archive = corpusFile('images/docker-archive/fanal-alpine-310.tar.gz');
    const want = databaseOf(archive, work.fresh('members'));
    const data = work.fresh();
    const { imageId } = await scanImage(data, [archive]);
    const rows = await listPackages(data, imageId);
    expect(rows.map(({ name, version, source }) => ({ name, version, source })).toSorted(byName)).toEqual(
      want.map(peerRow).toSorted(byName),
    );
    // The peer's golden file is of another build of that image: the names are the same.
    const golden = corpusFile('images/docker-archive/fanal-alpine-310.expected.json');
    const peer = JSON.parse(readFileSync(golden, 'utf8')) as Peer[];
    expect(rows.map(({ name }) => name).toSorted()).toEqual(peer.map(({ name }) => name).toSorted());
    expect(new Set(rows.map(({ purl }) => purl?.replace(/\/[^/]*$/, '')))).toEqual(new Set(['pkg:apk/alpine']));
    console.log(`${rows.length} packages compared`);
  });

  it('a database that grows, shrinks and is deleted', async () => {
    const text = readFileSync(corpusFile('pkgdb/apk/fanal/installed'), 'latin1');
    const [golden] = JSON.parse(readFileSync(corpusFile('pkgdb/apk/fanal.expected.json'), 'utf8')) as {
      expected: Peer[];
    }[];
    const want = golden?.expected ?? expect.fail('no answer');
    // One record is there to be refused: it has no version.
    const records = text.split(/(?<=\n\n)/).filter((record) => !record.includes('WithoutAVersion'));
    expect(records.length).toBeGreaterThanOrEqual(want.length);
    const databases = [records.slice(0, 4), records, records.filter((record) => !record.includes('\nP:zlib\n'))];
    const built = image({
      layers: [
        { entries: [file('etc/os-release', 'ID=alpine\nVERSION_ID=3.4.0\n')] },
        ...databases.map((rows) => ({ entries: [file('lib/apk/db/installed', Buffer.from(rows.join(''), 'latin1'))] })),
      ],
    });
    const archive = join(work.path, 'alpine.tar');
    writeFileSync(archive, dockerArchive([built]));
    const data = work.fresh();
    await scanImage(data, [archive]);
    const rows = await listPackages(data, built.imageId);
    const expected = want
      .map((row, i) => ({ row, introduced: i < 4 ? 1 : 2 }))
      .filter(({ row }) => row.name !== 'zlib')
      .map(({ row, introduced }) => ({
        ...(peerRow(row) as object),
        layers: { introduced, recordWritten: 3, lastModified: introduced, removed: null },
      }));
    const got = rows.map(({ name, version, source, layers }) => ({ name, version, source, layers }));
    expect(got.toSorted(byName)).toEqual(expected.toSorted(byName));
    const removed = await listPackages(data, built.imageId, '--removed');
    expect(removed.map(({ name, layers }) => [name, layers.introduced, layers.removed])).toEqual([['zlib', 2, 3]]);
    console.log(`${rows.length + removed.length} rows with layers compared`);
  });
});

/** The records of an archive's only layer, taken out with GNU tar and read line by line. */
function databaseOf(archive: string, folder: string): Peer[] {
  run('tar', ['-C', folder, '-xzf', archive]);
  const layer = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('layer.tar'));
  const text = run('tar', ['-xOf', join(folder, layer ?? ''), 'lib/apk/db/installed']).toString();
  return text
    .split('\n\n')
    .filter((record) => record.includes('P:'))
    .map((record) => {
      const field = (letter: string): string => new RegExp(`^${letter}:(.*)$`, 'm').exec(record)?.[1] ?? '';
      return { name: field('P'), version: field('V'), source: field('o'), source_version: field('V') };
    });
}
