import { openEngine, startConsoleServer } from '#engine/index.ts';
import type { Signer } from '#engine/ports/signer.ts';
import { type Config, keyFileSigner } from '#engine/run/index.ts';
import type { ConsoleServer, ConsoleServerOptions } from '#engine/serve/index.ts';
import type { EngineFlags, EngineMessage, HostMessage } from '#shared/model/desktop.ts';
import { failureOf } from '../cli/exit-codes.ts';
import { configFileOf } from '../cli/config-file.ts';
import { dataDir, effectiveConfig } from '../cli/session.ts';

/** The other end of a host, which started this process. */
export type HostPort = Readonly<{
  send: (message: EngineMessage) => void;
  onMessage: (listener: (message: unknown) => void) => void;
}>;

/** Where things are; the data folder is that of the command line unless it is given. */
export type DesktopPlaces = Readonly<{ rendererDir: string; dataDir?: string; log: (line: string) => void }>;

/**
 * Serves the console to a host from its `start` to its `stop`. The address and the secret go over the port alone. Resolves when
 * everything is closed (true), or could not be opened and the host was told why.
 */
export async function serveDesktop(host: HostPort, places: DesktopPlaces): Promise<boolean> {
  const asked = new Asked(host);
  const { port, portOnly = false, token: given, flags = {} } = await asked.toStart;
  const { log, rendererDir } = places;
  try {
    const { config } = effectiveConfig(flags);
    const folder = places.dataDir ?? dataDir(flags);
    await using engine = await openEngine({
      dataDir: folder,
      config,
      configFile: configFileOf({ ...flags, data: folder }),
      ...signerOf(flags, config),
      restart: () => host.send({ kind: 'restart' }),
      log,
    });
    const options = { port, rendererDir, log, ...(given === undefined ? {} : { token: given }) };
    await using server = portOnly ? await startConsoleServer(engine, options) : await listen(engine, options);
    const { origin, token, hasPage } = server;
    host.send({ kind: 'ready', origin, token, hasPage, handedOut: engine.exports.folder });
    await asked.toStop;
    return true;
  } catch (error) {
    const { message, code, details, exitCode } = failureOf(error);
    if (code === 'internal') log(details.join('\n'));
    host.send({ kind: 'failed', message, exitCode });
    return false;
  }
}

/** The key stays in this process: neither the host nor the page is given more than its id. */
function signerOf({ signingKey: path, passphraseFile }: EngineFlags, config: Config): { signer?: Signer } {
  if (path === undefined) return {};
  const passphrase = passphraseFile === undefined ? null : { path: passphraseFile };
  return { signer: keyFileSigner({ path, passphrase, allowed: config.signing.keys }) };
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
      if (value.kind === 'start') start.resolve(checkStart(value));
    });
  }
}

/** Only what is well formed; the host is ours, but the port is a border. */
function checkStart(value: object): Extract<HostMessage, { kind: 'start' }> {
  const { port, portOnly, token, flags } = value as Readonly<Record<string, unknown>>;
  const number = Number(port);
  return {
    kind: 'start',
    port: number >= 0 && number < 65_536 ? number : 0,
    portOnly: portOnly === true,
    ...(typeof token === 'string' && /^[\w-]{43}$/.test(token) ? { token } : {}),
    flags: checkFlags(typeof flags === 'object' && flags !== null ? flags : {}),
  };
}

function checkFlags(value: object): EngineFlags {
  const { data, config, jobs, signingKey, passphraseFile } = value as Readonly<Record<string, unknown>>;
  return {
    ...(typeof data === 'string' ? { data } : {}),
    ...(typeof config === 'string' ? { config } : {}),
    ...(typeof jobs === 'number' ? { jobs } : {}),
    ...(typeof signingKey === 'string' ? { signingKey } : {}),
    ...(typeof passphraseFile === 'string' ? { passphraseFile } : {}),
  };
}
