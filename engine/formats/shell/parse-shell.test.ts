import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '#engine/bytes/limits.ts';
import { parseShell } from './parse-shell.ts';

describe('parseShell', () => {
  it('says line and column of each command, in bytes', () => {
    const { commands } = parseShell('#!/bin/sh\n\n  caf\xc3\xa9 x; b | c\nif d; then\n\te\nfi\n');
    expect(commands.map(({ type, at }) => [type, at])).toEqual([
      ['simple', { line: 3, column: 3 }],
      ['pipeline', { line: 3, column: 12 }],
      ['if', { line: 4, column: 1 }],
    ]);
  });

  it('places commands inside backquotes with escapes where the backquotes stand', () => {
    const [command] = parseShell('x=1\ny=`echo \\`date\\``\n').commands.slice(1);
    const value = command?.type === 'simple' ? command.assignments[0]?.value : undefined;
    const part = value?.type === 'word' ? value.parts[0] : undefined;
    expect(part?.type === 'command' ? part.body.map(({ at }) => at) : []).toEqual([{ line: 2, column: 3 }]);
  });

  it.for([
    ['if x; then', 1],
    ['echo "x', 1],
    ['case x in', 1],
    ['echo $(', 1],
  ] as const)('keeps what it can of %s and says what is wrong', ([source, problems]) => {
    expect(parseShell(source).problems.length).toBeGreaterThanOrEqual(problems);
  });

  it('refuses what is nested too deep or too long', () => {
    expect(parseShell('('.repeat(limits.shellNesting + 1))).toMatchObject({ commands: [], problems: [{}] });
    expect(parseShell('#'.repeat(limits.shellBytes + 1))).toMatchObject({ commands: [], problems: [{}] });
    expect(parseShell('if x; then '.repeat(50_000)).problems).not.toEqual([]);
    expect(parseShell('$('.repeat(50_000)).problems).not.toEqual([]);
  });

  it('takes any bytes', () => {
    const pieces = fc.constantFrom(
      '$',
      '(',
      ')',
      '{',
      '}',
      '"',
      "'",
      '`',
      '\\',
      '\n',
      ' ',
      'if',
      'fi',
      '<<E',
      '${x',
      '#',
      ';',
      '&',
      '|',
      '[[',
      ']]',
      'a',
      '\xff',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (words) => {
        expect(parseShell(words.join('')).commands).toBeInstanceOf(Array);
      }),
      { numRuns: 1000 },
    );
  });
});
