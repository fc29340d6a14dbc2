import type { DeclaredPackageFact } from '#shared/model/facts/declared-package.ts';
import { outcome } from '#shared/model/outcome.ts';
import { cite } from '#engine/bytes/cite.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { jsonItems, jsonMembers, readJson } from '#engine/formats/json/read-members.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { arrayOf, barePackage, citeMembers, memberRanges, objectOf, textDetails, textsOf } from '../json-packages.ts';

const DETAILS = { description: 'description', homepage: 'homepage', reference: 'source-reference' };

/** Packages of a `vendor/composer/installed.json`: a list (Composer 1), or an object with `packages` (Composer 2). */
export const phpInstalled = defineFileAnalyzer({
  id: 'language/php-installed',
  version: 2,
  role: 'file',
  wants: [{ basename: 'installed.json' }],
  maxBytes: limits.packageMetadataBytes,
  emits: ['declared-package'],
  analyze({ bytes }) {
    const { value, text, start } = readJson(bytes, 'installed.json');
    const member = Array.isArray(value) ? undefined : jsonMembers(text, start).get('packages');
    const list = Array.isArray(value) ? start : member?.value.from;
    const packages = Array.isArray(value) ? arrayOf(value) : arrayOf(objectOf(value)['packages']);
    if (list === undefined) return outcome([], []);
    const facts: DeclaredPackageFact[] = [];
    const problems = new DiagnosticList();
    for (const [i, { from }] of jsonItems(text, list).entries()) {
      const one = objectOf(packages[i]);
      const { name, version } = one;
      const [, namespace, base] = typeof name === 'string' ? (/^([^/]+)\/([^/]+)$/.exec(name) ?? []) : [];
      if (namespace === undefined || base === undefined || typeof version !== 'string' || version === '') {
        problems.add({ code: 'missing', what: 'vendor, name or version of a Composer package', found: `item ${i}` });
        continue;
      }
      // The last says where it is, and what is not there is not installed.
      const ranges = memberRanges(text, from, ['name', 'version', 'install-path']);
      const cited = cite(bytes, 'json', member ? [member.key, ...ranges] : ranges);
      const licences = textsOf(one['license']).slice(0, limits.declaredLicences);
      const citedLicences = citeMembers(bytes, text, from, ['license']);
      const place = one['install-path'];
      facts.push({
        ...barePackage({ type: 'composer', namespace, name: base, version, cited }),
        licences: licences.map((licence) => ({ text: licence, cited: citedLicences })),
        details: textDetails({ ...one, ...textDetails(objectOf(one['source']), { reference: 'reference' }) }, DETAILS),
        // `php` and `ext-…` are the platform's.
        requires: Object.entries(objectOf(one['require'])).flatMap(([needed, stated]) =>
          needed.includes('/') && typeof stated === 'string' ? [{ name: needed, stated }] : [],
        ),
        // Composer 1 does not say it: vendor/NAME.
        places: [typeof place === 'string' ? place : `../${name as string}`],
      });
    }
    return outcome(facts, problems.list());
  },
});
