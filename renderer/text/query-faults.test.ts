import { expect, it } from 'vitest';
import { parseQuery } from '#shared/text/query.ts';
import { queryFaultText } from './query-faults.ts';

it.for([
  ['colour:red', String.raw`There is no such field; to search for the text, write colour\:`],
  ['type:', 'This field needs a value'],
  ['is:odd', 'There is no such word for this field'],
  ['layer:x', 'This is no layer: write a number, 3..5, >2 or <=4'],
  [`a ${'b'.repeat(1001)}`, 'A value has at most 1,000 characters'],
  ['"a', 'This quotation has no end'],
  ['(a', 'This parenthesis is not closed'],
  ['a)', 'Nothing is opened that could be closed here'],
  [`${'('.repeat(10)}a${')'.repeat(10)}`, 'Too many parentheses in parentheses'],
  ['a '.repeat(201), 'The query is too long from here on'],
  ['a or', '"or" needs something on both sides'],
  ['a -', 'This needs something to leave out'],
  ['type:/deb/', 'Patterns are for names, versions, licences and words without a field'],
  ['name:/(b/', 'This group is not closed'],
  ['name:/[b/', 'This "[" is not closed'],
  ['name:/*/', 'There is nothing to repeat'],
  ['name:/a{101}/', 'At most 100 repetitions'],
  [String.raw`name:/a\1/`, 'This letter behind a backslash is not known'],
] as const)('says what is wrong in %j', ([query, want]) => {
  expect(parseQuery(query).problems.map(queryFaultText)[0]).toBe(want);
});
