import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { componentOf, imageIdOf, scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import {
  COMPONENT_FACETS,
  COMPONENT_GROUPS,
  COMPONENT_SORTS,
  type ComponentSort,
} from '#shared/model/component-list.ts';
import type { Component, Licence } from '#shared/model/component.ts';
import { EXACT_FIELDS, FLAGS, type Filter, filterLimits, LAYER_FIELDS, PART_FIELDS } from '#shared/schema/filter.ts';
import { openStore, type Store } from '../../index.ts';

/** Few values, so that filters meet; among them what LIKE, JSON and case treat in special ways. */
const NAMES = ['apt', 'Bash', 'bash', 'c%_d', 'ÄÖ', 'äö', 'zlib', String.raw`a\b`, 'quo"te'];
const VERSIONS = [null, '', '1.0', '2:1.0-rc1', '10'];
const LICENCES: readonly Licence[][] = [
  [],
  [{ text: 'MIT', spdx: 'MIT' }],
  [{ text: 'GPL-2+', spdx: 'GPL-2.0-or-later' }],
  [
    { text: 'MIT', spdx: 'MIT' },
    { text: 'say "text"', spdx: null },
  ],
];

const component: fc.Arbitrary<Omit<Component, 'key'>> = fc
  .record({
    name: fc.constantFrom(...NAMES),
    version: fc.constantFrom(...VERSIONS),
    type: fc.constantFrom('deb', 'rpm', 'bin'),
    arch: fc.constantFrom(null, 'amd64', 'all'),
    origin: fc.constantFrom('package-db', 'file'),
    state: fc.constantFrom('installed', 'half'),
    licences: fc.constantFrom(...LICENCES),
    introduced: fc.nat(3),
    removed: fc.constantFrom(null, null, 4),
    lastModified: fc.nat(3),
    usage: fc.constantFrom('reached', 'notReached', 'possible', 'open'),
  })
  .map(({ introduced, removed, lastModified, ...rest }) => ({
    ...componentOf('x'),
    ...(rest as Partial<Component>),
    evidence: [],
    layers: { introduced, removed, lastModified, recordWritten: introduced === 0 ? null : introduced },
  }));

const text = fc.constantFrom(
  'a',
  'A',
  'BASH',
  '%',
  '_',
  '\\',
  '"',
  'ö',
  'Ö',
  'mit',
  'text',
  'spdx',
  '1',
  'pkg:',
  'or-later',
);
const value = fc.constantFrom(
  '',
  'deb',
  'bin',
  'file',
  'half',
  'reached',
  'open',
  'MIT',
  'GPL-2.0-or-later',
  'say "text"',
  'bash',
  'Bash',
  '1.0',
  'all',
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({ op: fc.constant('has' as const), field: fc.constantFrom(...PART_FIELDS), text }),
    fc.record({
      op: fc.constant('matches' as const),
      field: fc.constantFrom(...PART_FIELDS),
      pattern: fc.constantFrom('^a', 'b.*h$', '[0-9]:', 'MIT|gpl', '@1?5$', '^$'),
    }),
    fc.record({
      op: fc.constant('is' as const),
      field: fc.constantFrom(...EXACT_FIELDS),
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      op: fc.constant('in' as const),
      field: fc.constantFrom(...LAYER_FIELDS),
      spans: fc.array(fc.record({ from: fc.nat(4), to: fc.option(fc.nat(4)) }), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ op: fc.constant('flag' as const), flag: fc.constantFrom(...FLAGS) }),
    fc.record({ op: fc.constant('not' as const), of: tie('filter') }),
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('filter'), { maxLength: 3 }) }),
  ),
}));

const ascii = (of: string): string => of.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
const contains = (whole: string | null, part: string): boolean => ascii(whole ?? '').includes(ascii(part));
const labels = (one: Component): string[] =>
  one.licences.length === 0 ? [''] : one.licences.map(({ text, spdx }) => spdx ?? text);

