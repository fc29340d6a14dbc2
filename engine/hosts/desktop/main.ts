/** Entry of the engine process of the desktop program. A test starts it as a plain child process of Node. */
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
await serveDesktop(hostPort(), {
  rendererDir: rendererDir(),
  log: (line) => void process.stderr.write(`${line}\n`),
});
// The host ends a process that said why it failed; a port of a closed server keeps none alive.
setTimeout(() => process.exit(), 1000);
