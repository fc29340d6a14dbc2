import type { HostMessage } from '#shared/model/desktop.ts';

/** A running engine process, seen from its host. */
export type EngineChild = Readonly<{
  send: (message: HostMessage) => void;
  onMessage: (listener: (message: unknown) => void) => void;
  /** Called once, however it ended. */
  onExit: (listener: (code: number) => void) => void;
  kill: () => void;
}>;
