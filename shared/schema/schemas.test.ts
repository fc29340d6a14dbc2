import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, expectTypeOf, it, test } from 'vitest';
import { z } from 'zod';
import { diffImages } from '#engine/diff/diff-images.ts';
import { deb, diffSide, fileNode } from '#engine/testing/diff-sides.ts';
import { debComponent, smallGraph } from '#engine/testing/graph.ts';
import type { Component } from '../model/component.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DiffConfigField, DiffField, DiffFileField, ImageDiff } from '../model/diff.ts';
import type { Evidence } from '../model/evidence.ts';
import { diagnosticSchema } from './diagnostic.ts';
import type { diffSchema } from './diff.ts';
import type { evidenceSchema } from './evidence.ts';
import type { FileRow } from './file-row.ts';
import type { PackageRow } from './package-row.ts';
import type { ScanResult } from './scan-result.ts';
import { type SchemaName, schemas } from './schemas.ts';

const hex = 'a'.repeat(64);
const file: FileRow = {
  path: String.raw`caf\xe9`,
  type: 'file',
  mode: '0644',
  uid: 0,
  gid: 0,
  size: 3,
  sha256: hex,
  introduced: 0,
  lastModified: 1,
  contentSince: 0,
};
const { key, purl, type, name, version, arch, source, state, origin, layers, missingFiles } = debComponent('a', '1');
const row: PackageRow = {
  key,
  purl,
  type,
  name,
  version,
  arch,
  source,
  state,
  origin,
  layers,
  missingFiles: [...missingFiles],
  evidence: [],
};
const scan: ScanResult = {
  imageId: `sha256:${hex}`,
  digests: [{ digest: `sha256:${hex}`, kind: 'manifest', provenance: 'synthesised' }],
  platform: { os: 'linux', architecture: 'amd64' },
  source: { kind: 'docker-archive', path: 'image.tar' },
  layers: [{ index: 0, diffId: `sha256:${hex}`, digest: null, size: 10, createdBy: null, cached: false }],
  components: 1,
  partial: false,
  counters: { scanner_analyzer_golang_heuristic_total: 0 },
  diagnostics: [],
  artifacts: [{ id: `sha256:${hex}`, kind: 'sbom', format: 'cyclonedx-json', view: 'inventory', profile: 'full' }],
};
const { locator, ...evidence } = smallGraph().components[0]?.evidence[0] ?? expect.fail('no evidence');
const samples: Record<SchemaName, object> = {
  citation: {
    schema: 'stellaops.citation@1',
    subject: { name: 'a', version: '1', key: 'pkg:deb/a@1', introduced: 0 },
    claim: evidence,
    image: { id: `sha256:${hex}`, layers: 1 },
    locator,
    fileSha256: hex,
    lines: [{ from: 1, to: 2 }],
    tool: { name: 'stellaops', version: '1' },
    scannedAt: '2026-01-01T00:00:00.000Z',
  },
  diagnostic: { code: 'missing', what: 'a file', where: { layer: 1 } },
  // Only a diff with one of everything can be wrong in every place.
  diff: diffImages({
    old: diffSide('old', { components: [deb('a', '1'), deb('a', '2')], config: smallGraph().config }),
    new: diffSide('new', { components: [deb('a', '3')], files: [fileNode('f')], distro: smallGraph().distro }),
    view: 'inventory',
  }),
  'entry-trace': {
    schema: 'stellaops.entrytrace@1',
    image: `sha256:${hex}`,
    entrypoint: ['/run.sh'],
    cmd: [],
    env: ['A=b'],
    hints: { env: { A: 'b' } },
    workingDir: '/',
    user: '',
    outcome: 'unresolved',
    terminals: [{ hop: 'a', path: null, argv: ['x'], status: 'taken' }],
    hops: [],
    diagnostics: [
      { reason: 'NoEntrypoint', detail: 'x', hop: null, file: null, line: null, column: null, status: 'taken' },
    ],
    assumedUnset: [],
    counters: { entrytrace_resolutions_total: { unresolved: 1 }, entrytrace_unresolved_total: {} },
  },
  evidence: { ...evidence, locator },
  'file-row': file,
  links: { path: '/bin/a', loader: 'glibc', edges: [], notes: [] },
  locator,
  'package-row': row,
  'plugin-manifest': {
    schemaVersion: 1,
    id: 'example/one',
    displayName: 'One',
    version: 1,
    requiresRestart: true,
    entryPoint: 'index.js',
    capabilities: ['annotator'],
    wants: [],
    maxBytes: 1,
  },
  'scan-result': scan,
};

