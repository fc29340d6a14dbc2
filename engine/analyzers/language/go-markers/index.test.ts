import { describe, expect, it } from 'vitest';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { elfFile, machoFile, type MadeSection } from '#engine/testing/executable-files.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { goMarkers } from './index.ts';

const NOTE = Buffer.concat([
  Buffer.from([4, 0, 0, 0, 5, 0, 0, 0, 4, 0, 0, 0]),
  Buffer.from('Go\0\0', 'latin1'),
  Buffer.from('ab/cd', 'latin1'),
]);
const TABLE = Buffer.from([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8, 1, 2]);
const ID_IN_TEXT = Buffer.from('\xff Go build ID: "x/y"\n \xff and code', 'latin1');
const BUILD_INFO = Buffer.concat([
  Buffer.from('\xff Go buildinf:', 'latin1'),
  Buffer.from([8, 2]),
  Buffer.alloc(16),
  Buffer.from('\x06go1.22\x00', 'latin1'),
]);

const section = (name: string, data: Buffer, writable = false): MadeSection => ({ name, data, writable });
const marked = elfFile([
  section('.text', Buffer.from('code')),
  section('.note.go.buildid', NOTE),
  section('.gopclntab', TABLE),
]);

const found = (bytes: Uint8Array): unknown[] =>
  factsOf(goMarkers.analyze({ bytes })).map((fact) =>
    fact.kind === 'go-markers' ? [fact.buildId, fact.functionTableSince, fact.cited.segments.length] : fact,
  );

describe('marks of Go', () => {
  it.for<[string, Uint8Array, unknown[]]>([
    ['a note and a function table', marked, [['ab/cd', '1.20', 2]]],
    [
      'a build ID at the beginning of the code',
      machoFile('__TEXT', [section('__text', ID_IN_TEXT)]),
      [['x/y', null, 1]],
    ],
    [
      'an older function table',
      elfFile([section('.gopclntab', Buffer.from([0xfb, 0xff, 0xff, 0xff, 0, 0, 4, 4]))]),
      [[null, '1.2', 1]],
    ],
    [
      'build information, which says more',
      elfFile([section('.go.buildinfo', BUILD_INFO, true), section('.gopclntab', TABLE)]),
      [],
    ],
    ['a table that is none', elfFile([section('.gopclntab', Buffer.from([0xf1, 0xff, 0xff, 0xff, 0, 0, 3, 8]))]), []],
    ['a note of somebody else', elfFile([section('.note.go.buildid', Buffer.from(NOTE).fill(9, 8, 9))]), []],
    [
      'a build ID elsewhere in the code',
      elfFile([section('.text', Buffer.concat([Buffer.from('..'), ID_IN_TEXT]))]),
      [],
    ],
    ['a program of another language', elfFile([section('.text', Buffer.from('code'))]), []],
  ])('%s', ([, bytes, expected]) => expect(found(bytes)).toEqual(expected));

  it('survives every cut and any change', () => {
    readsEveryPrefix(marked, (bytes) => goMarkers.analyze({ bytes }), 3);
    readsFlippedBytes(marked, (bytes) => goMarkers.analyze({ bytes }), { runs: 1000 });
  });
});
