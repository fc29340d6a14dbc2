import { limits } from '#engine/bytes/limits.ts';
import type { CaseArm, Command, List, Place } from '#engine/formats/shell/ast.ts';
import type { TraceReason } from '#shared/model/entry-trace.ts';
import type { StartProgram } from '../process.ts';
import { isKnown, type Text } from '../text.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { calculate } from './arithmetic.ts';
import { isBuiltin } from './builtins.ts';
import { testCommand } from './conditions.ts';
import { deadCommands } from './dead-commands.ts';
import { expandPieces, expandText, expandWords } from './expand.ts';
import { type Around, runExternal } from './external.ts';
import { eitherForeground, togetherForeground, waitedFor } from './foreground.ts';
import { runLoop, runTurns } from './loop.ts';
import type { Call, Frame, Runner } from './machine.ts';
import { matches, readPattern } from './pattern.ts';
import { withRedirects } from './redirect.ts';
import { dispatch, runSimple } from './simple.ts';
import { Choice, join, type State } from './state.ts';
import { adopt, branches, leaveLoop, settle } from './ways.ts';

/** Follows the commands of one shell through every way that its conditions leave open. Nothing is run. */
export class Interpreter implements Runner {
  readonly world: World;
  readonly user: User;
  readonly bash: boolean;
  readonly functions = new Set<string>();
  readonly #start: StartProgram;
  readonly #around: Around;

  constructor(world: World, user: User, bash: boolean, around: Around, start: StartProgram) {
    this.world = world;
    this.user = user;
    this.bash = bash;
    this.#around = around;
    this.#start = start;
  }

  /** Commands one after the other. */
  list(commands: List, state: State, frame: Frame): State[] {
    let live = [state];
    const ended: State[] = [];
    for (const command of commands) {
      if (live.length === 0) break;
      const after: State[] = [];
      for (const one of live)
        for (const next of this.command(command, one, frame)) (next.flow === 'next' ? after : ended).push(next);
      live = join(after, this.world.unknowns);
    }
    return [...live, ...join(ended, this.world.unknowns)];
  }

