/**
 * Entry of the engine process: a utility process of the desktop program, a plain child process of the command line. Whatever a
 * hostile image does to it, its host lives and starts another.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type HostPort, serveDesktop } from './serve-desktop.ts';

/** What Electron adds to `process` in a utility process. */
type ParentPort = Readonly<{
  postMessage: (message: unknown) => void;
  on: (event: 'message', listener: (event: Readonly<{ data: unknown }>) => void) => void;
}>;

function hostPort(): HostPort {
  const { parentPort } = process as typeof process & { parentPort?: ParentPort };
  if (parentPort)
    return {
      send: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    };
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
  };
}

/** Beside the bundle of this file, or in `dist` of a checkout that runs its source. */
function rendererDir(): string {
  const beside = join(import.meta.dirname, '../renderer');
  return existsSync(join(beside, 'index.html')) ? beside : join(import.meta.dirname, '../../../dist/renderer');
}

// Without its host nobody needs this process.
process.on('disconnect', () => process.exit());
// A terminal sends its Ctrl+C to the host too, which then asks to stop in order.
process.on('SIGINT', () => undefined);
const stopped = await serveDesktop(hostPort(), {
  rendererDir: rendererDir(),
  log: (line) => void process.stderr.write(`${line}\n`),
});
if (stopped) process.exit();
// The host ends a process that said why it failed.
setTimeout(() => process.exit(), 1000);
