import { patternLimits, type PatternFault } from '#shared/text/pattern.ts';
import type { QueryFault } from '#shared/text/query.ts';
import { count } from './formats.ts';

const patterns: Readonly<Record<PatternFault, string>> = {
  'too-long': `A pattern has at most ${count(patternLimits.length)} characters`,
  'stray-bracket': 'Nothing is opened that could be closed here',
  'nothing-to-repeat': 'There is nothing to repeat',
  'repeated-place': 'A place cannot be repeated',
  'repeated-twice': 'This is repeated already',
  'many-repetitions': `At most ${count(patternLimits.repeat)} repetitions`,
  'descending-repetitions': 'The first number is the higher one',
  'deep-groups': 'Too many groups in groups',
  'unknown-group': 'Groups with "?" are not known, but for "(?:"',
  'open-group': 'This group is not closed',
  'open-set': 'This "[" is not closed',
  'descending-range': 'This range has no order',
  'unknown-in-set': 'This is not known inside "[ ]"',
  'lonely-backslash': 'Nothing follows this backslash',
  'unknown-escape': 'This letter behind a backslash is not known',
  'repeats-too-much': 'The pattern repeats too much',
};

type Plain = Exclude<
  QueryFault,
  Readonly<{ found: string }> | Readonly<{ most: number }> | Readonly<{ fault: string }>
>;

const plain: Readonly<Record<Plain['code'], string>> = {
  'open-quotation': 'This quotation has no end',
  'open-parenthesis': 'This parenthesis is not closed',
  'stray-parenthesis': 'Nothing is opened that could be closed here',
  'deep-parentheses': 'Too many parentheses in parentheses',
  'too-long': 'The query is too long from here on',
  'lonely-or': '"or" needs something on both sides',
  'lonely-not': 'This needs something to leave out',
  'no-pattern-here': 'Patterns are for names, versions, licences and words without a field',
};

/** What in a query is not understood. What was written stands before it, so it is repeated only where it helps. */
export function queryFaultText(problem: QueryFault): string {
  switch (problem.code) {
    case 'no-field':
      return `There is no such field; to search for the text, write ${problem.found}\\:`;
    case 'no-value':
      return 'This field needs a value';
    case 'no-flag':
      return 'There is no such word for this field';
    case 'no-layer':
      return 'This is no layer: write a number, 3..5, >2 or <=4';
    case 'long-value':
      return `A value has at most ${count(problem.most)} characters`;
    case 'pattern':
      return patterns[problem.fault];
    default:
      return plain[problem.code];
  }
}
