import { Parser, type Program } from 'acorn';
import { limits } from '#engine/bytes/limits.ts';

/** Why a text is not parsed; `at`: offset in it. */
export type SyntaxProblem = Readonly<{ at: number; detail: string }>;

/**
 * Methods of acorn's parser that recurse, with the stack that one level takes, in units of at most 210 bytes: measured with
 * `--no-opt --no-sparkplug --no-maglev`, as an interpreter's frames are the largest, and nobody knows when a function is compiled.
 */
const WEIGHTS = {
  parseStatement: 8,
  parseMaybeAssign: 8,
  parseBindingAtom: 5,
  parseMaybeUnary: 3,
  parseClass: 3,
  parseExprAtom: 2,
  parseExprOp: 2,
  parseNew: 2,
} as const;

/**
 * Checks that change no request, and that cost the square of a hostile file's length, or stack: names that are declared twice, exports
 * of names that are not declared, patterns of regular expressions.
 */
const UNCHECKED = ['declareName', 'checkLocalExport', 'validateRegExpPattern'];

type Method = (this: unknown, ...given: unknown[]) => unknown;
type Methods = Record<string, Method>;

class TooDeep extends Error {}

/**
 * Acorn recurses. Counting its levels ends hostile nesting at the same place on every machine; the end of the stack would not.
 * Overriding methods is what its plug-ins do.
 */
function bounded(Base: typeof Parser): typeof Parser {
  class Bounded extends Base {
    depth = 0;
  }
  const methods = Bounded.prototype as unknown as Methods;
  for (const [name, weight] of Object.entries(WEIGHTS)) {
    const inherited = (Base.prototype as unknown as Methods)[name];
    if (inherited === undefined) throw new Error(`acorn has no ${name}`);
    methods[name] = function (this: unknown, ...given) {
      const self = this as Bounded;
      self.depth += weight;
      if (self.depth > limits.scriptDepth) throw new TooDeep();
      const result = inherited.apply(this, given);
      self.depth -= weight;
      return result;
    };
  }
  for (const name of UNCHECKED) methods[name] = () => undefined;
  // Acorn's own would make a syntax error of it, whose place differs with each run.
  methods['catchStackOverflow'] = (parse) => (parse as () => unknown)();
  return Bounded;
}

const BoundedParser = Parser.extend(bounded);

/** Parses a whole file, of the newest edition that the parser knows; a `#!` line is allowed. */
export function parseJavaScript(text: string, sourceType: 'module' | 'commonjs'): Program | SyntaxProblem {
  try {
    return BoundedParser.parse(text, { ecmaVersion: 'latest', sourceType, allowHashBang: true });
  } catch (error) {
    if (error instanceof TooDeep) return { at: 0, detail: 'nested too deep' };
    // A way to recurse that the levels above do not count.
    if (error instanceof RangeError) return { at: 0, detail: 'nested too deep for the parser' };
    if (error instanceof SyntaxError) return { at: positionOf(error), detail: messageOf(error) };
    throw error;
  }
}

function positionOf(error: SyntaxError): number {
  return 'pos' in error && typeof error.pos === 'number' ? error.pos : 0;
}

/** Without the place, which acorn adds. */
function messageOf(error: SyntaxError): string {
  return error.message.replace(/ \(\d+:\d+\)$/, '').slice(0, 200);
}
