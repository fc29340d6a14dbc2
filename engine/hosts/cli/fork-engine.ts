import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { EngineChild } from '#shared/host/engine-child.ts';
import { ENGINE_FLAGS } from '#shared/host/engine-flags.ts';

/** Starts the engine in a process of its own. Neither address nor secret is on its command line, which every user can read. */
export function forkEngine(): EngineChild {
  // Beside the bundled command line, or in the source of a checkout that was not built.
  const built = join(import.meta.dirname, 'desktop.js');
  const entry = existsSync(built) ? built : join(import.meta.dirname, '../desktop/main.ts');
  const child = fork(entry, [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [...process.execArgv, ...ENGINE_FLAGS],
  });
  // A process that could not be started has no exit.
  let ended: (code: number) => void = () => undefined;
  child.once('error', () => ended(1));
  return {
    // To one that ended meanwhile: its exit says so.
    send: (message) => void child.send(message, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      const once = (code: number): void => {
        ended = () => undefined;
        listener(code);
      };
      ended = once;
      child.once('exit', (code, signal) => ended(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
