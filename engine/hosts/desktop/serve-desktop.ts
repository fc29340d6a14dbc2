import { openEngine } from '#engine/run/index.ts';
import { type ConsoleServer, type ConsoleServerOptions, startConsoleServer } from '#engine/serve/index.ts';
import type { EngineMessage, HostMessage } from '#shared/model/desktop.ts';
import { failureOf } from '../cli/exit-codes.ts';
import { dataDir, effectiveConfig } from '../cli/session.ts';

/** The other end of a desktop host, which started this process. */
export type HostPort = Readonly<{
  send: (message: EngineMessage) => void;
  onMessage: (listener: (message: unknown) => void) => void;
}>;

/** Where things are; the data folder is that of the command line unless it is given. */
export type DesktopPlaces = Readonly<{ rendererDir: string; dataDir?: string; log: (line: string) => void }>;

/**
 * Serves the console to a desktop host from its `start` to its `stop`. The address and the secret go over the port alone.
 * Resolves when everything is closed, or could not be opened and the host was told why.
 */
export async function serveDesktop(host: HostPort, places: DesktopPlaces): Promise<void> {
  const asked = new Asked(host);
  const { port } = await asked.toStart;
  const { log, rendererDir } = places;
  try {
    const { config } = effectiveConfig({});
    await using engine = await openEngine({ dataDir: places.dataDir ?? dataDir({}), config, log });
    await using server = await listen(engine, { port, rendererDir, log });
    const { origin, token, hasPage } = server;
    host.send({ kind: 'ready', origin, token, hasPage });
    await asked.toStop;
  } catch (error) {
    const { message, code, details } = failureOf(error);
    if (code === 'internal') log(details.join('\n'));
    host.send({ kind: 'failed', message });
  }
}

/** On the port that is asked for, else on any: somebody may have taken it meanwhile. */
async function listen(
  engine: Parameters<typeof startConsoleServer>[0],
  options: ConsoleServerOptions,
): Promise<ConsoleServer> {
  try {
    return await startConsoleServer(engine, options);
  } catch (error) {
    if (!options.port || !(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return await startConsoleServer(engine, { ...options, port: 0 });
  }
}

/** The two messages of a host, as promises. Other messages are none of ours. */
class Asked {
  readonly toStart: Promise<Extract<HostMessage, { kind: 'start' }>>;
  readonly toStop: Promise<void>;

  constructor(host: HostPort) {
    const start = Promise.withResolvers<Extract<HostMessage, { kind: 'start' }>>();
    const stop = Promise.withResolvers<void>();
    this.toStart = start.promise;
    this.toStop = stop.promise;
    host.onMessage((value) => {
      if (typeof value !== 'object' || value === null || !('kind' in value)) return;
      if (value.kind === 'stop') stop.resolve();
      const port = 'port' in value ? Number(value.port) : 0;
      if (value.kind === 'start') start.resolve({ kind: 'start', port: port >= 0 && port < 65_536 ? port : 0 });
    });
  }
}
