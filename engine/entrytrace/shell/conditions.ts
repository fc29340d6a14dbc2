import type { Test } from '#engine/formats/shell/ast.ts';
import { areEqual, isEmpty, isKnown, type Text } from '../text.ts';
import { expandPieces, expandText } from './expand.ts';
import { see } from './files.ts';
import type { Frame, Machine } from './machine.ts';
import { matches, readPattern } from './pattern.ts';
import type { State } from './state.ts';

/** `undefined`: depends on what is not known. */
type Truth = boolean | undefined;

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY = new Set([
  '=',
  '==',
  '!=',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
  '<',
  '>',
  '=~',
]);

/** `test` and `[` (POSIX.1-2024, test). @param words without the name and the closing bracket */
export function testWords(machine: Machine, words: readonly Text[], state: State): Truth {
  let at = 0;
  const or = (): Truth => {
    let truth = and();
    while (words[at] === '-o') {
      at += 1;
      truth = either(truth, and());
    }
    return truth;
  };
  const and = (): Truth => {
    let truth = not();
    while (words[at] === '-a' && !BINARY.has(words[at + 1] ?? '')) {
      at += 1;
      truth = both(truth, not());
    }
    return truth;
  };
  const not = (): Truth => {
    if (words[at] === '!' && at + 1 < words.length && !BINARY.has(words[at + 1] ?? '')) {
      at += 1;
      return negate(not());
    }
    return primary();
  };
  const primary = (): Truth => {
    const [one, two, three] = [words[at], words[at + 1], words[at + 2]];
    if (one === undefined) return false;
    if (two !== undefined && three !== undefined && BINARY.has(two)) {
      at += 3;
      return compare(two, one, three);
    }
    if (one === '(' && two !== undefined) {
      at += 1;
      const truth = or();
      at += 1;
      return truth;
    }
    if (UNARY.test(one) && two !== undefined) {
      at += 2;
      return unary(machine, one, two, state);
    }
    at += 1;
    return negate(isEmpty(one));
  };
  return or();
}

/** `[[ … ]]` (Bash manual §3.2.5.2). */
export function testCommand(machine: Machine, test: Test, state: State, frame: Frame): Truth {
  switch (test.type) {
    case 'not':
      return negate(testCommand(machine, test.operand, state, frame));
    case 'logical': {
      let truth: Truth = test.operator === '&&';
      for (const operand of test.operands) {
        // What is not reached is not expanded either.
        if (truth === (test.operator === '||')) break;
        const one = testCommand(machine, operand, state, frame);
        truth = test.operator === '&&' ? both(truth, one) : either(truth, one);
      }
      return truth;
    }
    case 'unary':
      return unary(machine, test.operator, expandText(machine, test.operand, state, frame), state);
    case 'binary': {
      const left = expandText(machine, test.left, state, frame);
      if (['=', '==', '!='].includes(test.operator)) {
        const pattern = readPattern(expandPieces(machine, test.right, state, frame));
        const truth = pattern && matches(pattern, left);
        return test.operator === '!=' ? negate(truth) : truth;
      }
      return compare(test.operator, left, expandText(machine, test.right, state, frame));
    }
    default:
      return test satisfies never;
  }
}

function compare(operator: string, left: Text, right: Text): Truth {
  if (operator === '=' || operator === '==') return areEqual(left, right);
  if (operator === '!=') return negate(areEqual(left, right));
  if (!isKnown(left) || !isKnown(right)) return undefined;
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  if (operator === '=~') return regularExpression(left, right);
  const number = /^\s*[-+]?\d{1,15}\s*$/;
  if (!number.test(left) || !number.test(right))
    return operator.length === 3 && !/t$|f$/.test(operator) ? false : undefined;
  const [a, b] = [Number(left), Number(right)];
  const answers: Readonly<Record<string, boolean>> = {
    '-eq': a === b,
    '-ne': a !== b,
    '-lt': a < b,
    '-le': a <= b,
    '-gt': a > b,
    '-ge': a >= b,
  };
  return answers[operator];
}

/** Longest text and most repetitions that an expression of a script is tried with: more could take for ever. */
const EXPRESSION = { bytes: 256, repetitions: 4 };

function regularExpression(text: string, source: string): Truth {
  const repetitions = source.match(/[*+{]/g)?.length ?? 0;
  if (source.length > EXPRESSION.bytes || text.length > EXPRESSION.bytes) return undefined;
  if (repetitions > EXPRESSION.repetitions || /\)[*+?{]|\[[.=]|\\[1-9<>bBwWsS]/.test(source)) return undefined;
  const classes: Readonly<Record<string, string>> = {
    alpha: 'A-Za-z',
    digit: '0-9',
    alnum: 'A-Za-z0-9',
    upper: 'A-Z',
    lower: 'a-z',
    space: String.raw`\s`,
  };
  const converted = source.replaceAll(/\[:(\w+):\]/g, (all, name: string) => classes[name] ?? all);
  if (/\[:\w+:\]/.test(converted)) return undefined;
  try {
    return new RegExp(converted).test(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function unary(machine: Machine, operator: string, operand: Text, state: State): Truth {
  if (operator === '-z') return isEmpty(operand);
  if (operator === '-n') return negate(isEmpty(operand));
  if (operator === '-v') return isKnown(operand) ? state.get(operand) !== undefined : undefined;
  if (operator === '-o' || operator === '-t' || operator === '-N') return undefined;
  if (operator === '-L' || operator === '-h') {
    if (!isKnown(operand) || !isKnown(state.cwd)) return undefined;
    const seen = see(machine, operand, state);
    if (seen.kind === 'unknown') return undefined;
    return seen.kind !== 'made' && machine.world.findLink(operand, state.cwd)?.type === 'symlink';
  }
  const seen = see(machine, operand, state);
  if (seen.kind === 'absent') return false;
  if (seen.kind === 'unknown') return undefined;
  const type = seen.kind === 'image' ? seen.node.type : seen.type;
  switch (operator) {
    case '-e':
    case '-a':
      return true;
    case '-f':
      return type === 'file';
    case '-d':
      return type === 'dir';
    case '-p':
      return type === 'fifo';
    case '-b':
      return type === 'block';
    case '-c':
      return type === 'char';
    case '-S':
      // An image has no sockets: tar does not keep them.
      return false;
    case '-s':
      if (seen.kind === 'image') return type === 'dir' || (seen.node.size ?? 0) > 0;
      return seen.content === undefined ? undefined : negate(isEmpty(seen.content));
    case '-r':
    case '-w':
    case '-x':
      if (seen.kind === 'made') return operator === '-x' && type === 'file' ? undefined : true;
      return machine.world.may(seen.node, machine.user, operator.slice(1) as 'r' | 'w' | 'x');
    default:
      return undefined;
  }
}

function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function both(a: Truth, b: Truth): Truth {
  return a === false || b === false ? false : a === undefined || b === undefined ? undefined : true;
}

function either(a: Truth, b: Truth): Truth {
  return a === true || b === true ? true : a === undefined || b === undefined ? undefined : false;
}