  command(command: Command, state: State, frame: Frame): State[] {
    if (frame.depth > limits.traceDepth || !this.world.step()) {
      this.note('RecursionLimitReached', 'more steps than a trace follows', frame, command.at);
      state.flow = 'endless';
      return [state];
    }
    switch (command.type) {
      case 'simple':
        return this.#choose(state, (one) => runSimple(this, command, one, frame));
      case 'pipeline':
        return this.#pipeline(command.commands, command.negated, state, frame);
      case 'and-or':
        return this.#andOr(command, state, frame);
      case 'background':
        return this.#background(command.command, state, frame);
      case 'group':
        return this.list(command.body, state, frame);
      case 'subshell':
        return this.#subshell((one) => this.list(command.body, one, frame), state);
      case 'redirected':
        return this.#choose(state, (one) =>
          withRedirects(this, command.redirects, one, frame, (inner) => this.command(command.command, inner, frame)),
        );
      case 'if':
        return this.#if(command, state, frame);
      case 'loop':
        return runLoop(this, command, state, frame);
      case 'for':
        return this.#choose(state, (one) => this.#for(command, one, frame));
      case 'case':
        return this.#choose(state, (one) => {
          const text = expandText(this, command.word, one, frame);
          one.chosen.clear();
          return this.#case(command.arms, text, one, frame);
        });
      case 'function':
        this.functions.add(command.name);
        state.functions.set(command.name, [{ body: command.body, file: frame.file }]);
        state.status = 0;
        return [state];
      case 'test':
        return this.#choose(state, (one) => {
          const truth = testCommand(this, command.test, one, frame);
          one.chosen.clear();
          one.status = truth === undefined ? 'unknown' : truth ? 0 : 1;
          return settle(one, frame);
        });
      case 'arithmetic':
        return this.#choose(state, (one) => {
          const value = command.value ? calculate(this, command.value, one, frame) : undefined;
          one.status = value === undefined ? 'unknown' : value === 0 ? 1 : 0;
          return settle(one, frame);
        });
      case 'unsupported': {
        this.note('UnsupportedConstruct', command.what, frame, command.at);
        state.status = 'unknown';
        const entered = this.list(command.body, state.clone(), frame);
        for (const one of entered) leaveLoop(one);
        return join([state, ...entered], this.world.unknowns);
      }
      default:
        return command satisfies never;
    }
  }

  capture(body: List, state: State, frame: Frame, source: string, at: Place): Text {
    const place = `${frame.file ?? ''}:${at.line}:${at.column}:${source}`;
    const chosen = state.chosen.get(place);
    if (chosen !== undefined) return chosen;
    const child = state.clone();
    child.output = '';
    child.exitTrap = null;
    const ends = this.list(body, child, { ...frame, depth: frame.depth + 1 });
    adopt(state, ends);
    const statuses = new Set(ends.map(({ status }) => status));
    state.status = statuses.size === 1 ? (ends[0]?.status ?? 'unknown') : 'unknown';
    const outputs = [...new Set(ends.map(({ output }) => (output ?? '').replace(/\n+$/, '')))];
    if (outputs.length === 1) return outputs[0] ?? '';
    if (outputs.length <= limits.traceSetValues && outputs.every(isKnown))
      throw new Choice(outputs.sort(), (one, value) => one.chosen.set(place, value));
    return this.world.unknowns.mark('DynamicEnvironmentReference', source);
  }

  external(words: readonly Text[], state: State, frame: Frame, call: Call): State[] {
    return runExternal(this, this.#around, this.#start, words, state, frame, call);
  }

  dispatch(words: readonly Text[], state: State, frame: Frame, call: Call, functions: boolean): State[] {
    return dispatch(this, words, state, frame, call, functions);
  }

  isBuiltin(name: string): boolean {
    return isBuiltin(name, this.bash);
  }

  note(reason: TraceReason, detail: string, frame: Frame, at: Place | null): void {
    this.world.book.note(reason, detail, frame.hop, { file: frame.file, at: frame.at ?? at });
  }

  /** Does something for each value that a variable may have, when it is asked for. */
  #choose(state: State, go: (state: State) => State[]): State[] {
    const before = state.clone();
    try {
      return go(state);
    } catch (choice) {
      if (!(choice instanceof Choice)) throw choice;
      return choice.values.flatMap((value) => {
        const one = before.clone();
        choice.apply(one, value);
        return this.#choose(one, go);
      });
    }
  }

  #andOr(command: Extract<Command, { type: 'and-or' }>, state: State, frame: Frame): State[] {
    const tested = { ...frame, tested: true };
    let live = this.command(command.first, state, tested);
    const { rest } = command;
    for (const [i, { op, command: next }] of rest.entries()) {
      const inner = i === rest.length - 1 ? frame : tested;
      live = live.flatMap((one) => {
        if (one.flow !== 'next') return [one];
        const [yes, no] = branches(one);
        const [enter, skip] = op === '&&' ? [yes, no] : [no, yes];
        if (!enter) deadCommands(this, [next], frame);
        return [...(skip ? [skip] : []), ...(enter ? this.command(next, enter, inner) : [])];
      });
      live = join(live, this.world.unknowns);
    }
    return live;
  }

  #if(command: Extract<Command, { type: 'if' }>, state: State, frame: Frame): State[] {
    let left = [state];
    const out: State[] = [];
    for (const { condition, body } of command.arms) {
      let entered = false;
      left = left.flatMap((one) =>
        this.list(condition, one, { ...frame, tested: true }).flatMap((after) => {
          if (after.flow !== 'next') {
            out.push(after);
            return [];
          }
          const [yes, no] = branches(after);
          if (yes) {
            entered = true;
            out.push(...this.list(body, yes, frame));
          }
          return no ? [no] : [];
        }),
      );
      if (!entered) deadCommands(this, body, frame);
    }
    if (left.length === 0) {
      if (command.otherwise) deadCommands(this, command.otherwise, frame);
      return join(out, this.world.unknowns);
    }
    for (const one of left) {
      one.status = 0;
      out.push(...(command.otherwise ? this.list(command.otherwise, one, frame) : [one]));
    }
    return join(out, this.world.unknowns);
  }

  #case(arms: readonly CaseArm[], text: Text, state: State, frame: Frame): State[] {
    let left: State | undefined = state;
    const out: State[] = [];
    for (const [i, arm] of arms.entries()) {
      if (!left) {
        deadCommands(this, arm.body, frame);
        continue;
      }
      let truth: boolean | undefined = false;
      for (const word of arm.patterns) {
        const pattern = readPattern(expandPieces(this, word, left, frame));
        const one = pattern && matches(pattern, text);
        truth = truth === true || one === true ? true : one === undefined ? undefined : truth;
      }
      if (truth === false) {
        deadCommands(this, arm.body, frame);
        continue;
      }
      const enter: State = truth === undefined ? left.clone() : left;
      left = truth === undefined ? left : undefined;
      out.push(...this.#arm(arms, i, text, enter, frame));
    }
    if (left) {
      left.status = 0;
      out.push(left);
    }
    return join(out, this.world.unknowns);
  }

  #arm(arms: readonly CaseArm[], at: number, text: Text, state: State, frame: Frame): State[] {
    const arm = arms[at];
    if (!arm) return [state];
    state.status = 0;
    const after = this.list(arm.body, state, frame);
    if (arm.end === ';;') return after;
    return after.flatMap((one) => {
      if (one.flow !== 'next') return [one];
      return arm.end === ';&'
        ? this.#arm(arms, at + 1, text, one, frame)
        : this.#case(arms.slice(at + 1), text, one, frame);
    });
  }

  #for(command: Extract<Command, { type: 'for' }>, state: State, frame: Frame): State[] {
    const values = command.words ? expandWords(this, command.words, state, frame) : [...state.positional];
    state.chosen.clear();
    const ended: State[] = [];
    let live = [state];
    state.status = 0;
    if (values.length === 0) deadCommands(this, command.body, frame);
    if (values.length > limits.traceLoopTurns)
      this.note('RecursionLimitReached', `${values.length} turns of a loop`, frame, command.at);
    for (const value of values.slice(0, limits.traceLoopTurns)) {
      if (this.world.unknowns.isMany(value)) {
        const turns = live.map((one) => this.#openFor(command, this.world.unknowns.single(value), one, frame));
        ended.push(...turns.flatMap(({ out }) => out));
        live = join(
          turns.flatMap(({ over }) => over),
          this.world.unknowns,
        );
        continue;
      }
      live = live.flatMap((one) => {
        one.set(command.name, value);
        return this.list(command.body, one, frame);
      });
      const next: State[] = [];
      for (const one of live) {
        const jump = leaveLoop(one);
        (jump === 'again' || one.flow === 'next' ? next : ended).push(one);
        if (jump === 'out' && one.flow === 'next') ended.push(...next.splice(next.indexOf(one), 1));
      }
      live = join(next, this.world.unknowns);
    }
    return join([...live, ...ended], this.world.unknowns);
  }

  /** A value that may be none or many: as many turns as change something. */
  #openFor(
    command: Extract<Command, { type: 'for' }>,
    value: Text,
    state: State,
    frame: Frame,
  ): ReturnType<typeof runTurns> {
    const condition = (one: State): State[] => {
      one.set(command.name, value);
      one.status = 'unknown';
      return [one];
    };
    return runTurns(this, { at: command.at, until: false, condition, body: command.body, next: [] }, state, frame);
  }

  #background(command: Command, state: State, frame: Frame): State[] {
    const child = state.clone();
    child.foreground = [];
    child.foregroundEnded = 'yes';
    child.background = [];
    child.terminals = [];
    child.exitTrap = null;
    const ends =
      command.type === 'simple'
        ? this.#choose(child, (one) => runSimple(this, command, one, frame, 'background'))
        : this.command(command, child, { ...frame, depth: frame.depth + 1 });
    adopt(state, ends);
    const started = ends.flatMap(({ flow, terminals, foreground, foregroundEnded, background }) => [
      ...terminals,
      ...(flow !== 'endless' && foregroundEnded === 'yes' ? [] : foreground),
      ...background,
    ]);
    state.background = [...new Set([...state.background, ...started])];
    // Nothing waits for it: it ends with its shell.
    if (state.foreground.length === 0)
      state.foreground = [...new Set(ends.flatMap(({ terminals, foreground }) => [...terminals, ...foreground]))];
    state.status = 0;
    return [state];
  }

  #subshell(go: (state: State) => State[], state: State): State[] {
    const child = state.clone();
    child.exitTrap = null;
    const outputs = child.output;
    const ends = go(child);
    const going = ends.filter((one) => !one.failed);
    adopt(state, ends);
    const ways = going.length > 0 ? going : ends;
    const statuses = new Set(ways.map(({ status }) => status));
    state.status = statuses.size === 1 ? (ways[0]?.status ?? 'unknown') : 'unknown';
    Object.assign(
      state,
      eitherForeground(
        ways.map((one) => (one.terminals.length > 0 ? { foreground: one.terminals, foregroundEnded: 'no' } : one)),
      ),
    );
    if (ends.some(({ flow }) => flow === 'endless') && going.every(({ flow }) => flow === 'endless'))
      state.flow = 'endless';
    if (outputs !== null) {
      const texts = new Set(ways.map(({ output }) => output));
      state.output =
        texts.size === 1
          ? (ways[0]?.output ?? outputs)
          : outputs + this.world.unknowns.mark('DynamicEnvironmentReference', '(…)');
    }
    for (const [path, change] of ways[0]?.files ?? []) {
      const same = ways.every(({ files }) => JSON.stringify(files.get(path)) === JSON.stringify(change));
      state.files.set(path, same ? change : 'unknown');
    }
    return [state];
  }

  #pipeline(commands: readonly Command[], negated: boolean, state: State, frame: Frame): State[] {
    const [only] = commands;
    const inner = negated ? { ...frame, tested: true } : frame;
    let after: State[];
    if (commands.length === 1 && only) after = this.command(only, state, inner);
    else {
      const before = { foreground: state.foreground, foregroundEnded: state.foregroundEnded };
      const parts: State[] = [];
      let input = state.input;
      const output = state.output;
      for (const [i, command] of commands.entries()) {
        const last = i === commands.length - 1;
        state.input = input;
        state.output = last ? output : '';
        state.foreground = [];
        state.foregroundEnded = 'yes';
        this.#subshell((one) => this.command(command, one, { ...inner, tested: true, depth: frame.depth + 1 }), state);
        parts.push(state.clone());
        if (!last) input = state.output;
      }
      state.input = null;
      state.output = output === null ? null : state.output;
      const { foreground, foregroundEnded } = togetherForeground(parts);
      Object.assign(state, before);
      if (foreground.length > 0) waitedFor(state, foreground, foregroundEnded);
      after = settle(state, inner);
    }
    if (negated)
      for (const one of after)
        if (one.flow === 'next') one.status = one.status === 'unknown' ? 'unknown' : one.status === 0 ? 1 : 0;
    return after;
  }
}
