import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { ndb } from '#engine/testing/ndb.ts';
import { madePackage } from '#engine/testing/rpm-header.ts';
import { rpmQaRow } from '#engine/testing/rpm-qa.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { runFileAnalyzer } from '../../host.ts';
import { rpmNdb } from './index.ts';

/** What a peer's test states of the database. */
type PeerRow = Readonly<{ epoch: number | null; modularity_label: string; summary: string; size: number }> &
  Readonly<Record<'name' | 'version' | 'release' | 'arch' | 'source_rpm' | 'license' | 'vendor' | 'sig_md5', string>>;

describe.skipIf(corpus === undefined)('a database of a real system', () => {
  test('sle15-bci-a: as a peer lists it', () => {
    const found = rpmNdb.analyze({ bytes: readFileSync(corpusFile('pkgdb', 'rpm', 'sle15-bci-a', 'Packages.db')) });
    const truth = JSON.parse(
      readFileSync(corpusFile('pkgdb', 'rpm', 'sle15-bci-a', 'expected.json'), 'utf8'),
    ) as PeerRow[];
    const rows = factsOf(found).map((fact): PeerRow => {
      const { epoch, modularity_label: label, size, source_rpm: source, ...row } = rpmQaRow(fact);
      return {
        name: row.name,
        version: row.version,
        release: row.release,
        arch: row.arch ?? '',
        source_rpm: source ?? '',
        license: row.license ?? '',
        vendor: row.vendor ?? '',
        sig_md5: row.sig_md5 ?? '',
        epoch: epoch === null ? null : Number(epoch),
        modularity_label: label ?? '',
        summary: fact.details['summary'] ?? '',
        size: Number(size),
      };
    });
    const byName = (a: PeerRow, b: PeerRow) => (a.name < b.name ? -1 : 1);
    expect(found.status).toBe('complete');
    expect(rows.toSorted(byName)).toEqual(truth.toSorted(byName));
  });

  test('a file that is none fails with a reason', () => {
    const bytes = readFileSync(corpusFile('pkgdb', 'rpm', 'malformed', 'scalibr-invalid'));
    expect(runFileAnalyzer(rpmNdb, bytes)).toMatchObject({ status: 'failed', diagnostics: [{ code: 'malformed' }] });
  });
});

test('wants the database in each place where it may be', () => {
  expect(rpmNdb.wants).toContainEqual({ path: 'usr/lib/sysimage/rpm/Packages.db' });
  expect(rpmNdb.wants).toHaveLength(4);
});

test('a row with a changed byte is told, the others stay', () => {
  const bytes = ndb([1, 2, 3].map((number) => [number, madePackage({ name: `p${number}` })]));
  bytes[4096 + 100]! ^= 1;
  const found = rpmNdb.analyze({ bytes });
  expect(factsOf(found).map((fact) => fact.name)).toEqual(['p2', 'p3']);
  expect(found).toMatchObject({ status: 'partial', diagnostics: [{ code: 'digest-mismatch', what: 'NDB blob 1' }] });
});
