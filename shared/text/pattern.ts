/** Regular expressions that cannot be made slow. */
export { compilePattern, type Matcher } from './pattern/compile-pattern.ts';
export { PatternError, patternLimits, type PatternFault } from './pattern/parse-pattern.ts';
