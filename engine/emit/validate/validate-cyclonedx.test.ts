import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { libraryVerdict } from '#engine/testing/cyclonedx-library.ts';
import { debComponent, largeGraph, smallGraph } from '#engine/testing/graph.ts';
import { generateValidator, validatorFile, type ValidatorName, VALIDATORS } from '#engine/testing/validator-code.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { emitCycloneDx } from '../cyclonedx/emit.ts';
import type { DocumentProfile } from '../options.ts';
import { checkReferences } from './references.ts';
import { schemaErrors, validateCycloneDx } from './validate-cyclonedx.ts';

const SCHEMAS = join(import.meta.dirname, '../../../assets/schemas');
const emit = (graph: ImageGraph, profile: DocumentProfile = 'full'): string =>
  new TextDecoder().decode(
    emitCycloneDx(graph, { toolVersion: '1', view: 'inventory', profile, timestamp: '2024-05-06T07:08:09Z' }).bytes,
  );

type Draft = Record<string, unknown> & {
  components: Record<string, unknown>[];
  dependencies: { ref: string; dependsOn: string[] }[];
};
const changed = (change: (draft: Draft) => void): unknown => {
  const draft = JSON.parse(emit(smallGraph())) as Draft;
  change(draft);
  return draft;
};

describe('own documents', () => {
  it.for(['full', 'lean'] as const)('are valid here and to the CycloneDX library: %s', async (profile) => {
    const text = emit(smallGraph(), profile);
    expect(validateCycloneDx(JSON.parse(text))).toMatchObject({ valid: true, errors: [] });
    expect(await libraryVerdict(text)).toBeNull();
  });

  test('a large one is valid', () => {
    expect(validateCycloneDx(JSON.parse(emit(largeGraph(2000)))).errors).toEqual([]);
  });

  test('of an image with nothing in it', async () => {
    const empty = {
      ...smallGraph(),
      components: [],
      layers: [],
      distro: null,
      config: null,
      diagnostics: [],
      fileCounts: {},
    };
    const text = emit(empty);
    expect(validateCycloneDx(JSON.parse(text)).errors).toEqual([]);
    expect(await libraryVerdict(text)).toBeNull();
  });

  test('every SPDX identifier that licences are recognised by is an `id` of the schema', () => {
    // The list that the parser of expressions goes by.
    const ids: unknown = createRequire(import.meta.resolve('spdx-expression-parse'))('spdx-license-ids');
    const licences = (ids as string[]).map((id) => ({ text: id, spdx: id }));
    const document: unknown = JSON.parse(emit({ ...smallGraph(), components: [debComponent('a', '1', { licences })] }));
    expect(JSON.stringify(document)).not.toContain('"expression"');
    expect(schemaErrors(document)).toEqual([]);
  });

  test('two components with one key are reported', () => {
    const twins = [debComponent('a', '1'), debComponent('a', '1', { arch: 'i386' })];
    expect(validateCycloneDx(JSON.parse(emit({ ...smallGraph(), components: twins }))).valid).toBe(false);
  });
});

