import { describe, expect, it } from 'vitest';
import type { FileListFact } from '#shared/model/fact.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { defineFileAnalyzer, defineSetAnalyzer } from './analyzer.ts';
import { runFileAnalyzer, runSetAnalyzer } from './host.ts';

const common = { id: 'os/x', version: 1, emits: ['file-list'], maxBytes: 4 } as const;
const complete = { status: 'complete', facts: [] } as const;
const single = (analyze: () => typeof complete) =>
  defineFileAnalyzer<FileListFact>({ ...common, role: 'file', wants: [{ path: 'x' }], analyze });
const bytes = (length: number): Uint8Array => new Uint8Array(length);

describe('a plug-in that throws does not take the scan with it', () => {
  const diagnostic = { code: 'malformed', what: 'x', found: 'y' } as const;
  it.for([
    ['a ParseError keeps its words', new ParseError(diagnostic), diagnostic],
    ['any other error is named', new TypeError('no'), { code: 'failed', what: 'os/x', found: 'TypeError: no' }],
    ['what is no error too', 'thrown text', { code: 'failed', what: 'os/x', found: 'thrown text' }],
  ] as const)('%s', ([, thrown, expected]) => {
    const outcome = runFileAnalyzer(
      single(() => {
        throw thrown;
      }),
      bytes(1),
    );
    expect(outcome).toEqual({ status: 'failed', diagnostics: [expected] });
  });
});

it('a file beyond the bound is not analyzed', () => {
  const analyzer = single(() => complete);
  expect(runFileAnalyzer(analyzer, bytes(4))).toEqual(complete);
  const refused = { code: 'limit-exceeded', what: 'os/x', limit: 4, seen: 5 };
  expect(runFileAnalyzer(analyzer, bytes(5))).toEqual({ status: 'failed', diagnostics: [refused] });
});

it('a set is bounded by all its members together', () => {
  const analyzer = defineSetAnalyzer<FileListFact>({
    ...common,
    directories: ['d'],
    members: ['a', 'b'],
    analyze: () => complete,
  });
  expect(runSetAnalyzer(analyzer, { a: bytes(2), b: bytes(2) })).toEqual(complete);
  expect(runSetAnalyzer(analyzer, { a: bytes(3), b: bytes(2) })).toMatchObject({
    status: 'failed',
    diagnostics: [{ code: 'limit-exceeded', limit: 4, seen: 5 }],
  });
});
