import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { PackageFact } from '#shared/model/fact.ts';
import { outcome } from '#shared/model/outcome.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readDeb822 } from '#engine/formats/deb822/read-deb822.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { identityOf, looksLikePackage } from './identity.ts';
import { type PackageReading, packageOf } from './package-of.ts';

/**
 * Installed packages of dpkg: `status`, and distroless images' `status.d/NAME` with one stanza each.
 *
 * dpkg refuses a whole file for one bad line; here the stanzas that can be read are kept and the rest is reported. A stanza
 * without a Status counts as installed when it is the only one, as in status.d; among others it is what dpkg takes it for, a
 * package that is not installed. In `status.d` there are also checksum lists and maintainer scripts: a file without anything
 * that looks like a package stanza has no facts and no diagnostics.
 */
export const dpkgStatus = defineFileAnalyzer({
  id: 'os/dpkg-status',
  version: 1,
  role: 'database',
  wants: [{ path: 'var/lib/dpkg/status' }, { directory: 'var/lib/dpkg/status.d' }],
  maxBytes: limits.textDatabaseBytes,
  emits: ['package'],
  analyze({ bytes }) {
    const text = byteString(bytes);
    const facts: PackageFact[] = [];
    const problems = new DiagnosticList();
    const seen = new Set<string>();
    let packages = 0;
    let anyLooksLikePackage = false;
    let withoutStatus: PackageReading | undefined;
    let endsWithStatus = false;
    // An identity field in the stanza before: were the two one, this stanza's own would be repeated ones.
    let partedFromPackage = false;
    for (const stanza of readDeb822(text)) {
      if (facts.length >= limits.packagesPerDatabase) {
        const limit = limits.packagesPerDatabase;
        problems.add({ code: 'limit-exceeded', what: 'packages of a dpkg status file', limit, seen: limit + 1 });
        break;
      }
      const identity = identityOf(text, stanza);
      problems.add(...stanza.problems, ...identity.problems);
      if (looksLikePackage(stanza)) {
        anyLooksLikePackage = true;
        if (identity.fields.package) packages++;
        endsWithStatus = identity.fields.status !== undefined;
        const reading = packageOf(bytes, text, stanza, identity, partedFromPackage);
        problems.add(...reading.problems);
        if (!endsWithStatus && identity.fields.package) withoutStatus = reading;
        else if (reading.lacks) problems.add(reading.lacks);
        if (endsWithStatus && reading.fact) {
          const key = `${reading.fact.name}:${reading.fact.arch ?? ''}`;
          if (seen.has(key))
            problems.add({ code: 'anomaly', what: 'dpkg status', found: `a second stanza for ${key}` });
          seen.add(key);
          facts.push(reading.fact);
        }
      }
      partedFromPackage = Object.keys(identity.fields).length > 0;
    }
    if (!anyLooksLikePackage) return outcome(facts, withoutStanza(text));
    if (endsWithStatus && !text.endsWith('\n'))
      problems.add({ code: 'anomaly', what: 'dpkg status', found: 'no line feed at the end: the file may be cut' });
    if (packages === 1 && withoutStatus?.fact) facts.push(withoutStatus.fact);
    if (packages === 1 && withoutStatus?.lacks) problems.add(withoutStatus.lacks);
    return outcome(facts, problems.list());
  },
});

/** NUL is what a crash of the machine leaves of a file that was being written; no list and no script holds any. */
function withoutStanza(text: string): Diagnostic[] {
  return text.includes('\0')
    ? [{ code: 'malformed', what: 'dpkg status', found: 'NUL bytes and no package stanza' }]
    : [];
}
