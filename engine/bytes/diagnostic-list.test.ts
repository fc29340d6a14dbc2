import { expect, it } from 'vitest';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { DiagnosticList, excerpt } from './diagnostic-list.ts';
import { limits } from './limits.ts';

const odd: Diagnostic = { code: 'anomaly', what: 'x', found: 'y' };

it('keeps what fits and counts the rest', () => {
  const list = new DiagnosticList();
  list.add(odd);
  expect(list.list()).toEqual([odd]);
  for (let i = 0; i < limits.diagnosticsPerFile; i++) list.add(odd);
  expect(list.list()).toHaveLength(limits.diagnosticsPerFile + 1);
  expect(list.list().at(-1)).toEqual({
    code: 'limit-exceeded',
    what: 'diagnostics of one file',
    limit: limits.diagnosticsPerFile,
    seen: limits.diagnosticsPerFile + 1,
  });
});

it('quotes one line, and of a long one the start', () => {
  expect(excerpt('ab\ncd')).toBe('ab');
  expect(excerpt('ab\ncd', 3, 4)).toBe('c');
  expect(excerpt('x'.repeat(1000))).toHaveLength(limits.excerptBytes);
});
