import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { bdb } from '#engine/testing/bdb.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { madePackage } from '#engine/testing/rpm-header.ts';
import { type RpmQaRow, rpmQaRow, sortedQa } from '#engine/testing/rpm-qa.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { runFileAnalyzer } from '../../host.ts';
import { rpmBdb } from './index.ts';

describe.skipIf(corpus === undefined)('databases of real systems', () => {
  const path = (...parts: string[]) => corpusFile('pkgdb', 'rpm', ...parts);

  it.for(['ubi8-8.6', 'scalibr-epoch', 'syft-dive-bdb'])('%s: as rpm -qa lists it', (folder) => {
    const found = rpmBdb.analyze({ bytes: readFileSync(path(folder, 'Packages')) });
    const truth = JSON.parse(readFileSync(path(folder, 'rpm-qa.json'), 'utf8')) as RpmQaRow[];
    expect(found.status).toBe('complete');
    expect(sortedQa(factsOf(found).map(rpmQaRow))).toEqual(sortedQa(truth));
  });

  test('a file and its digest, as a peer states it', () => {
    const [dive] = factsOf(rpmBdb.analyze({ bytes: readFileSync(path('syft-dive-bdb', 'Packages')) }));
    expect(dive?.files).toEqual([
      {
        path: 'usr/local/bin/dive',
        digest: { alg: 'sha256', hex: '81d29f327ba23096b3c52ff6fe1c425641e618bc87b5c05ee377edc650afaa55' },
      },
    ]);
  });

  test('an epoch is in the version', () => {
    const [hello] = factsOf(rpmBdb.analyze({ bytes: readFileSync(path('scalibr-epoch', 'Packages')) }));
    expect(hello).toMatchObject({
      name: 'hello',
      version: '1:0.0.1-rls',
      source: { name: 'hello', version: '0.0.1-rls' },
      details: { epoch: '1' },
    });
  });

  test('a file that is none fails with a reason', () => {
    expect(runFileAnalyzer(rpmBdb, readFileSync(path('malformed', 'scalibr-invalid')))).toMatchObject({
      status: 'failed',
      diagnostics: [{ code: 'truncated' }],
    });
  });
});

test('wants the database in each place where it may be', () => {
  expect(rpmBdb.wants).toEqual([
    { path: 'var/lib/rpm/Packages' },
    { path: 'usr/lib/sysimage/rpm/Packages' },
    { path: 'usr/share/rpm/Packages' },
    { path: 'usr/lib/sysimage/rpm-ostree-base-db/Packages' },
  ]);
});

test('a row with an empty overflow page is told, the others stay', () => {
  const bytes = bdb({ rows: [1, 2, 3].map((number) => [number, madePackage({ name: `p${number}` })]) });
  // Overflow pages follow the counter and the three rows; the first one has the first row.
  bytes.writeUInt16LE(0, 5 * 512 + 22);
  const found = rpmBdb.analyze({ bytes });
  expect(factsOf(found).map((fact) => fact.name)).toEqual(['p2', 'p3']);
  expect(found).toMatchObject({ status: 'partial', diagnostics: [{ code: 'malformed' }] });
});
