/** Regular expressions that cannot be made slow. */
export { compilePattern, type Matcher } from './pattern/compile-pattern.ts';
export { PatternError, patternLimits } from './pattern/parse-pattern.ts';
