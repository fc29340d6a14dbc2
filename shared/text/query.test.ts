import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EXACT_FIELDS,
  EVERYTHING,
  FLAGS,
  type Filter,
  filterSchema,
  LAYER_FIELDS,
  PART_FIELDS,
  type PartField,
} from '#shared/schema/filter.ts';
import { canonicalFilter, parseQuery, printQuery } from './query.ts';

const any = (text: string): Filter => ({ op: 'has', field: 'any', text });
const layer = (from: number, to: number | null): Filter => ({ op: 'in', field: 'layer', spans: [{ from, to }] });
const and = (...of: Filter[]): Filter => ({ op: 'and', of });
const or = (...of: Filter[]): Filter => ({ op: 'or', of });
const not = (of: Filter): Filter => ({ op: 'not', of });
const matches = (field: PartField, pattern: string): Filter => ({ op: 'matches', field, pattern });
const debs: Filter = { op: 'is', field: 'type', values: ['deb'] };

const cases: { query: string; want: Filter }[] = [
  { query: '', want: EVERYTHING },
  { query: ' \t', want: EVERYTHING },
  { query: 'ssl', want: any('ssl') },
  {
    query: 'ssl eco:deb layer:>2 -origin:linker',
    want: and(any('ssl'), debs, layer(3, null), not({ op: 'is', field: 'origin', values: ['linker'] })),
  },
  { query: 'a b or c', want: or(and(any('a'), any('b')), any('c')) },
  { query: 'a AND (b Or c)', want: and(any('a'), or(any('b'), any('c'))) },
  { query: 'not a', want: not(any('a')) },
  { query: '- - a', want: any('a') },
  { query: '-(a b)', want: not(and(any('a'), any('b'))) },
  { query: '"libssl3"', want: { op: 'is', field: 'name', values: ['libssl3'] } },
  { query: '"say \\"a\\""', want: { op: 'is', field: 'name', values: ['say "a"'] } },
  {
    query: 'name:ssl,"tls"',
    want: or({ op: 'is', field: 'name', values: ['tls'] }, { op: 'has', field: 'name', text: 'ssl' }),
  },
  { query: 'type:deb,rpm', want: { op: 'is', field: 'type', values: ['deb', 'rpm'] } },
  {
    query: 'lic:"",MIT',
    want: or({ op: 'is', field: 'licence', values: [''] }, { op: 'has', field: 'licence', text: 'MIT' }),
  },
  { query: 'arch:""', want: { op: 'is', field: 'arch', values: [''] } },
  {
    query: 'layer:3..5,7',
    want: {
      op: 'in',
      field: 'layer',
      spans: [
        { from: 3, to: 5 },
        { from: 7, to: 7 },
      ],
    },
  },
  { query: 'layer:<=4', want: layer(0, 4) },
  { query: 'layer:<4', want: layer(0, 3) },
  { query: 'layer:..4', want: layer(0, 4) },
  { query: 'modified:>=2', want: { op: 'in', field: 'modified', spans: [{ from: 2, to: null }] } },
  { query: 'is:removed,unlicensed', want: or({ op: 'flag', flag: 'removed' }, { op: 'flag', flag: 'unlicensed' }) },
  { query: 'pkg:deb/debian/apt@2.0?arch=amd64', want: any('pkg:deb/debian/apt@2.0?arch=amd64') },
  { query: 'bin:sha256:00ff', want: any('bin:sha256:00ff') },
  { query: String.raw`\or type\:deb a\ b`, want: and(any('or'), any('type:deb'), any('a b')) },
  { query: '1:2.3', want: any('1:2.3') },
  { query: '/^lib(ssl|tls)[0-9]$/', want: matches('any', '^lib(ssl|tls)[0-9]$') },
  { query: '-/a b/ c', want: and(not(matches('any', 'a b')), any('c')) },
  { query: 'name:/a,b/,c', want: or(matches('name', 'a,b'), { op: 'has', field: 'name', text: 'c' }) },
  { query: String.raw`/a\/b\.c/`, want: matches('any', String.raw`a/b\.c`) },
  { query: '/usr/bin', want: any('/usr/bin') },
  { query: '/usr', want: any('/usr') },
  { query: String.raw`\/a/`, want: any('/a/') },
  { query: '()', want: EVERYTHING },
  { query: '-()', want: not(EVERYTHING) },
];

