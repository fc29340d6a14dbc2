import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine, startConsoleServer } from '#engine/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { openBrowser } from '../open-browser.ts';
import type { Output } from '../output.ts';
import { type CommonOptions, dataDir, effectiveConfig } from '../session.ts';

export type ConsoleFlags = CommonOptions & Readonly<{ port?: number; open?: boolean }>;

/**
 * `console`: serves the console until it is interrupted. The address goes to stdout, with the secret in its fragment: whoever
 * reads it may use the console.
 */
export async function consoleCommand(flags: ConsoleFlags, output: Output): Promise<number> {
  const stopped = untilStopped();
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const { config } = effectiveConfig(flags);
  await using engine = await openEngine({ dataDir: dataDir(flags), config, log });
  await using server = await startConsoleServer(engine, { port: flags.port ?? 0, rendererDir: rendererDir(), log });
  if (!server.hasPage) log('The page of the console is not built: run "npm run build" once, then start this again');
  if (flags.json) await output.json({ address: server.address, origin: server.origin, token: server.token });
  else await output.line(server.address);
  await output.flush();
  const forget = flags.open === false || !server.hasPage ? undefined : openBrowser(server.address);
  await stopped;
  forget?.();
  return exitCodes.complete;
}

/** Beside the bundled command line, or in `dist` of a checkout that runs its source. */
function rendererDir(): string {
  const beside = join(import.meta.dirname, '../renderer');
  return existsSync(join(beside, 'index.html')) ? beside : join(import.meta.dirname, '../../../../dist/renderer');
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
