import { describe, expect, it } from 'vitest';
import { traceOf } from '#engine/testing/trace.ts';
import { hopOf } from '#engine/testing/usage.ts';
import type { CodeEdge, CodeLanguage } from '#shared/model/code-graph.ts';
import { type Hop, TRACE_REASONS, type TraceReason } from '#shared/model/entry-trace.ts';
import { openPoints } from './open-points.ts';

const EMPTY = traceOf([], {});

function ofHops(hops: readonly Hop[]): string[] {
  const points = openPoints({ ...EMPTY, diagnostics: [], hops }, []);
  return points.map(({ scope, reason, hop }) => `${hop ?? ''} ${scope} ${reason}`);
}

describe('open points', () => {
  it('of the trace: what is missing leads nowhere, what is not known anywhere', () => {
    const at = { hop: 'a', file: 'entry.sh', line: 2, column: 3 };
    const diagnostics = (Object.keys(TRACE_REASONS) as TraceReason[]).map((reason) => ({
      ...at,
      reason,
      detail: `about ${reason}`,
      status: 'taken' as const,
    }));
    const open: readonly TraceReason[] = [
      'DynamicEnvironmentReference',
      'RecursionLimitReached',
      'ScriptNotParsed',
      'LayerNotRead',
      'UnsupportedConstruct',
    ];
    expect(openPoints({ ...EMPTY, hops: [], diagnostics }, [])).toEqual(
      open.map((reason) => ({ ...at, scope: 'any', reason, detail: `about ${reason}` })),
    );
  });

  it.for(
    'ruby ruby|perl perl|php php|php-fpm php|dotnet dotnet|lua lua|r r|tcl tcl|deno deno|julia julia'
      .split('|')
      .map((row) => row.split(' ')),
  )('%s is not followed: all of %s is open', ([program = '', scope = '']) => {
    const hop = hopOf('a', `usr/bin/${program}`, { program, file: 'entry.sh', line: 4, column: 1 });
    expect(openPoints({ ...EMPTY, diagnostics: [], hops: [hop] }, [])).toEqual([
      {
        scope,
        reason: 'UnsupportedConstruct',
        detail: `modules of ${scope} are not followed`,
        file: 'entry.sh',
        line: 4,
        column: 1,
        hop: 'a',
      },
    ]);
  });

  it('of programs: those that start, and followed ones that are given their program on standard input', () => {
    const load = (id: string, parent: string, program: string): Hop =>
      hopOf(id, null, { parent, kind: 'load', program });
    expect(
      ofHops([
        hopOf('a', 'usr/bin/perl', { program: 'perl', status: 'notTaken' }),
        hopOf('b', 'usr/bin/ruby', { program: 'ruby', status: 'possible' }),
        hopOf('c', 'usr/bin/node', { program: 'node' }),
        load('d', 'c', 'script'),
        hopOf('e', 'usr/bin/python3', { program: 'python' }),
        load('f', 'e', 'standard-input'),
        load('k', 'c', 'code'),
        hopOf('g', 'usr/bin/java', { program: 'java' }),
        hopOf('h', 'bin/dash', { program: 'shell' }),
        // The name of a property of every object is no program.
        hopOf('i', 'bin/constructor', { program: 'constructor' }),
      ]),
    ).toEqual(['b ruby UnsupportedConstruct', 'e python DynamicEnvironmentReference']);
  });

  it.for<CodeLanguage>(['node', 'python', 'java'])(
    'of %s code: requests that are known only at run time',
    (language) => {
      const edge: CodeEdge = {
        from: 'app/main',
        specifier: 'name',
        to: null,
        rule: 'dynamic',
        line: 7,
        column: 2,
        lazy: true,
      };
      const edges: readonly CodeEdge[] = [
        { ...edge, to: 'app/other' },
        { ...edge, reason: 'ModuleNotFound' },
        { ...edge, reason: 'DynamicImport' },
        { ...edge, reason: 'NotParsed', line: 9 },
      ];
      const point = { scope: language, detail: 'name', file: 'app/main', line: 7, column: 2, hop: null };
      expect(openPoints({ ...EMPTY, hops: [], diagnostics: [] }, [{ language, entries: [], edges }])).toEqual([
        { ...point, reason: 'DynamicImport' },
        { ...point, reason: 'NotParsed', line: 9 },
      ]);
    },
  );
});
