import { limits } from '#engine/bytes/limits.ts';
import type { Command } from '#engine/formats/shell/ast.ts';
import { deadCommands } from './dead-commands.ts';
import type { Frame, Runner } from './machine.ts';
import { branches, leaveLoop } from './ways.ts';
import { join, type State, widen } from './state.ts';

/** Turns of a loop whose condition is not known, before what changes in it is taken as not known either. */
const OPEN_TURNS = 1;

/** `while` and `until`. A loop that comes to the state it was in never ends. */
export function runLoop(
  runner: Runner,
  command: Extract<Command, { type: 'loop' }>,
  state: State,
  frame: Frame,
): State[] {
  const { unknowns } = runner.world;
  const out: State[] = [];
  const seen = new Set<string>();
  let live: Readonly<{ state: State; open: number }>[] = [{ state, open: 0 }];
  let entered = false;
  for (let turn = 0; live.length > 0; turn++) {
    if (turn >= limits.traceLoopTurns) {
      runner.note('RecursionLimitReached', `${turn} turns of a loop`, frame, command.at);
      for (const one of live) one.state.status = 'unknown';
      return join([...out, ...live.map((one) => one.state)], unknowns);
    }
    const next: typeof live = [];
    for (const one of live) {
      for (const after of runner.list(command.condition, one.state, { ...frame, tested: true })) {
        if (after.flow !== 'next') {
          out.push(after);
          continue;
        }
        const open = after.status === 'unknown';
        const [yes, no] = branches(after);
        const [enter, leave] = command.until ? [no, yes] : [yes, no];
        if (leave) {
          leave.status = 0;
          out.push(leave);
        }
        if (!enter) continue;
        entered = true;
        const before = open ? enter.clone() : enter;
        for (const end of runner.list(command.body, enter, frame)) {
          const jump = leaveLoop(end);
          if (end.flow !== 'next' || jump === 'out') {
            out.push(end);
            continue;
          }
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
    const joined = join(
      next.map((one) => one.state),
      unknowns,
    );
    const open = Math.max(0, ...next.map((one) => one.open));
    live = joined.map((one) => ({ state: one, open }));
  }
  if (!entered) deadCommands(runner, command.body, frame);
  return join(out, unknowns);
}
