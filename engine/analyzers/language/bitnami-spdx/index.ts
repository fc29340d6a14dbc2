import { outcome } from '#shared/model/outcome.ts';
import { cite } from '#engine/bytes/cite.ts';
import { limits } from '#engine/bytes/limits.ts';
import { jsonItems, jsonMembers, readJson } from '#engine/formats/json/read-members.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { arrayOf, barePackage, citeMembers, memberRanges, objectOf, textsOf } from '../json-packages.ts';

const PACKAGE = ['SPDXID', 'name', 'versionInfo', 'externalRefs'];

/**
 * A Bitnami component by the SPDX document that lies with it: `opt/bitnami/NAME/.spdx-NAME.spdx`. The component is the package that
 * the document describes; what that was built with is named in a detail, since the document is all that says so.
 */
export const bitnamiSpdx = defineFileAnalyzer({
  id: 'language/bitnami-spdx',
  version: 2,
  role: 'file',
  wants: [{ suffix: '.spdx' }],
  maxBytes: limits.packageMetadataBytes,
  emits: ['declared-package'],
  analyze({ bytes }) {
    const { value, text, start } = readJson(bytes, 'SPDX document');
    const document = objectOf(value);
    const list = jsonMembers(text, start).get('packages');
    const described = textsOf(document['documentDescribes']);
    const packages = arrayOf(document['packages']).map(objectOf);
    const main = packages.findIndex(({ SPDXID: id }) => typeof id === 'string' && described.includes(id));
    const item = list === undefined ? undefined : jsonItems(text, list.value.from)[main];
    const { name, versionInfo: version, licenseDeclared: licence, externalRefs } = packages[main] ?? {};
    if (item === undefined || typeof name !== 'string' || typeof version !== 'string') return outcome([], []);
    const purl = arrayOf(externalRefs)
      .map((one) => objectOf(one)['referenceLocator'])
      .find((one): one is string => typeof one === 'string' && one.startsWith('pkg:bitnami/'));
    // Another maker's document is no Bitnami component.
    if (purl === undefined) return outcome([], []);
    const qualifiers = Object.fromEntries(new URLSearchParams(purl.split('?')[1] ?? ''));
    const others = packages
      .filter((_, i) => i !== main)
      .map((one) => `${String(one['name'])} ${String(one['versionInfo'])}`);
    return outcome(
      [
        {
          ...barePackage({
            type: 'bitnami',
            namespace: null,
            name,
            version,
            // The first members say which package of the document it is.
            cited: cite(bytes, 'json', [
              ...memberRanges(text, start, ['documentDescribes']),
              ...(list ? [list.key] : []),
              ...memberRanges(text, item.from, PACKAGE),
            ]),
          }),
          qualifiers,
          licences:
            typeof licence === 'string' && !/^(?:NOASSERTION|NONE)$/.test(licence)
              ? [{ text: licence, cited: citeMembers(bytes, text, item.from, ['licenseDeclared']) }]
              : [],
          details: others.length === 0 ? {} : { 'built-with': others.sort().join(', ').slice(0, 4000) },
        },
      ],
      [],
    );
  },
});
