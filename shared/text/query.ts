/** The language of the query box: text to filter and back. */
export { canonicalFilter } from './query/canonical-filter.ts';
export {
  completeField,
  completeValue,
  completingAt,
  withoutCompleting,
  type Completion,
} from './query/complete-query.ts';
export { parseQuery, type ParsedQuery } from './query/parse-query.ts';
export { printQuery } from './query/print-query.ts';
export type { QueryField } from './query/query-words.ts';
export type { QueryFault, QueryProblem } from './query/tokenize-query.ts';
