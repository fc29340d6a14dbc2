import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { image, json } from '#engine/testing/image.ts';
import { readImageConfig } from './image/read-image-config.ts';
import { parseJson, readJson } from './json.ts';
import { readDocument } from './oci/description-reader.ts';

const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('readJson', () => {
  it.for([
    ['no JSON', '{"a":', { code: 'malformed', what: 'doc', found: '{"a":', expected: 'JSON' }],
    [
      'a wrong type',
      '{"a":{"b":[1,"x"]}}',
      { code: 'malformed', what: 'doc, a.b.1', found: '"x"', expected: 'number' },
    ],
    ['a missing field', '{"a":{}}', { code: 'malformed', what: 'doc, a.b', found: 'nothing', expected: 'array' }],
    ['too deep', deep(65), { code: 'limit-exceeded', what: 'doc, depth', limit: 64, seen: 65 }],
  ] as const)('%s', ([, text, diagnostic]) => {
    const schema = z.object({ a: z.object({ b: z.array(z.number()) }) });
    expect(() => readJson(Buffer.from(text), schema, 'doc')).toThrow(expect.objectContaining({ diagnostic }));
  });

  it('counts no brackets in strings, and stops before it recurses', () => {
    const text = JSON.stringify({ a: '[{'.repeat(100), 'b\\"[[': '\\' });
    expect(parseJson(Buffer.from(text), 'doc')).toEqual(JSON.parse(text));
    expect(parseJson(Buffer.from(deep(64)), 'doc')).toEqual(JSON.parse(deep(64)));
    expect(() => parseJson(Buffer.from('['.repeat(1_000_000)), 'doc')).toThrow('limit of 64');
  });

  it('refuses what is too large without reading it', () => {
    expect(() => parseJson(Buffer.alloc(16 * 2 ** 20 + 1), 'doc')).toThrow('exceeds the limit of 16777216');
  });

  test('any JSON reads as itself, or is too deep', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        expect(parseJson(Buffer.from(text), 'doc')).toEqual(JSON.parse(text));
      }),
    );
  });

  test('any JSON as a config or manifest gives a result or a ParseError', () => {
    const { config, manifest } = image({ layers: [{ entries: [] }], env: ['A=b'], entrypoint: ['/x'] });
    for (const [good, read] of [
      [config, readImageConfig],
      [manifest, (bytes: Uint8Array) => readDocument(bytes, null, 'manifest')],
    ] as const) {
      readsEveryPrefix(good, read);
      const shape = JSON.parse(Buffer.from(good).toString()) as Record<string, unknown>;
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(shape)), fc.jsonValue(), (key, value) => {
          readsOrRefuses(json({ ...shape, [key]: value }), read, key);
        }),
      );
      fc.assert(fc.property(fc.jsonValue(), (value) => readsOrRefuses(json(value), read, 'any')));
    }
  });
});
