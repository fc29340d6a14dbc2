import type { Command, List, Word } from '#engine/formats/shell/ast.ts';
import type { Frame, Runner } from './machine.ts';

/** Writes down the programs of a branch that is not entered, where their words are plain. */
export function deadCommands(runner: Runner, commands: List, frame: Frame): void {
  for (const command of commands) walk(runner, command, frame);
}

function walk(runner: Runner, command: Command, frame: Frame): void {
  switch (command.type) {
    case 'simple': {
      const words = command.words.filter((one): one is Word => one.type === 'word');
      const texts = words.map(plainText);
      const isExec = texts[0] === 'exec';
      const [name, ...rest] = isExec ? texts.slice(1) : texts;
      if (name === undefined || runner.isBuiltin(name) || runner.functions.has(name)) return;
      runner.world.book.addDead({
        parent: frame.hop,
        kind: isExec ? 'exec' : 'run',
        argv: [name, ...rest.map((text, i) => text ?? words[i + (isExec ? 2 : 1)]?.text ?? '')],
        node: null,
        said: { file: frame.file, at: frame.at ?? command.at },
        user: null,
        cwd: null,
      });
      return;
    }
    case 'pipeline':
      deadCommands(runner, command.commands, frame);
      return;
    case 'and-or':
      deadCommands(runner, [command.first, ...command.rest.map((one) => one.command)], frame);
      return;
    case 'background':
    case 'redirected':
      walk(runner, command.command, frame);
      return;
    case 'group':
    case 'subshell':
    case 'loop':
    case 'for':
    case 'unsupported':
      deadCommands(runner, command.body, frame);
      return;
    case 'if':
      for (const { body } of command.arms) deadCommands(runner, body, frame);
      deadCommands(runner, command.otherwise ?? [], frame);
      return;
    case 'case':
      for (const { body } of command.arms) deadCommands(runner, body, frame);
      return;
    case 'function':
    case 'test':
    case 'arithmetic':
      return;
    default:
      command satisfies never;
  }
}

function plainText(word: Word): string | undefined {
  const texts = word.parts.map((part) => (part.type === 'text' ? part.text : undefined));
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}
