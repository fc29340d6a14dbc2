/** `maybe`: nothing says whether it ends by itself, and only what tidies up came after it. */
export type HasEnded = 'no' | 'maybe' | 'yes';

type Foreground = { foreground: readonly string[]; foregroundEnded: HasEnded };

/** Programs with which scripts tidy up behind a server that has ended: what they stand behind may be one. */
const TIDIES = new Set('rm rmdir unlink kill pkill mv touch sleep date echo printf cat logger true wait'.split(' '));

/**
 * A shell has waited for programs. What keeps a container running, if its shell comes to an end, follows from one rule: a shell goes
 * on only when the program that it waits for has ended, so it is the last one, unless that ends by itself; then nothing is left.
 * A program that may be a server, with nothing behind it but what tidies up, is in doubt: both ways stay.
 *
 * @param ended do they end by themselves?
 * @param name of the program, where it is one
 */
export function waitedFor(state: Foreground, programs: readonly string[], ended: HasEnded, name = ''): void {
  if (ended !== 'yes') {
    state.foreground = programs;
    state.foregroundEnded = ended;
    return;
  }
  if (state.foreground.length === 0) state.foreground = programs;
  state.foregroundEnded = state.foregroundEnded === 'yes' || !TIDIES.has(name) ? 'yes' : 'maybe';
}

/** One of several ways was gone: what may run is in doubt where it does not on each. */
export function eitherForeground(ways: readonly Readonly<Foreground>[]): Foreground {
  const running = ways.filter(({ foregroundEnded }) => foregroundEnded !== 'yes');
  const from = running.length > 0 ? running : ways;
  const sure = ways.every(({ foregroundEnded }) => foregroundEnded === 'no');
  return {
    foreground: [...new Set(from.flatMap(({ foreground }) => foreground))],
    foregroundEnded: running.length === 0 ? 'yes' : sure ? 'no' : 'maybe',
  };
}

/** All of them run, as in a pipeline: it has ended when all have. */
export function togetherForeground(parts: readonly Readonly<Foreground>[]): Foreground {
  const { foreground, foregroundEnded } = eitherForeground(parts);
  return { foreground, foregroundEnded: parts.some((one) => one.foregroundEnded === 'no') ? 'no' : foregroundEnded };
}
