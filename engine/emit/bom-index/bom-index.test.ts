import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { debComponent, smallGraph } from '#engine/testing/graph.ts';
import { emitBomIndex } from './emit.ts';
import { findInIndex, readBomIndex } from './read.ts';
import { readRoaring } from './read-roaring.ts';
import { writeRoaring } from './write-roaring.ts';

const at = (introduced: number): { layers: ReturnType<typeof debComponent>['layers'] } => ({
  layers: { introduced, recordWritten: null, lastModified: introduced, removed: null },
});
const graph = { ...smallGraph(), components: [debComponent('b', '1', at(2)), debComponent('a', 'é', at(0))] };
const [b, a] = graph.components.map(({ key }) => key) as [string, string];
const use = { entrypoints: ['/z', '/a'], usedBy: new Map([[a, ['/z']]]) };

describe('roaring bitmaps', () => {
  // By the specification: cookie 12346, one container, key 0, cardinality - 1, offset 16, values.
  it.for<[values: number[], hex: string]>([
    [[], '3a30000000000000'],
    [[0, 2], '3a30000001000000000001001000000000000200'],
    [[65_536 + 7], '3a3000000100000001000000100000000700'],
  ])('%j', ([values, hex]) => {
    expect(Buffer.from(writeRoaring(values)).toString('hex')).toBe(hex);
    expect([...readRoaring(Buffer.from(hex, 'hex'))]).toEqual(values);
  });

  test('any values come back', () => {
    const values = fc.uniqueArray(fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: 0, max: 0xffff_ffff })), {
      maxLength: 400,
    });
    fc.assert(
      fc.property(values, (list) => {
        expect([...readRoaring(writeRoaring(list))]).toEqual([...list].sort((x, y) => x - y));
      }),
    );
  });

  it.for<[name: string, hex: string]>([
    ['another cookie', '3c30000000000000'],
    ['values out of order', '3a30000001000000000001001000000002000000'],
    ['an offset that is wrong', '3a30000001000000000001001100000000000200'],
    ['a byte too many', '3a3000000000000000'],
    ['more containers than there are keys', '3a300000ffffffff'],
    // One run container that says it has one value, and has three.
    ['a wrong cardinality', '3b3000000100000000010000000200'],
    ['runs that touch', '3b300000010000030002000000010002000100'],
  ])('refused: %s', ([, hex]) => {
    expect(() => readRoaring(Buffer.from(hex, 'hex'))).toThrow(/roaring/);
  });

  test('hostile bytes', () => {
    readsEveryPrefix(writeRoaring([1, 70_000, 80_000]), readRoaring);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => readsOrRefuses(bytes, readRoaring, 'bytes')));
  });
});

describe.skipIf(corpus === undefined)('bitmaps of other implementations', () => {
  const file = (name: string): Buffer => readFileSync(corpusFile('standards/roaring', name));

  test('without runs: values, and the same bytes again', () => {
    const bytes = file('bitmapwithoutruns.bin');
    const want = [
      ...Array.from({ length: 100 }, (_, i) => i * 1000),
      ...Array.from({ length: 100_000 }, (_, i) => 300_000 + 3 * i),
      ...Array.from({ length: 100_000 }, (_, i) => 700_000 + i),
    ];
    const values = readRoaring(bytes);
    expect(values.length).toBe(200_100);
    expect(Buffer.compare(Buffer.from(values.buffer), Buffer.from(Uint32Array.from(want).buffer))).toBe(0);
    expect(Buffer.compare(writeRoaring(values), bytes)).toBe(0);
  });

  it.for([
    ['arrays_only', 132],
    ['mixed', 188_546],
  ] as const)('%s has %i values', ([name, cardinality]) => {
    const bytes = file(`portable/${name}.portable`);
    const values = readRoaring(bytes);
    expect(values.length).toBe(cardinality);
    expect([...readRoaring(writeRoaring(values))].length).toBe(cardinality);
    if (name === 'arrays_only') expect(Buffer.compare(writeRoaring(values), bytes)).toBe(0);
  });

  it.for([1, 3, 5, 7].map((n) => `crashproneinput${n}.bin`).concat('crashwithinvalidcookie.bin'))(
    '%s is refused',
    (name) => {
      expect(() => readRoaring(file(`malformed/${name}`))).toThrow(ParseError);
    },
  );
});