describe('planted mistakes', () => {
  it.for<[name: string, change: (draft: Draft) => void, at: string]>([
    ['a component without a type', (draft) => delete draft.components[0]?.['type'], '/components/0'],
    ['a member that CycloneDX does not know', (draft) => (draft['extra'] = 1), ''],
    [
      'a hash that is none',
      (draft) => (draft.components[0] = { type: 'file', name: 'x', hashes: [{ alg: 'SHA-256', content: 'x' }] }),
      '/components/0/hashes/0/content',
    ],
    [
      'a licence that SPDX does not list',
      (draft) => (draft.components[0] = { type: 'file', name: 'x', licenses: [{ license: { id: 'GPL' } }] }),
      '/components/0/licenses/0/license/id',
    ],
    [
      'a serial number in capitals',
      (draft) => (draft['serialNumber'] = 'urn:uuid:AAAAAAAA-0000-5000-8000-000000000000'),
      '/serialNumber',
    ],
    [
      'a time without a zone',
      (draft) => (draft['metadata'] = { timestamp: '2024-05-06T07:08:09' }),
      '/metadata/timestamp',
    ],
    ['a component twice', (draft) => draft.components.push({ ...draft.components[0] }), '/components'],
    [
      'a dependency twice',
      (draft) => draft.dependencies[0]?.dependsOn.push('os:debian-12'),
      '/dependencies/0/dependsOn',
    ],
  ])('found here and by the library: %s', async ([, change, at]) => {
    const document = changed(change);
    const { valid, errors } = validateCycloneDx(document);
    expect(valid).toBe(false);
    expect(errors.map((error) => error.at)).toContain(at);
    expect(await libraryVerdict(JSON.stringify(document))).not.toBeNull();
  });

  it.for<[name: string, change: (draft: Draft) => void, want: object]>([
    [
      'a dangling reference',
      (draft) => draft.dependencies[0]?.dependsOn.push('nothing'),
      { at: '/dependencies/0/dependsOn', problem: 'refers to nothing: "nothing"' },
    ],
    [
      'a second entry',
      (draft) =>
        draft.dependencies.push(
          { ref: 'os:debian-12', dependsOn: [] },
          { ref: 'os:debian-12', dependsOn: ['os:debian-12'] },
        ),
      { at: '/dependencies/2', problem: 'second entry of "os:debian-12"' },
    ],
    [
      'a bom-ref used twice',
      (draft) => draft.components.push({ type: 'file', name: 'x', 'bom-ref': 'os:debian-12' }),
      { at: '/components/4', problem: 'bom-ref "os:debian-12" is also at /components/1' },
    ],
  ])('found only here: %s', ([, change, want]) => {
    expect(validateCycloneDx(changed(change)).errors).toEqual([want]);
  });

  test('a BOM-Link is not a dangling reference', () => {
    const link = 'urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#x';
    expect(checkReferences({ compositions: [{ aggregate: 'complete', assemblies: [link] }] })).toEqual([]);
  });

  test('errors are bounded', () => {
    const document = changed((draft) =>
      draft.dependencies[0]?.dependsOn.push(...Array.from({ length: 99 }, (_, i) => `x${i}`)),
    );
    expect(validateCycloneDx(document).errors).toHaveLength(20);
  });

  it.for([undefined, null, 1, 'x', [], {}])('any value has a verdict: %j', (value) => {
    expect(validateCycloneDx(value).valid).toBe(false);
  });

  test('a deep value has one too', () => {
    const nest = (depth: number): unknown => JSON.parse(`${'{"components":['.repeat(depth)}${']}'.repeat(depth)}`);
    expect(validateCycloneDx(nest(5000)).errors[0]?.problem).toMatch('nested deeper than 64');
  });
});

describe.skipIf(corpus === undefined)('examples of the specification', () => {
  const folder = corpusFile('standards/cyclonedx');
  const expected = (
    corpus === undefined ? {} : JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
  ) as Record<string, string>;
  const cases = Object.entries(expected).filter(([name]) => /^1\.7\/.*\.json$/.test(name));

  it('are all there', () => {
    expect(cases.length).toBe(readdirSync(join(folder, '1.7')).filter((name) => name.endsWith('.json')).length);
  });

  it.for(cases)('%s is %s', ([name, want]) => {
    const document: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    expect(schemaErrors(document).length === 0 ? 'valid' : 'invalid').toBe(want);
  });

  test('the bundled schema is the official one, but for the names of files', () => {
    const bundled = readFileSync(join(SCHEMAS, 'bom-1.7.SNAPSHOT.schema.json'), 'utf8').replaceAll('.SNAPSHOT.', '.');
    expect(JSON.parse(bundled)).toEqual(JSON.parse(readFileSync(join(folder, 'schema/bom-1.7.schema.json'), 'utf8')));
  });
});

describe('what is bundled', () => {
  test('the schemas are those that ORIGIN.md names', () => {
    const origin = readFileSync(join(SCHEMAS, 'ORIGIN.md'), 'utf8');
    for (const name of readdirSync(SCHEMAS).filter((name) => name !== 'ORIGIN.md')) {
      const hash = createHash('sha256')
        .update(readFileSync(join(SCHEMAS, name)))
        .digest('hex');
      expect(origin).toContain(`| \`${name}\` | \`${hash}\` |`);
    }
  });

  it.for(Object.keys(VALIDATORS) as ValidatorName[])('the validator is made from them: %s', (name) => {
    expect(readFileSync(validatorFile(name), 'utf8') === generateValidator(name)).toBe(true);
  });
});
