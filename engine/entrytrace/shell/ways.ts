import type { Frame } from './machine.ts';
import { common, type State } from './state.ts';

/** Takes over what children passed in every way. */
export function adopt(state: State, ends: readonly State[]): void {
  const going = ends.filter((one) => !one.failed);
  const ways = (going.length > 0 ? going : ends).map(({ passed }) => passed);
  const [first] = ways;
  if (!first) return;
  for (const hop of ways.reduce<ReadonlySet<string>>((a, b) => common(a, b), first)) state.passed.add(hop);
}

/** The ways on from a condition: where it held and where not. */
export function branches(state: State): [yes: State | undefined, no: State | undefined] {
  if (state.status === 'unknown') {
    const no = state.clone();
    no.status = 1;
    state.status = 0;
    return [state, no];
  }
  return state.status === 0 ? [state, undefined] : [undefined, state];
}

/** `set -e`: a command that fails ends the shell; one that may fail is taken to succeed, as runs that fail do not count. */
export function settle(state: State, frame: Frame): State[] {
  if (state.flow !== 'next' || frame.tested === true || !state.options.has('e')) return [state];
  if (state.status === 'unknown') state.status = 0;
  else if (state.status !== 0) state.flow = 'exit';
  return [state];
}

/** Takes a `break` or `continue` off a state that ends a turn of a loop. */
export function leaveLoop(state: State): 'again' | 'out' | undefined {
  const { flow } = state;
  if (typeof flow === 'string') return undefined;
  if (flow.loops > 1) {
    state.flow = { ...flow, loops: flow.loops - 1 };
    return 'out';
  }
  state.flow = 'next';
  return flow.jump === 'continue' ? 'again' : 'out';
}