describe('BOM-Index', () => {
  const { bytes } = emitBomIndex(graph, '2024-05-06T07:08:09Z', use);

  test('what was written is found', () => {
    const index = readBomIndex(bytes);
    const digest = (i: number): { index: number; digest: string } => ({ index: i, digest: graph.layers[i]!.diffId });
    expect(index).toMatchObject({
      imageDigest: graph.imageId,
      generatedAt: 1_714_979_289_000_000n,
      layers: graph.layers.map(({ diffId }) => diffId),
      entrypoints: ['/a', '/z'],
    });
    expect(findInIndex(index, a)).toEqual({ layers: [digest(0), digest(1), digest(2)], entrypoints: ['/z'] });
    expect(findInIndex(index, b)).toEqual({ layers: [digest(2)], entrypoints: [] });
    expect(findInIndex(index, 'pkg:deb/debian/c@1')).toBeUndefined();
    expect(findInIndex(readBomIndex(emitBomIndex(graph, null).bytes), b)?.entrypoints).toBeNull();
  });

  test('begins as the specification says', () => {
    const id = Buffer.from(graph.imageId);
    const time = Buffer.alloc(8);
    time.writeBigInt64LE(1_714_979_289_000_000n);
    const counts = Buffer.from('030000000200000002000000', 'hex');
    const head = Buffer.concat([Buffer.from('BOMIDX1\x01\0\x01\0'), Buffer.from([id.length, 0]), id, time, counts]);
    expect(Buffer.from(bytes.subarray(0, head.length))).toEqual(head);
  });

  test('the order of lists does not reach the bytes', () => {
    const other = { ...graph, components: [...graph.components].reverse(), layers: [...graph.layers].reverse() };
    expect(emitBomIndex(other, '2024-05-06T07:08:09Z', { ...use, entrypoints: ['/a', '/z'] }).bytes).toEqual(bytes);
  });

  test('a key that is too long for the format is still found', () => {
    const long = { ...graph, components: [debComponent('x'.repeat(70_000), '1')] };
    expect(findInIndex(readBomIndex(emitBomIndex(long, null).bytes), long.components[0]!.key)?.layers).toHaveLength(3);
  });

  it.for<[name: string, change: (draft: Buffer) => Buffer]>([
    ['another magic', (d) => Buffer.concat([Buffer.from('BOMIDX2'), d.subarray(7)])],
    ['another version', (d) => (d.writeUInt16LE(2, 7), d)],
    ['an unknown flag', (d) => (d.writeUInt16LE(3, 9), d)],
    ['a byte too many', (d) => Buffer.concat([d, Buffer.from([0])])],
    ['a count that lies', (d) => (d.writeUInt32LE(0xffff_ffff, 11 + 2 + 71 + 8), d)],
    [
      'names out of order',
      (d) => Buffer.from(d.toString('latin1').replace('pkg:deb/debian/a@', 'pkg:deb/debian/z@'), 'latin1'),
    ],
  ])('refused: %s', ([, change]) => {
    expect(() => readBomIndex(change(Buffer.from(bytes)))).toThrow(/BOM-Index|text/);
  });

  test('hostile bytes', () => {
    readsEveryPrefix(bytes, readBomIndex);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (place, value) => {
        const draft = Uint8Array.from(bytes);
        draft[place] = value;
        readsOrRefuses(draft, readBomIndex, `byte ${place} = ${value}`);
      }),
      { numRuns: 1000 },
    );
  });
});
