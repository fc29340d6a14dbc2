import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { debComponent, smallGraph } from '#engine/testing/graph.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { selectComponents } from '../select-components.ts';
import { emitSpdx2 } from '../spdx2/emit.ts';
import { emitSpdx3 } from '../spdx3/emit.ts';
import { validateSpdx2 } from './validate-spdx2.ts';
import { validateSpdx3 } from './validate-spdx3.ts';
import type { Validation } from './validation.ts';

const options = { toolVersion: '1', view: 'inventory', timestamp: '2024-05-06T07:08:09Z' } as const;
const FORMATS = {
  'SPDX 3.0.1': [emitSpdx3, validateSpdx3],
  'SPDX 2.3': [emitSpdx2, validateSpdx2],
} as const;
type Draft = Record<string, unknown> & { '@graph': Record<string, unknown>[]; packages: Record<string, unknown>[] };

const key = (name: string): string => debComponent(name, '1').key;
const edges: ImageGraph = {
  ...smallGraph(),
  components: [
    debComponent('a', '1', {
      dependencies: [
        { to: key('b'), kind: 'contains' },
        { to: key('b'), kind: 'declares', stated: '>= 1' },
        { to: key('b'), kind: 'installs' },
      ],
    }),
    debComponent('b', '1'),
  ],
};
const parse = (graph: ImageGraph, format: keyof typeof FORMATS, profile: 'full' | 'lean' = 'full'): Draft =>
  JSON.parse(new TextDecoder().decode(FORMATS[format][0](graph, { ...options, profile }).bytes)) as Draft;
const empty = { ...smallGraph(), components: [], layers: [], distro: null, config: null, diagnostics: [] };

describe.for(Object.keys(FORMATS) as (keyof typeof FORMATS)[])('own documents: %s', (format) => {
  const check: (document: unknown) => Validation = FORMATS[format][1];

  it.for<[name: string, graph: ImageGraph, profile: 'full' | 'lean']>([
    ['full', smallGraph(), 'full'],
    ['lean', smallGraph(), 'lean'],
    ['with edges', edges, 'full'],
    ['of an image with nothing in it', empty, 'full'],
  ])('are valid: %s', ([, graph, profile]) => {
    expect(check(parse(graph, format, profile))).toMatchObject({ valid: true, errors: [] });
  });

  test('ids depend on the content, not on the time', () => {
    const of = (timestamp: string | null, name = 'x'): string =>
      new TextDecoder().decode(FORMATS[format][0](smallGraph(), { ...options, timestamp, name }).bytes);
    const id = (text: string): string | undefined => /urn:uuid:[0-9a-f-]{36}/.exec(text)?.[0];
    expect(id(of(null))).toBe(id(of('2024-05-06T07:08:09Z')));
    expect(id(of(null))).not.toBe(id(of(null, 'y')));
    expect(of(null)).toContain('1970-01-01T00:00:00Z');
  });

  test('lean has no proof', () => {
    expect(JSON.stringify(parse(smallGraph(), format, 'lean'))).not.toContain('stellaops:evidence');
    expect(JSON.stringify(parse(smallGraph(), format))).toContain('stellaops:evidence:component');
  });

  it.for([undefined, null, 1, 'x', [], {}])('any value has a verdict: %j', (value) => {
    expect(check(value).valid).toBe(false);
  });

  test('a deep value has one too', () => {
    const deep: unknown = JSON.parse(`${'{"a":['.repeat(5000)}${']}'.repeat(5000)}`);
    expect(check(deep).errors[0]?.problem).toMatch('nested deeper than 64');
  });

  test('two components with one key are reported', () => {
    const graph = { ...smallGraph(), components: [debComponent('a', '1'), debComponent('a', '1')] };
    expect(check(parse(graph, format)).valid).toBe(false);
  });
});

describe('edges', () => {
  test('of SPDX 3', () => {
    const elements = parse(edges, 'SPDX 3.0.1')['@graph'];
    const name = (id: unknown): unknown => elements.find(({ spdxId }) => spdxId === id)?.['name'];
    const found = elements
      .filter(({ type, from }) => type === 'Relationship' && ['a', 'b'].includes(name(from) as string))
      .map(({ from, relationshipType, to }) => [name(from), relationshipType, (to as unknown[]).map(name)]);
    expect(found.sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['a', 'contains', ['b']],
      ['a', 'dependsOn', ['b']],
      ['b', 'packagedBy', ['a']],
    ]);
  });

  test('of SPDX 2', () => {
    const { packages, relationships } = parse(edges, 'SPDX 2.3');
    const name = (id: unknown): unknown => packages.find(({ SPDXID }) => SPDXID === id)?.['name'];
    const found = (relationships as Record<string, unknown>[])
      .map((one) => [name(one['spdxElementId']), one['relationshipType'], name(one['relatedSpdxElement'])])
      .filter(([from]) => from === 'a' || from === 'b');
    expect(found).toEqual([
      ['a', 'CONTAINS', 'b'],
      ['a', 'DEPENDS_ON', 'b'],
      ['a', 'PACKAGE_OF', 'b'],
    ]);
  });

  test('to what is not in the view are left out', () => {
    const selected = selectComponents(edges, (one) => one === key('a'));
    expect(selected.components).toMatchObject([{ key: key('a'), dependencies: [] }]);
    expect(validateSpdx3(parse(selected, 'SPDX 3.0.1')).errors).toEqual([]);
  });
});

