import type { EngineFlags, EngineMessage, HostMessage } from '#shared/model/desktop.ts';
import type { EngineChild } from './engine-child.ts';
import { checkEngineMessage } from './engine-message.ts';
import { restartDelay } from './restart-policy.ts';

/** How the engine is. `reason` is one line. */
export type EngineState =
  | Readonly<{ at: 'starting' }>
  | Readonly<{ at: 'running' } & Omit<Extract<EngineMessage, { kind: 'ready' }>, 'kind'>>
  | Readonly<{ at: 'restarting'; inMs: number; reason: string }>
  /** `exitCode` is what a command that cannot go on without it ends with. */
  | Readonly<{ at: 'stopped'; reason: string; exitCode?: number }>;

/** What the keeper needs of the world. */
export type KeeperPorts = Readonly<{
  fork: () => EngineChild;
  /** Called with each new state. */
  onState: (state: EngineState) => void;
  nowMs: () => number;
  /** Runs something later; the result undoes it. */
  after: (ms: number, run: () => void) => () => void;
}>;

export type KeeperOptions = Readonly<{
  /** Port that the first engine must have; default: any. */
  port?: number | undefined;
  /**
   * A host that cannot hand a new secret to its page, which is in a browser, keeps the first for as long as it runs itself. The
   * page then goes on by itself after a crash.
   */
  keepToken?: boolean;
  flags?: EngineFlags;
}>;

/** An engine that is not ready by then hangs: opening a large data folder takes seconds. */
const START_MS = 60_000;
/** Time to close sockets and the store in order. */
const STOP_MS = 5000;

/** Keeps one engine process running: starts it, starts it again with growing pauses when it crashes, stops it in order. */
export class EngineKeeper {
  readonly #ports: KeeperPorts;
  readonly #options: KeeperOptions;
  readonly #crashesAtMs: number[] = [];
  #state: EngineState = { at: 'stopped', reason: 'not started' };
  #child: EngineChild | undefined;
  #port = 0;
  #cancelTimer: () => void = () => undefined;
  #token: string | undefined;
  #failure: Extract<EngineMessage, { kind: 'failed' }> | undefined;
  #stopping: (() => void) | undefined;
  /** The engine asked to be started again. */
  #again = false;

  constructor(ports: KeeperPorts, options: KeeperOptions = {}) {
    this.#ports = ports;
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Starts the engine, unless it runs or is about to; crashes before are forgotten. */
  start(): void {
    if (this.#child || this.#state.at === 'restarting') return;
    this.#crashesAtMs.length = 0;
    this.#fork();
  }

  /** Ends the engine for good. Resolves when its process is gone. */
  stop(): Promise<void> {
    this.#cancelTimer();
    const child = this.#child;
    return new Promise((resolve) => {
      this.#stopping = resolve;
      if (!child) {
        this.#become({ at: 'stopped', reason: 'closed' });
        resolve();
        return;
      }
      child.send({ kind: 'stop' });
      this.#cancelTimer = this.#ports.after(STOP_MS, () => child.kill());
    });
  }

  #fork(): void {
    this.#failure = undefined;
    const child = this.#ports.fork();
    this.#child = child;
    this.#become({ at: 'starting' });
    child.onMessage((message) => this.#hear(child, message));
    child.onExit((code) => this.#ended(child, code));
    child.send(this.#startMessage());
    this.#cancelTimer = this.#ports.after(START_MS, () => child.kill());
  }

  #startMessage(): HostMessage {
    const { port, keepToken = false, flags } = this.#options;
    const first = this.#port === 0 && port !== undefined;
    return {
      kind: 'start',
      port: first ? port : this.#port,
      ...(first ? { portOnly: true } : {}),
      ...(keepToken && this.#token !== undefined ? { token: this.#token } : {}),
      ...(flags ? { flags } : {}),
    };
  }

  #hear(child: EngineChild, value: unknown): void {
    const message = checkEngineMessage(value);
    if (child !== this.#child || !message || this.#stopping) return;
    this.#cancelTimer();
    if (message.kind === 'failed') {
      this.#failure = message;
      child.kill();
      return;
    }
    if (message.kind === 'restart') {
      this.#again = true;
      child.send({ kind: 'stop' });
      this.#cancelTimer = this.#ports.after(STOP_MS, () => child.kill());
      return;
    }
    const { kind: _, ...running } = message;
    const { origin, token } = running;
    this.#port = Number(origin.split(':').at(-1));
    this.#token = token;
    this.#become({ at: 'running', ...running });
  }

  #ended(child: EngineChild, code: number): void {
    if (child !== this.#child) return;
    this.#child = undefined;
    this.#cancelTimer();
    if (this.#stopping) {
      this.#become({ at: 'stopped', reason: 'closed' });
      this.#stopping();
      return;
    }
    if (this.#again) {
      this.#again = false;
      this.#fork();
      return;
    }
    // It said why it cannot start: that will be so the next time too.
    if (this.#failure !== undefined) {
      const { message, exitCode } = this.#failure;
      this.#become({ at: 'stopped', reason: message, ...(exitCode === undefined ? {} : { exitCode }) });
      return;
    }
    this.#crashesAtMs.push(this.#ports.nowMs());
    const reason = `The engine process ended with code ${code}`;
    const inMs = restartDelay(this.#crashesAtMs);
    if (inMs === undefined) {
      this.#become({ at: 'stopped', reason: `${reason}, ${this.#crashesAtMs.length} times` });
      return;
    }
    this.#become({ at: 'restarting', inMs, reason });
    this.#cancelTimer = this.#ports.after(inMs, () => this.#fork());
  }

  #become(state: EngineState): void {
    this.#state = state;
    this.#ports.onState(state);
  }
}