describe('published shapes', () => {
  it.for(Object.keys(schemas) as SchemaName[])('%s as JSON Schema takes what it should and nothing else', (name) => {
    const validate = new Ajv2020().compile(z.toJSONSchema(schemas[name]));
    expect([validate(samples[name]), validate.errors]).toEqual([true, null]);
    expect(schemas[name].safeParse(samples[name]).success).toBe(true);
    for (const member of Object.keys(samples[name])) {
      const wrong = { ...samples[name], [member]: { wrong: true } };
      expect([member, validate(wrong), schemas[name].safeParse(wrong).success]).toEqual([member, false, false]);
    }
    expect(validate({ ...samples[name], extra: 1 })).toBe(false);
    expect(validate({})).toBe(false);
  });

  it.for<[SchemaName, object]>([
    ['file-row', { ...file, mode: '644' }],
    ['file-row', { ...file, sha256: `sha256:${hex}` }],
    ['file-row', { ...file, introduced: -1 }],
    ['scan-result', { ...scan, imageId: hex }],
    ['diagnostic', { code: 'odd', what: 'x' }],
    ['diagnostic', { code: 'truncated', what: 'x' }],
  ])('%s refuses %j', ([name, value]) => {
    expect(schemas[name].safeParse(value).success).toBe(false);
  });

  it.for<Diagnostic>([
    { code: 'truncated', what: 'a', at: { from: 0, to: 9 }, available: 3 },
    { code: 'malformed', what: 'a', found: 'b' },
    { code: 'malformed', what: 'a', at: { from: 0, to: 9 }, found: 'b', expected: 'c' },
    { code: 'unsupported', what: 'a', found: 'b' },
    { code: 'limit-exceeded', what: 'a', limit: 1, seen: 2 },
    { code: 'digest-mismatch', what: 'a', found: 'b', expected: 'c' },
    { code: 'missing', what: 'a' },
    { code: 'anomaly', what: 'a', found: 'b', where: { file: 'f', layer: 1, path: 'p' } },
    { code: 'failed', what: 'a', found: 'b' },
  ])('a diagnostic is one: $code', (diagnostic) => {
    expect(diagnosticSchema.parse(diagnostic)).toEqual(diagnostic);
  });
});

test('shapes and model agree', () => {
  type Diff = z.infer<typeof diffSchema>;
  expectTypeOf<keyof Diff>().toEqualTypeOf<keyof ImageDiff>();
  expectTypeOf<keyof Diff['rows'][number]>().toEqualTypeOf<keyof ImageDiff['rows'][number]>();
  expectTypeOf<Diff['rows'][number]['type']>().toEqualTypeOf<ImageDiff['rows'][number]['type']>();
  expectTypeOf<Diff['rows'][number]['also']>().toEqualTypeOf<DiffField[]>();
  expectTypeOf<Diff['files'][number]['also']>().toEqualTypeOf<DiffFileField[]>();
  expectTypeOf<Diff['config'][number]['field']>().toEqualTypeOf<DiffConfigField>();
  expectTypeOf<z.infer<typeof diagnosticSchema>['code']>().toEqualTypeOf<Diagnostic['code']>();
  expectTypeOf<z.infer<typeof evidenceSchema>['source']>().toEqualTypeOf<Evidence['source']>();
  expectTypeOf<z.infer<typeof evidenceSchema>['method']>().toEqualTypeOf<Evidence['method']>();
  expectTypeOf<z.infer<typeof evidenceSchema>['proves']>().toEqualTypeOf<Evidence['proves']>();
  expectTypeOf<z.infer<typeof evidenceSchema>['locator']['kind']>().toEqualTypeOf<Evidence['locator']['kind']>();
  expectTypeOf<keyof z.infer<typeof evidenceSchema>['locator']>().toEqualTypeOf<keyof Evidence['locator']>();
  expectTypeOf<PackageRow['type']>().toEqualTypeOf<Component['type']>();
  expectTypeOf<keyof PackageRow['layers']>().toEqualTypeOf<keyof Component['layers']>();
});