describe('planted mistakes in SPDX 3', () => {
  const find = (draft: Draft, type: string): Record<string, unknown> =>
    draft['@graph'].find((one) => one['type'] === type) ?? {};
  it.for<[name: string, change: (draft: Draft) => unknown, problem: RegExp]>([
    ['no context', (d) => delete d['@context'], /required/],
    ['a class that SPDX does not know', (d) => (find(d, 'Tool')['type'] = 'Tol'), /./],
    ['a member that SPDX does not know', (d) => (find(d, 'Tool')['extra'] = 1), /unevaluated/],
    ['a time with a fraction', (d) => (find(d, 'CreationInfo')['created'] = '2024-05-06T07:08:09.1Z'), /pattern/],
    ['an element without creation info', (d) => delete find(d, 'Tool')['creationInfo'], /required/],
    ['an unknown relationship', (d) => (find(d, 'Relationship')['relationshipType'] = 'eats'), /enum/],
    ['a dangling reference', (d) => (find(d, 'Relationship')['to'] = ['urn:x:y']), /refers to nothing: "urn:x:y"/],
    ['an id twice', (d) => d['@graph'].push({ ...find(d, 'Tool') }), /is also at/],
    [
      'two documents',
      (d) => d['@graph'].push({ ...find(d, 'SpdxDocument'), spdxId: 'urn:x:y' }),
      /second SpdxDocument/,
    ],
  ])('%s', ([, change, problem]) => {
    const draft = parse(smallGraph(), 'SPDX 3.0.1');
    change(draft);
    const { valid, errors } = validateSpdx3(draft);
    expect(valid).toBe(false);
    expect(errors.map((one) => one.problem).join('\n')).toMatch(problem);
  });
});

describe('planted mistakes in SPDX 2', () => {
  it.for<[name: string, change: (draft: Draft) => unknown, problem: RegExp]>([
    ['no name', (d) => delete d['name'], /required/],
    ['another version', (d) => (d['spdxVersion'] = 'SPDX-2.2'), /is not SPDX-2.3/],
    ['a member that SPDX does not know', (d) => (d.packages[0] = { ...d.packages[0], extra: 1 }), /additional/],
    ['a dangling reference', (d) => (d['documentDescribes'] = ['SPDXRef-x']), /refers to nothing: "SPDXRef-x"/],
    ['an id twice', (d) => d.packages.push({ ...d.packages[0] }), /is also at/],
  ])('%s', ([, change, problem]) => {
    const draft = parse(smallGraph(), 'SPDX 2.3');
    change(draft);
    const { valid, errors } = validateSpdx2(draft);
    expect(valid).toBe(false);
    expect(errors.map((one) => one.problem).join('\n')).toMatch(problem);
  });
});

describe.skipIf(corpus === undefined)('examples of others', () => {
  const folder = corpus === undefined ? '' : corpusFile('standards/spdx');
  const files = folder === '' ? [] : globSync('{examples,scalibr}/**/{,.}*.json', { cwd: folder }).sort();
  // What is wrong with some of them, which the schemas do not see.
  const wrong: Record<string, RegExp> = {
    'examples/spdx-examples/ai/example01/spdx3.0/simplehtr-example.json': /is also at/,
    'scalibr/dhi/.spdx.dhi-pkg-python.json': /"SPDXRef-dhi-pkg-python" is also at \/SPDXID/,
    'scalibr/dhi/.spdx.python.json': /"SPDXRef-python" is also at \/SPDXID/,
    'scalibr/minimal.spdx.json': /refers to nothing: "SPDXRef-(nginx|openssl)"/,
  };

  it.for(files)('%s', (name) => {
    const document = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Record<string, unknown>;
    const { errors } = '@context' in document ? validateSpdx3(document) : validateSpdx2(document);
    const known = wrong[name];
    expect(errors.length > 0).toBe(known !== undefined);
    for (const { problem } of errors) expect(problem).toMatch(known ?? /^$/);
  });
});
