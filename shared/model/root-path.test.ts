import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { encodeText, normalisePath, parsePrintedPath, printPath, splitPath } from './root-path.ts';

const byteString = fc.array(fc.integer({ min: 1, max: 255 })).map((bytes) => String.fromCharCode(...bytes));

describe('printPath', () => {
  it.for([
    ['usr/bin/sh', 'usr/bin/sh'],
    ['caf\xc3\xa9', 'café'],
    ['caf\xe9', String.raw`caf\xe9`],
    [String.raw`a\b`, String.raw`a\x5cb`],
    ['\xf0\x9f\x98\x80', '😀'],
    // CESU-8 surrogates, overlong and cut sequences are not UTF-8 (RFC 3629 §3).
    ['\xed\xa0\x80', String.raw`\xed\xa0\x80`],
    ['\xc0\xaf', String.raw`\xc0\xaf`],
    ['\xe2\x82', String.raw`\xe2\x82`],
  ] as const)('%j prints as %j', ([bytes, text]) => {
    expect(printPath(bytes)).toBe(text);
    expect(parsePrintedPath(text)).toBe(bytes);
  });

  test('any bytes come back from their text', () => {
    fc.assert(fc.property(byteString, (bytes) => parsePrintedPath(printPath(bytes)) === bytes));
  });

  test('two names never print alike', () => {
    fc.assert(fc.property(byteString, byteString, (a, b) => (a === b) === (printPath(a) === printPath(b))));
  });
});

test('encodeText is UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(encodeText(text)).toBe(Buffer.from(text, 'utf8').toString('latin1'));
    }),
  );
});

describe('normalisePath', () => {
  it.for([
    ['./usr//lib/./x/', 'usr/lib/x'],
    ['/', ''],
    ['.', ''],
    ['./', ''],
    ['a/..b/.c', 'a/..b/.c'],
    [' leading', ' leading'],
    ['../etc/passwd', undefined],
    ['a/../../b', undefined],
    ['a/..', undefined],
  ] as const)('%j → %j', ([name, path]) => {
    expect(normalisePath(name)).toBe(path);
  });
});

test('splitPath', () => {
  expect(splitPath(parsePrintedPath('usr/bin/sh'))).toEqual(['usr/bin', 'sh']);
  expect(splitPath(parsePrintedPath('sh'))).toEqual(['', 'sh']);
});
