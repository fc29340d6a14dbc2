import { limits } from '#engine/bytes/limits.ts';
import type { Command, List, Place } from '#engine/formats/shell/ast.ts';
import { deadCommands } from './dead-commands.ts';
import type { Frame, Runner } from './machine.ts';
import { branches, leaveLoop } from './ways.ts';
import { join, type State, widen } from './state.ts';

/** Turns of a loop whose condition is not known, before what changes in it is taken as not known either. */
const OPEN_TURNS = 1;

/** A loop: what decides on each turn, and what a turn does. */
export type Loop = Readonly<{
  at: Place;
  until: boolean;
  condition: (state: State) => State[];
  body: List;
  /** After each turn, `continue` or not. */
  next: List;
}>;

/** `while`, `until` and the arithmetic `for`. */
export function runLoop(
  runner: Runner,
  { at, until, condition, body, next = [] }: Extract<Command, { type: 'loop' }>,
  state: State,
  frame: Frame,
): State[] {
  const decide = (one: State): State[] => runner.list(condition, one, { ...frame, tested: true });
  const { over, out } = runTurns(runner, { at, until, condition: decide, body, next }, state, frame);
  return join([...over, ...out], runner.world.unknowns);
}

/**
 * Turns of a loop. One that comes to the state it was in never ends.
 *
 * @returns over: ways on which the condition ended it; out: those that left it otherwise
 */
export function runTurns(
  runner: Runner,
  loop: Loop,
  state: State,
  frame: Frame,
): Readonly<{ over: State[]; out: State[] }> {
  const { unknowns } = runner.world;
  const out: State[] = [];
  const over: State[] = [];
  const seen = new Set<string>();
  let live: Readonly<{ state: State; open: number }>[] = [{ state, open: 0 }];
  let entered = false;
  for (let turn = 0; live.length > 0; turn++) {
    if (turn >= limits.traceLoopTurns) {
      runner.note('RecursionLimitReached', `${turn} turns of a loop`, frame, loop.at);
      for (const one of live) one.state.status = 'unknown';
      return { over: [...over, ...live.map((one) => one.state)], out };
    }
    const next: typeof live = [];
    for (const one of live) {
      for (const after of loop.condition(one.state)) {
        if (after.flow !== 'next') {
          out.push(after);
          continue;
        }
        const open = after.status === 'unknown';
        const [yes, no] = branches(after);
        const [enter, leave] = loop.until ? [no, yes] : [yes, no];
        if (leave) {
          leave.status = 0;
          over.push(leave);
        }
        if (!enter) continue;
        entered = true;
        const before = open ? enter.clone() : enter;
        for (const end of runner.list(loop.body, enter, frame)) {
          const jump = leaveLoop(end);
          if (end.flow !== 'next' || jump === 'out') {
            out.push(end);
            continue;
          }
          // Calculations: one way in, one way out.
          runner.list(loop.next, end, { ...frame, tested: true });
          const turns = one.open + (open ? 1 : 0);
          const going = open && turns > OPEN_TURNS ? widen(before, end, unknowns) : end;
          const key = going.key();
          // Here again: with an open condition the way out is there already, else there is none.
          if (!seen.has(key)) next.push({ state: going, open: turns });
          else if (!open) {
            going.flow = 'endless';
            out.push(going);
          }
          seen.add(key);
        }
      }
    }
    const open = Math.max(0, ...next.map((one) => one.open));
    const going = next.map((one) => one.state);
    // From here on one state stands for all: ways that differ from turn to turn would go on for thousands of steps.
    const joined =
      open > OPEN_TURNS && going.length > 1
        ? [going.reduce((a, b) => widen(a, b, unknowns))].filter((one) => !seen.has(one.key()))
        : join(going, unknowns);
    for (const one of joined) seen.add(one.key());
    live = joined.map((one) => ({ state: one, open }));
  }
  if (!entered) deadCommands(runner, loop.body, frame);
  return { over, out };
}