/** What a filter means, said once more in plain code. */
function holds(one: Component, filter: Filter): boolean {
  const { layers } = one;
  switch (filter.op) {
    case 'and':
      return filter.of.every((part) => holds(one, part));
    case 'or':
      return filter.of.some((part) => holds(one, part));
    case 'not':
      return !holds(one, filter.of);
    case 'has':
      if (filter.field === 'licence')
        return one.licences.some(({ text, spdx }) => contains(text, filter.text) || contains(spdx, filter.text));
      if (filter.field === 'any') return [one.name, one.version, one.key].some((of) => contains(of, filter.text));
      return contains(one[filter.field], filter.text);
    case 'matches': {
      const pattern = new RegExp(filter.pattern, 'i');
      if (filter.field === 'licence')
        return one.licences.some(({ text, spdx }) => pattern.test(text) || pattern.test(spdx ?? ''));
      if (filter.field === 'any') return [one.name, one.version ?? '', one.key].some((of) => pattern.test(of));
      return pattern.test(one[filter.field] ?? '');
    }
    case 'is':
      return filter.field === 'licence'
        ? labels(one).some((label) => filter.values.includes(label))
        : filter.values.includes(one[filter.field] ?? '');
    case 'in': {
      const at = { layer: layers.introduced, modified: layers.lastModified, removed: layers.removed }[filter.field];
      return at !== null && filter.spans.some(({ from, to }) => at >= from && at <= (to ?? Infinity));
    }
    case 'flag':
      return {
        present: layers.removed === null,
        removed: layers.removed !== null,
        unlicensed: one.licences.length === 0,
        unowned: one.type === 'bin',
        modified: layers.lastModified > layers.introduced,
        added: layers.introduced > 0,
      }[filter.flag];
    default:
      return filter satisfies never;
  }
}

const columns: Readonly<Record<ComponentSort, (one: Component) => string | number>> = {
  key: ({ key }) => key,
  name: ({ name }) => ascii(name),
  version: ({ version }) => ascii(version ?? ''),
  type: ({ type }) => type,
  arch: ({ arch }) => arch ?? '',
  origin: ({ origin }) => origin,
  state: ({ state }) => state,
  licence: ({ licences: [first] }) => ascii(first?.spdx ?? first?.text ?? ''),
  introduced: ({ layers }) => layers.introduced,
  recordWritten: ({ layers }) => layers.recordWritten ?? -1,
  lastModified: ({ layers }) => layers.lastModified,
  usage: ({ usage }) => usage ?? '',
};

/** SQLite compares text by its UTF-8 bytes. */
function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b);
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

let store: Store;
let folder: Awaited<ReturnType<typeof tempFolder>>;
let components: readonly Component[];

beforeAll(async () => {
  folder = await tempFolder();
  store = await openStore(folder.path);
  components = fc
    .sample(component, { numRuns: 150, seed: 7 })
    .map((one, i) => ({ ...one, key: `pkg:deb/debian/${i % 2 === 0 ? one.name : 'other'}@${i}` }));
  await store.writer.commitScan(await scanCommitOf(store.blobs, 'one', { graph: { components } }));
  // Another image must not be seen.
  await store.writer.commitScan(await scanCommitOf(store.blobs, 'two'));
});

afterAll(async () => {
  await store.close();
  await folder[Symbol.asyncDispose]();
});

