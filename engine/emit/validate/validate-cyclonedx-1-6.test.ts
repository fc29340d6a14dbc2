import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { debComponent, smallGraph } from '#engine/testing/graph.ts';
import type { Licence } from '#shared/model/component.ts';
import { emitCycloneDx } from '../cyclonedx/emit.ts';
import { schemaErrors16, validateCycloneDx16 } from './validate-cyclonedx-1-6.ts';

const options = { toolVersion: '1', view: 'inventory', timestamp: '2024-05-06T07:08:09Z' } as const;
const parse = (bytes: Uint8Array): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;

describe('own documents', () => {
  it.for(['full', 'lean'] as const)('are valid: %s', (profile) => {
    const { bytes } = emitCycloneDx(smallGraph(), { ...options, profile }, '1.6');
    expect(validateCycloneDx16(parse(bytes))).toMatchObject({ valid: true, errors: [] });
  });

  const expression = { acknowledgement: 'declared', expression: 'MIT OR Zlib' };
  const raw = { text: 'MIT or Zlib', spdx: 'MIT OR Zlib' };
  const properties = [{ name: 'stellaops:licence:text', value: 'MIT or Zlib' }];
  it.for<[name: string, licences: Licence[], want: unknown]>([
    ['one expression stays one', [{ text: 'MIT OR Zlib', spdx: 'MIT OR Zlib' }], [expression]],
    [
      'with the text as declared it becomes a name',
      [raw],
      [{ license: { acknowledgement: 'declared', name: 'MIT OR Zlib', properties } }],
    ],
    [
      'two become names',
      [
        { text: 'Apache-2.0', spdx: 'Apache-2.0' },
        { text: 'MIT OR Zlib', spdx: 'MIT OR Zlib' },
      ],
      [
        { license: { acknowledgement: 'declared', id: 'Apache-2.0' } },
        { license: { acknowledgement: 'declared', name: 'MIT OR Zlib' } },
      ],
    ],
  ])('%s', ([, licences, want]) => {
    const graph = { ...smallGraph(), distro: null, components: [debComponent('a', '1', { licences })] };
    const document = parse(emitCycloneDx(graph, options, '1.6').bytes);
    expect(document['components']).toMatchObject([{ licenses: want }]);
    expect(validateCycloneDx16(document).errors).toEqual([]);
  });
});

test('a 1.7 document is not valid, nor is a dangling reference', () => {
  const document = parse(emitCycloneDx(smallGraph(), options).bytes);
  expect(validateCycloneDx16(document).valid).toBe(false);
  const other = parse(emitCycloneDx(smallGraph(), options, '1.6').bytes);
  expect(validateCycloneDx16({ ...other, dependencies: [{ ref: 'nothing' }] }).errors).toEqual([
    { at: '/dependencies/0/ref', problem: 'refers to nothing: "nothing"' },
  ]);
});

describe.skipIf(corpus === undefined)('examples of the specification', () => {
  const folder = corpusFile('standards/cyclonedx');
  const expected = (corpus === undefined ? {} : JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'))) as Record<
    string,
    string
  >;
  it.for(Object.entries(expected).filter(([name]) => /^1\.6\/.*\.json$/.test(name)))('%s is %s', ([name, want]) => {
    const document: unknown = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
    expect(schemaErrors16(document).length === 0 ? 'valid' : 'invalid').toBe(want);
  });
});
