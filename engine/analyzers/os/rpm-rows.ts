import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Citation } from '#shared/model/evidence.ts';
import type { PackageFact } from '#shared/model/fact.ts';
import { type Outcome, outcome } from '#shared/model/outcome.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { type CitedFile, citePieces } from '#engine/bytes/cite-pieces.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type PiecedBytes, partOf } from '#engine/bytes/pieced-bytes.ts';
import { type ReadResult, readResult } from '#engine/bytes/read-result.ts';
import { checkHeaderDigest } from '#engine/formats/rpm/check-header-digest.ts';
import { type PathBudget, pathBudget } from '#engine/formats/rpm/read-file-list.ts';
import { RpmHeader } from '#engine/formats/rpm/read-header.ts';
import type { RpmPackageRow } from '#engine/formats/rpmdb/package-row.ts';
import { rpmFiles } from './rpm-files.ts';
import { isInstalledPackage, rpmPackageFact } from './rpm-package.ts';

/**
 * The packages of an rpm database, whatever keeps its rows.
 *
 * A package cites its whole header blob. Most of the blob is under a digest that the header states of itself: a row that does not
 * fit its digest is not claimed (rpm skips it as well), so that a change of any byte under it changes the result.
 *
 * @param files what the pieces of the rows are counted in
 * @param diagnostics of the file as a whole
 */
export function rpmPackages(
  rows: Iterable<ReadResult<RpmPackageRow>>,
  files: readonly CitedFile[],
  diagnostics: readonly Diagnostic[] = [],
): Outcome<PackageFact> {
  const facts: PackageFact[] = [];
  const told = new DiagnosticList();
  told.add(...diagnostics);
  const budget = pathBudget();
  let bad = 0;
  for (const read of rows) {
    if ('diagnostic' in read) {
      told.add(read.diagnostic);
      if (++bad >= limits.badRecords) break;
      continue;
    }
    const found = readResult(() => readPackage(read.row.header, files, budget));
    const inRow = (diagnostic: Diagnostic) => told.add(inFile(diagnostic, read.row, files));
    if ('diagnostic' in found) inRow(found.diagnostic);
    else if (found.row !== undefined) {
      facts.push(found.row.fact);
      found.row.diagnostics.forEach(inRow);
    }
  }
  return outcome(facts, told.list());
}

/** @returns undefined for a row that is no installed package */
function readPackage(
  value: PiecedBytes,
  files: readonly CitedFile[],
  budget: PathBudget,
): { fact: PackageFact; diagnostics: readonly Diagnostic[] } | undefined {
  const header = new RpmHeader(value.bytes);
  checkHeaderDigest(header);
  if (!isInstalledPackage(header)) return undefined;
  const listed = rpmFiles(header, budget);
  const cite = (kind: Citation['kind'], ranges: readonly ByteRange[]) =>
    citePieces(
      files,
      kind,
      ranges.flatMap(({ from, to }) => partOf(value, from, to).pieces),
    );
  return { fact: rpmPackageFact(header, listed.files, cite), diagnostics: listed.diagnostics };
}

/** A diagnostic of a row, with its place in the file instead of the place in the header blob. */
function inFile(diagnostic: Diagnostic, { number, header }: RpmPackageRow, files: readonly CitedFile[]): Diagnostic {
  const what = `${diagnostic.what} of package row ${number}`;
  if (!('at' in diagnostic) || diagnostic.at === undefined) return { ...diagnostic, what };
  const { from, to } = diagnostic.at;
  const length = header.bytes.byteLength;
  const [piece] = from < length ? partOf(header, from, Math.min(to, length)).pieces : header.pieces.slice(-1);
  if (piece === undefined) return { ...diagnostic, what };
  const file = files[piece.file]?.name;
  const start = from < length ? piece.from : piece.to;
  return {
    ...diagnostic,
    what,
    at: { from: start, to: start + to - from },
    ...(file !== undefined && { where: { file } }),
  };
}