/** Text with a fault: what is left of it, and what is underlined. */
const faults: { query: string; want: Filter; underlined: string[] }[] = [
  { query: 'ssl type:', want: any('ssl'), underlined: ['type:'] },
  { query: 'ssl uses:reached', want: any('ssl'), underlined: ['uses:reached'] },
  { query: 'layer:x,2', want: layer(2, 2), underlined: ['x'] },
  { query: 'layer:5..3', want: EVERYTHING, underlined: ['5..3'] },
  { query: 'layer:<0', want: EVERYTHING, underlined: ['<0'] },
  { query: 'layer:..', want: EVERYTHING, underlined: ['..'] },
  { query: 'is:odd', want: EVERYTHING, underlined: ['odd'] },
  { query: 'a /b(c/', want: any('a'), underlined: ['(c/'] },
  { query: 'a name:/*/', want: any('a'), underlined: ['*/'] },
  { query: 'a type:/deb/', want: any('a'), underlined: ['/deb/'] },
  { query: 'a or', want: any('a'), underlined: ['or'] },
  { query: 'or a', want: any('a'), underlined: ['or'] },
  { query: 'a -', want: any('a'), underlined: ['-'] },
  { query: '(a b', want: and(any('a'), any('b')), underlined: ['('] },
  { query: 'a) b', want: and(any('a'), any('b')), underlined: [')'] },
  { query: '"a', want: { op: 'is', field: 'name', values: ['a'] }, underlined: ['"a'] },
  { query: `${'('.repeat(10)}a`, want: any('a'), underlined: ['(', '(', '(', '(', '(', '(', '(', '(', '(', '('] },
  { query: `a ${'b'.repeat(1001)}`, want: any('a'), underlined: ['b'.repeat(1001)] },
];

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'or',
    'AND',
    '-a',
    'type:x',
    'a:b',
    'sha256:ab',
    '"',
    '\\',
    ' ',
    'a,b',
    '(',
    'is:removed',
    'ö',
    '/a/',
    '/',
  ),
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.record({ op: fc.constant('has' as const), field: fc.constantFrom(...PART_FIELDS), text }),
    fc.record({
      op: fc.constant('is' as const),
      field: fc.constantFrom(...EXACT_FIELDS),
      values: fc.array(fc.oneof(text, fc.constant('')), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      op: fc.constant('in' as const),
      field: fc.constantFrom(...LAYER_FIELDS),
      spans: fc.array(
        fc
          .tuple(fc.nat(50), fc.option(fc.nat(50)))
          .map(([from, more]) => ({ from, to: more === null ? null : from + more })),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    fc.record({
      op: fc.constant('matches' as const),
      field: fc.constantFrom(...PART_FIELDS),
      pattern: fc.constantFrom('a', '^a|b$', 'a/b', String.raw`\/a\\`, '["/ ]', 'a b', '(x)', ',', '/'),
    }),
    fc.record({ op: fc.constant('flag' as const), flag: fc.constantFrom(...FLAGS) }),
    fc.record({ op: fc.constant('not' as const), of: tie('filter') }),
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('filter'), { maxLength: 3 }) }),
  ),
}));

describe('the query box', () => {
  it.for(cases)('reads $query', ({ query, want }) => {
    expect(parseQuery(query)).toEqual({ filter: want, problems: [] });
  });

  it.for(faults)('leaves out what is wrong in $query', ({ query, want, underlined }) => {
    const { filter, problems } = parseQuery(query);
    expect({ filter, underlined: problems.map(({ from, to }) => query.slice(from, to)) }).toEqual({
      filter: want,
      underlined,
    });
  });

  it('reads each filter from its own print', () => {
    fc.assert(
      fc.property(filter, (filter) => {
        expect(parseQuery(printQuery(filter))).toEqual({ filter: canonicalFilter(filter), problems: [] });
      }),
      { numRuns: 2000 },
    );
  });

  it('has one canonical form', () => {
    fc.assert(
      fc.property(filter, (filter) => {
        const once = canonicalFilter(filter);
        expect(canonicalFilter(once)).toEqual(once);
      }),
    );
  });

  it('takes any text, gives a valid filter, and prints what it understood', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        '-',
        ' ',
        '"',
        '/',
        '/a(',
        '/b/',
        '\\',
        ',',
        ':',
        'or',
        'not ',
        'type:',
        'layer:',
        'is:',
        '3..5',
        '>',
      ),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const query = pieces.join('');
        const { filter, problems } = parseQuery(query);
        expect(filterSchema.safeParse(filter).success).toBe(true);
        for (const { from, to } of problems) expect(from >= 0 && from < to && to <= query.length).toBe(true);
        expect(parseQuery(printQuery(filter))).toEqual({ filter, problems: [] });
      }),
      { numRuns: 2000 },
    );
  });

  it('stays within the limits of a filter however long the text is', () => {
    for (const query of [
      'a '.repeat(100_000),
      '-('.repeat(100_000),
      '(a or (b '.repeat(1000),
      `type:${'x,'.repeat(5000)}`,
    ]) {
      const { filter } = parseQuery(query);
      expect(filterSchema.safeParse(filter).success).toBe(true);
    }
  });
});
