import { outcome } from '#shared/model/outcome.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readJson } from '#engine/formats/json/read-members.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { barePackage, citeMembers, objectOf, textDetails, textsOf } from '../json-packages.ts';

const IDENTITY = ['name', 'version', 'build', 'channel', 'subdir'];

/** One conda package: `conda-meta/NAME-VERSION-BUILD.json`, with the files it put into the environment. */
export const condaMeta = defineFileAnalyzer({
  id: 'language/conda-meta',
  version: 1,
  role: 'file',
  wants: [{ parent: 'conda-meta', suffix: '.json' }],
  maxBytes: limits.textDatabaseBytes,
  emits: ['declared-package'],
  analyze({ bytes }) {
    const { value, text, start } = readJson(bytes, 'conda-meta');
    const object = objectOf(value);
    const { name, version } = object;
    if (typeof name !== 'string' || typeof version !== 'string' || name === '' || version === '')
      return outcome([], [{ code: 'missing', what: 'name or version of a conda package' }]);
    const qualifiers = textDetails(object, { build: 'build', channel: 'channel', subdir: 'subdir' });
    const licence = object['license'];
    return outcome(
      [
        {
          ...barePackage({
            type: 'conda',
            namespace: null,
            name,
            version,
            cited: citeMembers(bytes, text, start, IDENTITY),
          }),
          qualifiers,
          licences:
            typeof licence === 'string' && licence !== ''
              ? [{ text: licence, cited: citeMembers(bytes, text, start, ['license']) }]
              : [],
          details: textDetails(object, { url: 'source-url', summary: 'summary' }),
          requires: textsOf(object['depends']).map((needed) => {
            const [first = '', ...rest] = needed.split(' ');
            return { name: first, stated: rest.join(' ') };
          }),
          places: textsOf(object['files']),
        },
      ],
      [],
    );
  },
});
