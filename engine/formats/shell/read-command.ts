import type * as unbash from 'unbash';
import type { Arithmetic, CaseArm, Command, List, Place, Redirect, Simple, Test } from './ast.ts';
import { WordReader } from './read-word.ts';

/** Longest text of a command that is kept for people to read, in bytes. */
const TEXT_BYTES = 200;

type AnyCommand = unbash.PipelineNode | unbash.AndOr | unbash.CompoundList | unbash.Statement;

/** Turns the parser's nodes into ours. `source` and `place` are those of the string that offsets count in. */
export class CommandReader {
  readonly #source: string;
  readonly #place: (offset: number) => Place;
  readonly #words: WordReader;

  constructor(source: string, place: (offset: number) => Place) {
    this.#source = source;
    this.#place = place;
    this.#words = new WordReader(place, {
      script: (script, at) => this.#inner(script, at),
      arithmetic: (expression) => this.arithmetic(expression),
    });
  }

  list(commands: readonly unbash.Statement[]): List {
    return commands.map((statement) => this.command(statement));
  }

  command(node: AnyCommand): Command {
    const at = this.#place(node.pos);
    switch (node.type) {
      case 'Statement': {
        const command = this.command(node.command);
        return node.background ? { type: 'background', at, command } : command;
      }
      case 'CompoundList':
        return { type: 'group', at, body: this.list(node.commands) };
      case 'Command':
        return this.#simple(node, at);
      case 'Pipeline':
        return {
          type: 'pipeline',
          at,
          negated: node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1,
          commands: node.commands.map((command) => this.command(command)),
        };
      case 'AndOr': {
        const [first, ...rest] = node.commands.map((command) => this.command(command));
        if (!first) return { type: 'unsupported', at, what: 'empty list', body: [] };
        return {
          type: 'and-or',
          at,
          first,
          rest: rest.map((command, i) => ({ op: node.operators[i] ?? '&&', command })),
        };
      }
      case 'If':
        return {
          type: 'if',
          at,
          arms: [node, ...node.elif].map((arm) => ({
            condition: this.list(arm.clause.commands),
            body: this.list(arm.then.commands),
          })),
          otherwise: node.else ? this.list(node.else.commands) : null,
        };
      case 'While':
        return {
          type: 'loop',
          at,
          until: node.kind === 'until',
          condition: this.list(node.clause.commands),
          body: this.list(node.body.commands),
        };
      case 'For':
        return {
          type: 'for',
          at,
          name: node.name.value,
          words: node.wordlist?.map((word) => this.#words.word(word)) ?? null,
          body: this.list(node.body.commands),
        };
      case 'Case':
        return { type: 'case', at, word: this.#words.word(node.word), arms: node.items.map((item) => this.#arm(item)) };
      case 'Subshell':
        return { type: 'subshell', at, body: this.list(node.body.commands) };
      case 'BraceGroup':
        return { type: 'group', at, body: this.list(node.body.commands) };
      case 'Redirected':
        return {
          type: 'redirected',
          at,
          command: this.command(node.command),
          redirects: node.redirects.map((one) => this.#redirect(one)),
        };
      case 'Function':
        return { type: 'function', at, name: node.name.value, body: this.command(node.body) };
      case 'TestCommand':
        return { type: 'test', at, test: this.#test(node.expression) };
      case 'ArithmeticCommand':
        return { type: 'arithmetic', at, value: node.expression ? this.arithmetic(node.expression) : null };
      case 'ArithmeticFor':
        return {
          type: 'group',
          at,
          body: [
            // Negated: `set -e` does not look at it.
            { type: 'pipeline', at, negated: true, commands: this.#arithmeticStep(node.initialize, at) },
            {
              type: 'loop',
              at,
              until: false,
              condition: this.#arithmeticStep(node.test, at),
              body: this.list(node.body.commands),
              next: this.#arithmeticStep(node.update, at),
            },
          ],
        };
      case 'Select':
        return { type: 'unsupported', at, what: 'select', body: this.list(node.body.commands) };
      case 'Coproc':
        return {
          type: 'unsupported',
          at,
          what: 'coproc',
          body: [this.command(node.body)],
        };
      default:
        return node satisfies never;
    }
  }

  #arithmeticStep(node: unbash.ArithmeticExpression | undefined, at: Place): List {
    // What is left out is true.
    return [{ type: 'arithmetic', at, value: node ? this.arithmetic(node) : { type: 'number', value: 1 } }];
  }

  #simple(node: unbash.Command, at: Place): Simple {
    const assignments = node.prefix.flatMap((one) => (one.type === 'Assignment' ? [this.#words.assignment(one)] : []));
    const words = node.args.map((one) =>
      one.type === 'Assignment' ? this.#words.assignment(one) : this.#words.word(one),
    );
    return {
      type: 'simple',
      at,
      assignments,
      words: node.name ? [this.#words.word(node.name), ...words] : words,
      redirects: node.redirects.map((one) => this.#redirect(one)),
      text: this.#source.slice(node.pos, Math.min(node.end, node.pos + TEXT_BYTES)).replaceAll(/\s+/g, ' '),
    };
  }

  #arm(item: unbash.CaseItem): CaseArm {
    return {
      patterns: item.pattern.map((word) => this.#words.word(word)),
      body: this.list(item.body.commands),
      end: item.terminator ?? ';;',
    };
  }

  #redirect(node: unbash.Redirection): Redirect {
    const fd = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : null;
    if (node.type === 'HereDoc')
      return { operator: '<<', fd, target: null, body: this.#words.hereDocument(node, this.#place(node.pos)) };
    const target = node.target ? this.#words.word(node.target) : null;
    if (node.type === 'HereString') return { operator: '<<<', fd, target: null, body: target };
    return { operator: node.operator, fd, target, body: null };
  }

  #test(node: unbash.TestExpression): Test {
    switch (node.type) {
      case 'TestUnary':
        return { type: 'unary', operator: node.operator, operand: this.#words.word(node.operand) };
      case 'TestBinary':
        return {
          type: 'binary',
          operator: node.operator,
          left: this.#words.word(node.left),
          right: this.#words.word(node.right),
        };
      case 'TestLogical':
        return { type: 'logical', operator: node.operator, operands: node.operands.map((one) => this.#test(one)) };
      case 'TestNot': {
        const operand = this.#test(node.operand);
        return node.negations.length % 2 === 1 ? { type: 'not', operand } : operand;
      }
      case 'TestGroup':
        return this.#test(node.expression);
      default:
        return node satisfies never;
    }
  }

  arithmetic(node: unbash.ArithmeticExpression): Arithmetic {
    switch (node.type) {
      case 'ArithmeticBinary': {
        const [left, right] = [this.arithmetic(node.left), this.arithmetic(node.right)];
        return { type: 'binary', operator: node.operator, left, right };
      }
      case 'ArithmeticUnary':
        return {
          type: 'unary',
          operator: node.operator,
          prefix: node.prefix,
          operand: this.arithmetic(node.operand),
        };
      case 'ArithmeticTernary': {
        const [test, yes, no] = [node.test, node.consequent, node.alternate].map((one) => this.arithmetic(one));
        return test && yes && no ? { type: 'ternary', test, yes, no } : { type: 'unsupported' };
      }
      case 'ArithmeticGroup':
        return this.arithmetic(node.expression);
      case 'ArithmeticWord':
        if (/^(0|[1-9][0-9]{0,14})$/.test(node.value)) return { type: 'number', value: Number(node.value) };
        return { type: 'name', word: this.#words.arithmeticWord(node) };
      case 'ArithmeticCommandExpansion':
        return { type: 'unsupported' };
      default:
        return node satisfies never;
    }
  }

  /** A command substitution. Backquotes with escapes are a text of their own: all in it stands where the substitution stands. */
  #inner(script: unbash.ParsedScript | undefined, at: number): List {
    if (!script) return [];
    const { source } = script;
    if (source === undefined) return this.list(script.commands);
    const place = this.#place(at);
    return new CommandReader(source, () => place).list(script.commands);
  }
}
