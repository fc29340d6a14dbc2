import type { HostMessage } from '#shared/model/desktop.ts';
import type { ElectronApi } from '../electron-api.ts';

/** A running engine process, seen from its host. */
export type EngineChild = Readonly<{
  send: (message: HostMessage) => void;
  onMessage: (listener: (message: unknown) => void) => void;
  /** Called once, however it ended. */
  onExit: (listener: (code: number) => void) => void;
  kill: () => void;
}>;

/**
 * Starts the built engine in a process of its own: whatever a hostile image does to it, the window lives. Neither address nor
 * token is on its command line, which every user of the machine can read.
 */
export function forkEngine(utilityProcess: ElectronApi['utilityProcess'], entry: string): EngineChild {
  const child = utilityProcess.fork(entry, [], { serviceName: 'StellaOps engine', stdio: 'inherit' });
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill(),
  };
}
