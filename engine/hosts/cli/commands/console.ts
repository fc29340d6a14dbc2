import { EngineKeeper, type EngineState } from '#shared/host/engine-keeper.ts';
import { exitCodes } from '../exit-codes.ts';
import { forkEngine } from '../fork-engine.ts';
import { openBrowser } from '../open-browser.ts';
import type { Output } from '../output.ts';
import { type CommonOptions, dataDir, effectiveConfig } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export type ConsoleFlags = CommonOptions &
  Readonly<{ port?: number; open?: boolean; signingKey?: string; passphraseFile?: string }>;

type Running = Extract<EngineState, { at: 'running' }>;

/**
 * `console`: serves the console until it is interrupted. The address goes to stdout, with the secret in its fragment: whoever
 * reads it may use the console.
 *
 * The engine is a process of its own. When it crashes another takes its port and secret, and open pages go on.
 */
export async function consoleCommand(flags: ConsoleFlags, output: Output): Promise<number> {
  const stopped = untilStopped();
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  // What is wrong with the flags is told before a process is started for them.
  effectiveConfig(flags);
  if (flags.passphraseFile === '-')
    throw new UsageError('Cannot read the passphrase from stdin: the engine is a process of its own; give a file');
  const { config, jobs, port, signingKey, passphraseFile } = flags;
  const states = new States(log);
  const keeper = new EngineKeeper(
    {
      fork: forkEngine,
      onState: (state) => states.hear(state),
      nowMs: () => performance.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    {
      port,
      keepToken: true,
      flags: {
        data: dataDir(flags),
        ...(config === undefined ? {} : { config }),
        ...(jobs === undefined ? {} : { jobs }),
        ...(signingKey === undefined ? {} : { signingKey }),
        ...(passphraseFile === undefined ? {} : { passphraseFile }),
      },
    },
  );
  let forget: (() => void) | undefined;
  states.onNewAddress = async ({ origin, token, hasPage }) => {
    if (!hasPage) log('The page of the console is not built: run "npm run build" once, then start this again');
    // In the fragment, which no browser sends anywhere.
    const address = `${origin}/#token=${token}`;
    if (flags.json) await output.json({ address, origin, token });
    else await output.line(address);
    await output.flush();
    if (flags.open !== false && hasPage) forget ??= openBrowser(address);
  };
  keeper.start();
  try {
    await Promise.race([stopped, states.failed]);
  } finally {
    await keeper.stop();
    forget?.();
  }
  return exitCodes.complete;
}

/** What the keeper says, as far as somebody at a terminal cares. */
class States {
  /** Called with the first address, and with another when the port was taken during a restart. */
  onNewAddress: (state: Running) => Promise<void> = async () => undefined;
  /** Rejects when there will be no engine any more. */
  readonly failed: Promise<never>;
  readonly #log: (line: string) => void;
  readonly #fail: (error: Error) => void;
  #origin: string | undefined;

  constructor(log: (line: string) => void) {
    this.#log = log;
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#fail = reject;
  }

  hear(state: EngineState): void {
    if (state.at === 'restarting') this.#log(`${state.reason}; it is started again`);
    if (state.at === 'stopped')
      this.#fail(new UsageError(state.reason, { exitCode: state.exitCode ?? exitCodes.failure, code: 'engine' }));
    if (state.at !== 'running' || state.origin === this.#origin) return;
    this.#origin = state.origin;
    this.onNewAddress(state).catch(this.#fail);
  }
}

/** A second signal ends the process at once, as usual. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}
