import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { readRpmSqlite } from '#engine/formats/rpmdb/sqlite/read-sqlite-packages.ts';
import { defineSetAnalyzer } from '../../analyzer.ts';
import { rpmDirectories } from '../rpm-directories.ts';
import { rpmPackages } from '../rpm-rows.ts';

const DATABASE = 'rpmdb.sqlite';
const LOG = 'rpmdb.sqlite-wal';

/**
 * rpm's SQLite back end: Fedora since 33, RHEL since 9, Amazon Linux 2023, Azure Linux. What was committed to the write-ahead log
 * but not yet copied into the database counts, as it does for rpm.
 *
 * A row may begin on a page that is newer in the log and go on in pages of the database (or the other way round). Then its
 * citation has both parts: the file with the record's cell first, the other one as `continued`.
 */
export const rpmSqlite = defineSetAnalyzer({
  id: 'os/rpm-sqlite',
  version: 1,
  directories: rpmDirectories,
  members: [DATABASE, LOG],
  maxBytes: limits.databaseBytes,
  emits: ['package'],
  analyze({ members }) {
    const database = members[DATABASE];
    const wal = members[LOG];
    if (database === undefined) throw new ParseError({ code: 'missing', what: DATABASE });
    const { rows, diagnostics } = readRpmSqlite({ database, ...(wal && { wal }) });
    const files = [{ bytes: database }, ...(wal ? [{ name: LOG, bytes: wal }] : [])];
    return rpmPackages(rows, files, diagnostics);
  },
});
