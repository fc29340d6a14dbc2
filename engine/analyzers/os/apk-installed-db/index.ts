import type { PackageFact } from '#shared/model/fact.ts';
import { outcome } from '#shared/model/outcome.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { DiagnosticList, excerpt } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readApkInstalledDb } from '#engine/formats/apk/read-installed-db.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { packageOf } from './package-of.ts';

/** Installed packages of apk-tools 2 and 3 with the files they list. */
export const apkInstalledDb = defineFileAnalyzer({
  id: 'os/apk-installed-db',
  version: 1,
  role: 'database',
  // A root with a merged /usr keeps the database under usr/; db-uvol holds what is installed on other volumes.
  wants: [
    { path: 'lib/apk/db/installed' },
    { path: 'usr/lib/apk/db/installed' },
    { path: 'lib/apk/db-uvol/installed' },
  ],
  maxBytes: limits.textDatabaseBytes,
  emits: ['package'],
  analyze({ bytes }) {
    const text = byteString(bytes);
    const facts: PackageFact[] = [];
    const problems = new DiagnosticList();
    // An identity line in the record before: were the two one, this record's own would be repeated ones.
    let parted = false;
    for (const record of readApkInstalledDb(text)) {
      if (facts.length >= limits.packagesPerDatabase) {
        const limit = limits.packagesPerDatabase;
        problems.add({ code: 'limit-exceeded', what: 'packages of an apk database', limit, seen: limit + 1 });
        break;
      }
      problems.add(...record.problems);
      const fact = packageOf(bytes, record, parted);
      if (fact) facts.push(fact);
      // A record of nothing but bad lines has been reported line by line.
      else if (record.fields.size > 0 || record.files.length > 0)
        problems.add({
          code: 'missing',
          what: 'P or V of an apk record',
          found: excerpt(text, record.from, record.to),
        });
      parted = ['P', 'V', 'A', 'o'].some((letter) => record.fields.has(letter));
    }
    return outcome(facts, problems.list());
  },
});
