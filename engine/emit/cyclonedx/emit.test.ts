import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { debComponent, smallGraph } from '#engine/testing/graph.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import type { DocumentOptions } from '../options.ts';
import { emitCycloneDx } from './emit.ts';

const options: DocumentOptions = { toolVersion: '1.2.3', view: 'inventory', timestamp: '2024-05-06T07:08:09Z' };
const text = (graph: ImageGraph, more: Partial<DocumentOptions> = {}): string =>
  new TextDecoder().decode(emitCycloneDx(graph, { ...options, ...more }).bytes);

describe('emitCycloneDx', () => {
  it.for(['full', 'lean'] as const)('writes what was reviewed: %s', async (profile) => {
    const pretty = `${JSON.stringify(JSON.parse(text(smallGraph(), { profile })), null, 1)}\n`;
    await expect(pretty).toMatchFileSnapshot(join(import.meta.dirname, `testdata/small.${profile}.cdx.json`));
  });

  test('the artifact id is the hash of the bytes', () => {
    const { bytes, artifactId, document, serialNumber } = emitCycloneDx(smallGraph(), options);
    expect(artifactId).toBe(`sha256:${sha256(bytes)}`);
    expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(JSON.parse(JSON.stringify(document)));
    expect(serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('the serial number depends on the content, not on the time', () => {
    const serial = (more: Partial<DocumentOptions>): string =>
      emitCycloneDx(smallGraph(), { ...options, ...more }).serialNumber;
    expect(serial({ timestamp: null })).toBe(serial({}));
    expect(serial({ name: 'app' })).not.toBe(serial({}));
    expect(serial({ profile: 'lean' })).not.toBe(serial({}));
  });

  test('without a time there is no time', () => {
    expect(emitCycloneDx(smallGraph(), { ...options, timestamp: null }).document.metadata).not.toHaveProperty(
      'timestamp',
    );
  });

  test('name and version are options', () => {
    const { component } = emitCycloneDx(smallGraph(), { ...options, name: 'app', version: '7' }).document.metadata;
    expect([component.name, component.version]).toEqual(['app', '7']);
  });

  test('a layer that the image does not have is refused', () => {
    const stray = debComponent('x', '1', {
      layers: { introduced: 9, recordWritten: null, lastModified: 9, removed: null },
    });
    expect(() => text({ ...smallGraph(), components: [stray] })).toThrow('the image has no layer 9');
  });
});

test('edges: what is declared are dependencies, the others are properties', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => debComponent(name, '1').key) as [string, string, string];
  const needs = debComponent('a', '1', {
    dependencies: [
      { to: c, kind: 'contains' },
      { to: c, kind: 'declares' },
      { to: b, kind: 'declares', stated: '>= 1' },
      { to: b, kind: 'installs' },
    ],
  });
  const graph = { ...smallGraph(), distro: null, components: [needs, debComponent('b', '1'), debComponent('c', '1')] };
  const { dependencies, components } = emitCycloneDx(graph, options).document;
  expect(dependencies).toEqual([
    { ref: `image:${graph.imageId}`, dependsOn: [a, b, c] },
    { ref: a, dependsOn: [b, c] },
  ]);
  expect(components[0]?.properties?.filter(({ name }) => name.startsWith('stellaops:edge:'))).toEqual([
    { name: 'stellaops:edge:contains', value: c },
    { name: 'stellaops:edge:declares', value: `{"stated":">= 1","to":"${b}"}` },
    { name: 'stellaops:edge:installs', value: b },
  ]);
});

describe('completeness', () => {
  const aggregate = (more: Partial<ImageGraph>): unknown =>
    emitCycloneDx({ ...smallGraph(), ...more }, options).document.compositions[0]?.aggregate;

  it.for<[name: string, more: Partial<ImageGraph>, want: string]>([
    ['nothing lost', { diagnostics: [] }, 'complete'],
    ['only an anomaly', { diagnostics: [{ code: 'anomaly', what: 'a', found: 'b' }] }, 'complete'],
    ['a loss', {}, 'incomplete'],
    ['a layer not read', { diagnostics: [], complete: false }, 'incomplete'],
  ])('%s', ([, more, want]) => {
    expect(aggregate(more)).toBe(want);
  });

  test('a document does not say where the image lay', () => {
    expect(text(smallGraph())).not.toContain('/home/me');
    expect(text(smallGraph())).toContain('malformed: layer 1, var/lib/dpkg/status: Cannot read deb822 stanza');
  });

  test('reasons are bounded and counted', () => {
    const diagnostics = Array.from({ length: 1500 }, (_, i) => ({ code: 'missing' as const, what: `file ${i}` }));
    const { properties } = emitCycloneDx({ ...smallGraph(), diagnostics }, options).document;
    expect(properties.filter(({ name }) => name === 'stellaops:incomplete:reason')).toHaveLength(1000);
    expect(properties).toContainEqual({ name: 'stellaops:incomplete:omitted', value: '500' });
  });
});

test('the order of lists and keys does not reach the bytes', () => {
  const want = text(smallGraph());
  const shuffled = <T>(list: readonly T[]): fc.Arbitrary<T[]> =>
    fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });
  const graph = smallGraph();
  const components = fc
    .tuple(
      ...graph.components.map((component) =>
        fc
          .tuple(
            shuffled(component.evidence),
            shuffled(component.occurrences),
            shuffled(component.licences),
            shuffled(component.missingFiles),
            shuffled(Object.entries(component.details)),
          )
          .map(([evidence, occurrences, licences, missingFiles, details]) => ({
            ...component,
            evidence: [...evidence, ...evidence.slice(0, 1)],
            occurrences,
            licences,
            missingFiles,
            details: Object.fromEntries(details),
          })),
      ),
    )
    .chain(shuffled);
  fc.assert(
    fc.property(
      components,
      shuffled(graph.layers),
      shuffled(graph.diagnostics),
      shuffled(Object.entries(graph.fileCounts)),
      (components, layers, diagnostics, counts) => {
        expect(text({ ...graph, components, layers, diagnostics, fileCounts: Object.fromEntries(counts) })).toBe(want);
      },
    ),
  );
});
