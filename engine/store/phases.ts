import { openSync, writeSync } from 'node:fs';

/** Instants between which a kill must do no harm. */
export type Phase =
  | 'blob:create'
  | 'blob:write'
  | 'blob:sync'
  | 'blob:rename'
  | 'blob:done'
  | 'transaction:begin'
  | 'transaction:commit'
  | 'transaction:done'
  | 'gc:mark'
  | 'gc:sweep'
  | 'gc:aside'
  | 'gc:unlink'
  | 'gc:temporary'
  | 'gc:done';

type Hook = (phase: Phase) => void;

const silent: Hook = () => undefined;
let hook: Hook = fromEnvironment();

/** Called by the store as it enters a phase. Does nothing outside crash tests. */
export function phase(name: Phase): void {
  hook(name);
}

/** Crash tests only: sees each phase of this process; undefined switches it off. */
export function onPhase(listener: Hook | undefined): void {
  hook = listener ?? silent;
}

/**
 * `STELLAOPS_TEST_PHASES=<file>` appends a line per phase. The write is synchronous and reaches the kernel before the phase
 * goes on, so that the last line of a killed process tells where it was.
 */
function fromEnvironment(): Hook {
  const path = process.env['STELLAOPS_TEST_PHASES'];
  if (path === undefined || path === '') return silent;
  const file = openSync(path, 'a', 0o600);
  return (name) => void writeSync(file, `${name}\n`);
}
