import type { Arithmetic, Word } from '#engine/formats/shell/ast.ts';
import { isKnown } from '../text.ts';
import type { Frame, Machine } from './machine.ts';
import type { State } from './state.ts';
import { readVariable } from './variables.ts';

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? Number.NaN : Math.trunc(a / b)),
  '%': (a, b) => (b === 0 ? Number.NaN : a % b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
  ',': (_, b) => b,
};

const ASSIGNS = /^([-+*/%&|^]|<<|>>)?=$/;

/** Value of an arithmetic expression (POSIX.1-2024 §2.6.4); undefined: not known. Assigns variables. */
export function calculate(machine: Machine, node: Arithmetic, state: State, frame: Frame): number | undefined {
  const value = evaluate(machine, node, state, frame);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

function evaluate(machine: Machine, node: Arithmetic, state: State, frame: Frame): number | undefined {
  const of = (one: Arithmetic): number | undefined => calculate(machine, one, state, frame);
  const assign = (target: Arithmetic, value: number | undefined): number | undefined => {
    const name = target.type === 'name' ? plain(target.word) : undefined;
    if (name === undefined) return undefined;
    state.set(
      name,
      value === undefined ? machine.world.unknowns.mark('DynamicEnvironmentReference', `$((${name}))`) : String(value),
    );
    return value;
  };
  const forget = (side: Arithmetic): void => {
    for (const target of assigned(side)) assign(target, undefined);
  };
  switch (node.type) {
    case 'number':
      return node.value;
    case 'name': {
      const name = plain(node.word);
      const text =
        name === undefined ? undefined : readVariable(machine, name.replace(/^\$\{?|\}$/g, ''), state, frame).text;
      if (text === undefined || !isKnown(text)) return undefined;
      return text.trim() === '' ? 0 : /^\s*-?\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
    }
    case 'unary': {
      const value = of(node.operand);
      if (node.operator === '++' || node.operator === '--') {
        const next = value === undefined ? undefined : value + (node.operator === '++' ? 1 : -1);
        assign(node.operand, next);
        return node.prefix ? next : value;
      }
      if (value === undefined) return undefined;
      return node.operator === '!'
        ? Number(value === 0)
        : node.operator === '-'
          ? -value
          : node.operator === '+'
            ? value
            : undefined;
    }
    case 'binary': {
      const assigns = ASSIGNS.exec(node.operator);
      if (assigns) {
        const right = of(node.right);
        const sign = assigns[1] ?? '';
        const left = sign === '' ? 0 : of(node.left);
        const operate = sign === '' ? (_: number, b: number) => b : OPERATORS[sign];
        return assign(
          node.left,
          left === undefined || right === undefined || !operate ? undefined : operate(left, right),
        );
      }
      const left = of(node.left);
      if (node.operator === '&&' && left === 0) return 0;
      if (node.operator === '||' && left !== undefined && left !== 0) return 1;
      if ((node.operator === '&&' || node.operator === '||') && left === undefined) {
        // Perhaps it is calculated, perhaps not.
        forget(node.right);
        return undefined;
      }
      const right = of(node.right);
      const operate = Object.hasOwn(OPERATORS, node.operator) ? OPERATORS[node.operator] : undefined;
      return left === undefined || right === undefined || !operate ? undefined : operate(left, right);
    }
    case 'ternary': {
      const test = of(node.test);
      if (test !== undefined) return of(test === 0 ? node.no : node.yes);
      forget(node.yes);
      forget(node.no);
      return undefined;
    }
    case 'unsupported':
      return undefined;
    default:
      return node satisfies never;
  }
}

/** What an expression assigns to. */
function assigned(node: Arithmetic): Arithmetic[] {
  switch (node.type) {
    case 'unary':
      return node.operator === '++' || node.operator === '--' ? [node.operand] : assigned(node.operand);
    case 'binary':
      return [...(ASSIGNS.test(node.operator) ? [node.left] : assigned(node.left)), ...assigned(node.right)];
    case 'ternary':
      return [node.test, node.yes, node.no].flatMap(assigned);
    default:
      return [];
  }
}

/** Name of the one variable that a word is. */
function plain(word: Word): string | undefined {
  const part = word.parts.find((one) => one.type !== 'text' || one.text !== '');
  if (part?.type === 'text' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(part.text)) return part.text;
  return part?.type === 'parameter' && !part.operation && !part.index && !part.prefix ? part.name : undefined;
}
