/** `maybe`: nothing says whether it ends by itself, and what came after it does. */
export type HasEnded = 'no' | 'maybe' | 'yes';

type Foreground = { foreground: readonly string[]; foregroundEnded: HasEnded };

/**
 * A shell has waited for programs. What keeps a container running, if its shell comes to an end, follows from one rule: a shell goes
 * on only when the program that it waits for has ended, so it is the last one of which nothing says that it ends by itself. If what
 * comes behind it does, it is in doubt: a server with what tidies up behind it looks like a migration with what reports it. Where all
 * end by themselves, nothing is left.
 *
 * @param ended do they end by themselves?
 */
export function waitedFor(state: Foreground, programs: readonly string[], ended: HasEnded): void {
  if (ended !== 'yes') {
    state.foreground = programs;
    state.foregroundEnded = ended;
    return;
  }
  if (state.foreground.length === 0) state.foreground = programs;
  if (state.foregroundEnded === 'no') state.foregroundEnded = 'maybe';
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
