import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { debComponent, smallGraph } from '#engine/testing/graph.ts';
import { generateProtobuf, PROTOBUF_FILE } from '#engine/testing/protobuf-code.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { emitCycloneDx } from '../emit.ts';
import { compareProtobuf, validateProtobuf } from '../../validate/validate-protobuf.ts';
import type { CdxDocument } from '../types.ts';
import { emitProtobuf } from './emit.ts';
import { readProtobuf } from './read.ts';

const documentOf = (graph: ImageGraph = smallGraph(), profile: 'full' | 'lean' = 'full'): CdxDocument =>
  emitCycloneDx(graph, { toolVersion: '1', view: 'inventory', profile, timestamp: '2024-05-06T07:08:09Z' }).document;

test('the module is made from the official schema', async () => {
  expect(readFileSync(PROTOBUF_FILE, 'utf8') === (await generateProtobuf())).toBe(true);
});

describe('what is written', () => {
  it.for(['full', 'lean'] as const)('is the JSON document when it is read back: %s', (profile) => {
    const document = documentOf(smallGraph(), profile);
    const bytes = emitProtobuf(document);
    expect(JSON.parse(JSON.stringify(readProtobuf(bytes)))).toEqual(JSON.parse(JSON.stringify(document)));
    expect(compareProtobuf(bytes, document)).toMatchObject({ valid: true, errors: [] });
    expect(validateProtobuf(bytes)).toMatchObject({ valid: true, errors: [] });
  });

  test('begins with the fields of the schema in ascending number', () => {
    const bytes = emitProtobuf(documentOf());
    // 1: "1.7", 2: 1, 3: 45 bytes of serial number.
    expect([...bytes.subarray(0, 9)]).toEqual([0x0a, 3, 0x31, 0x2e, 0x37, 0x10, 1, 0x1a, 45]);
  });

  test('an empty version is read as none', () => {
    const document = documentOf({ ...smallGraph(), components: [debComponent('a', '')] });
    expect(compareProtobuf(emitProtobuf(document), document)).toMatchObject({ valid: true });
  });
});

describe('planted mistakes', () => {
  const document = documentOf();
  it.for<[name: string, other: (draft: CdxDocument) => CdxDocument, at: string]>([
    [
      'another component',
      (d) => ({ ...d, components: d.components.map((c) => ({ ...c, name: `${c.name}x` })) }),
      '/components/0',
    ],
    ['one component less', (d) => ({ ...d, components: d.components.slice(1) }), '/components'],
    ['another serial number', (d) => ({ ...d, serialNumber: `${d.serialNumber}0` }), ''],
    ['no dependencies', (d) => ({ ...d, dependencies: [] }), ''],
  ])('%s', ([, change, at]) => {
    const { valid, errors } = compareProtobuf(emitProtobuf(change(document)), document);
    expect(valid).toBe(false);
    expect(errors[0]).toEqual({ at, problem: 'is not what the JSON document says' });
  });

  test('a dangling reference', () => {
    const bytes = emitProtobuf({ ...document, dependencies: [{ ref: 'nothing', dependsOn: [] }] });
    expect(validateProtobuf(bytes).errors[0]?.problem).toBe('refers to nothing: "nothing"');
  });

  test('bytes that are cut, and any others, have a verdict', () => {
    const bytes = emitProtobuf(document);
    expect(validateProtobuf(bytes.subarray(0, bytes.length - 1)).valid).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (other) => {
        expect(validateProtobuf(other).valid).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});