describe('a window of components', () => {
  const imageId = imageIdOf('one');

  it('is what a plain filter and sort give', async () => {
    const sort = fc.array(fc.record({ by: fc.constantFrom(...COMPONENT_SORTS), descending: fc.boolean() }), {
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(
        filter,
        sort,
        fc.nat(160),
        fc.integer({ min: 1, max: 40 }),
        async (filter, sort, offset, limit) => {
          const order = [...sort, { by: 'key' as const, descending: sort.at(-1)?.descending ?? false }];
          const want = components
            .filter((one) => holds(one, filter))
            .sort((a, b) =>
              order.reduce(
                (so, { by, descending }) => so || (descending ? -1 : 1) * compare(columns[by](a), columns[by](b)),
                0,
              ),
            );
          const window = await store.reader.queryComponents({ imageId, filter, sort, at: { offset }, limit });
          expect(window).toMatchObject({
            total: want.length,
            unfiltered: components.length,
            offset: Math.min(offset, want.length),
            anchorAt: null,
          });
          expect(window.rows.map(({ key }) => key)).toEqual(want.slice(offset, offset + limit).map(({ key }) => key));
          const anchor = want[offset];
          if (anchor === undefined) return;
          const around = await store.reader.queryComponents({
            imageId,
            filter,
            sort,
            at: { anchor: anchor.key, before: 5 },
          });
          expect([around.anchorAt, around.offset]).toEqual([offset, Math.max(0, offset - 5)]);
          expect(around.rows[offset - around.offset]?.key).toBe(anchor.key);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('counts each facet under the clauses of the others', async () => {
    const choice = fc.oneof(
      fc.record({
        op: fc.constant('is' as const),
        field: fc.constantFrom(
          'type' as const,
          'origin' as const,
          'licence' as const,
          'state' as const,
          'usage' as const,
        ),
        values: fc.array(value, { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        op: fc.constant('in' as const),
        field: fc.constant('layer' as const),
        spans: fc.array(fc.record({ from: fc.nat(3), to: fc.option(fc.nat(3)) }), { minLength: 1, maxLength: 2 }),
      }),
    );
    const clauses = fc.array(fc.oneof(choice, filter), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(clauses, async (of) => {
        const { facets } = await store.reader.queryComponents({ imageId, filter: { op: 'and', of }, facets: true });
        for (const facet of COMPONENT_FACETS) {
          const field = facet === 'layer' ? 'in layer' : `is ${facet}`;
          const others = of.filter((one) => !('field' in one) || `${one.op} ${one.field}` !== field);
          const counts = new Map<string, number>();
          for (const one of components.filter((each) => holds(each, { op: 'and', of: others }))) {
            const values = {
              type: [one.type],
              layer: [String(one.layers.introduced)],
              origin: [one.origin],
              state: [one.state],
              usage: [one.usage ?? ''],
            };
            for (const value of new Set(facet === 'licence' ? labels(one) : values[facet]))
              counts.set(value, (counts.get(value) ?? 0) + 1);
          }
          expect(Object.fromEntries((facets?.[facet] ?? []).map(({ value, count }) => [value, count]))).toEqual(
            Object.fromEntries(counts),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('counts groups in the order in which their rows stand', async () => {
    const by = fc.constantFrom(...COMPONENT_GROUPS);
    await fc.assert(
      fc.asyncProperty(filter, by, fc.boolean(), async (filter, by, descending) => {
        const window = await store.reader.queryComponents({
          imageId,
          filter,
          group: { by, descending },
          sort: [{ by: 'name', descending: false }],
        });
        const plain: [value: string, count: number][] = [];
        for (const { key } of window.rows) {
          const value = String(columns[by](components.find((one) => one.key === key)!));
          const last = plain.at(-1);
          if (last?.[0] === value) last[1] += 1;
          else plain.push([value, 1]);
        }
        expect(window.total).toBe(components.filter((one) => holds(one, filter)).length);
        expect(window.groups?.map(({ value, count }) => [ascii(value), count])).toEqual(
          plain.map(([value, count]) => [ascii(value), count]),
        );
        const values = plain.map(([value]) => value);
        expect(new Set(values).size).toBe(values.length);
      }),
      { numRuns: 200 },
    );
  });

  it('lists facet values most first, layers by number', async () => {
    const { facets } = await store.reader.queryComponents({ imageId, facets: true });
    expect(facets?.layer.map(({ value }) => value)).toEqual(['0', '1', '2', '3']);
    const counts = facets?.licence.map(({ count }) => count) ?? [];
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });

  it('takes as many layers as a filter may name', async () => {
    const spans = Array.from({ length: filterLimits.values }, (_, i) => ({ from: i * 2, to: i * 2 }));
    const filter: Filter = { op: 'in', field: 'layer', spans: [...spans.slice(1), { from: 3, to: null }] };
    const { total } = await store.reader.queryComponents({ imageId, filter });
    expect(total).toBe(components.filter((one) => holds(one, filter)).length);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(components.length);
  });

  it('begins at the first row when the filter leaves the anchor out', async () => {
    const anchor = components[0]!.key;
    const filter: Filter = { op: 'not', of: { op: 'has', field: 'any', text: anchor } };
    const window = await store.reader.queryComponents({ imageId, filter, at: { anchor, before: 3 } });
    expect([window.anchorAt, window.offset]).toEqual([null, 0]);
  });

  it('has another generation after another scan, and the new rows', async () => {
    await using other = await tempFolder();
    await using open = await openStore(other.path);
    await open.writer.commitScan(await scanCommitOf(open.blobs, 'one'));
    const before = await open.reader.queryComponents({ imageId });
    const again = [componentOf('gamma')];
    await open.writer.commitScan(await scanCommitOf(open.blobs, 'one', { graph: { components: again } }));
    const after = await open.reader.queryComponents({ imageId });
    expect(before.rows.map(({ name }) => name)).toEqual(['alpha', 'beta']);
    expect(after.rows.map(({ name }) => name)).toEqual(['gamma']);
    expect(after.generation).not.toBe(before.generation);
  });

  it('is empty for an unknown image', async () => {
    expect(await store.reader.queryComponents({ imageId: imageIdOf('none'), facets: true })).toEqual({
      generation: '',
      total: 0,
      unfiltered: 0,
      offset: 0,
      anchorAt: null,
      rows: [],
      groups: null,
      facets: { type: [], usage: [], layer: [], origin: [], licence: [], state: [] },
    });
  });
});
