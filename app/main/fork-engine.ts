import type { EngineChild } from '#shared/host/engine-child.ts';
import { ENGINE_FLAGS } from '#shared/host/engine-flags.ts';
import type { ElectronApi } from './electron-api.ts';

/**
 * Starts the built engine in a process of its own: whatever a hostile image does to it, the window lives. Neither address nor
 * token is on its command line, which every user of the machine can read.
 */
export function forkEngine(utilityProcess: ElectronApi['utilityProcess'], entry: string): EngineChild {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'StellaOps engine',
    stdio: 'inherit',
    execArgv: [...ENGINE_FLAGS],
  });
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill(),
  };
}
